package dev.prunella.bench.heal.report;

import java.util.Optional;

/**
 * How a report was made, so that it can be made again.
 *
 * @param command as it was given
 * @param seed of all choices
 * @param commit of the checkout that it was started in, with "-dirty" where files differ from it;
 *     empty outside of one
 */
public record Made(String command, long seed, Optional<String> commit) {

  /** In one line. */
  String words() {
    return "seed " + seed + commit.map(c -> ", commit " + c).orElse("");
  }
}
