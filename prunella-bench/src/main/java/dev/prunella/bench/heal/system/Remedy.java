package dev.prunella.bench.heal.system;

import dev.prunella.pipeline.RunState;
import dev.prunella.refs.Commit;
import java.io.IOException;
import java.util.List;

/** What a strategy does with runs that did not come through. */
interface Remedy {

  /**
   * Treats.
   *
   * @param before main as it was before the schedule was looked at
   * @return further runs, and those that were gone on with, as they stand now
   */
  List<RunState> treat(OpenSystem system, Commit before, List<RunState> failed) throws IOException;

  static Remedy of(Strategy strategy) {
    return switch (strategy) {
      case PRUNELLA -> new Heal();
      case NOTHING -> (_, _, _) -> List.of();
      case RETRY -> new Retry();
      case RESTORE -> new Restore();
      case LOOSEN -> new Loosen();
    };
  }
}
