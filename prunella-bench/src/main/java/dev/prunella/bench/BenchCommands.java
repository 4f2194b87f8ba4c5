package dev.prunella.bench;

import dev.prunella.app.cli.CommandProvider;
import java.util.List;

/** Adds {@code bench} to the prunella command wherever this module is on the class path. */
public final class BenchCommands implements CommandProvider {

  @Override
  public List<Object> commands() {
    return List.of(new BenchCommand());
  }
}
