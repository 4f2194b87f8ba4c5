package dev.prunella.app.cli;

import java.util.List;

/**
 * Commands that another module adds to {@code prunella}. Implementations are found by {@link
 * java.util.ServiceLoader}, so that this module need not know who stands on it.
 */
public interface CommandProvider {

  /** Fresh objects whose classes bear picocli's {@code @Command}; each becomes a subcommand. */
  List<Object> commands();
}
