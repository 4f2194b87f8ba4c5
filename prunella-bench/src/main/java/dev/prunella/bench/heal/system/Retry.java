package dev.prunella.bench.heal.system;

import dev.prunella.pipeline.RunState;
import dev.prunella.refs.Commit;
import java.util.ArrayList;
import java.util.List;

/** Tries again what failed, up to three times at each wake; it never looks why. */
final class Retry implements Remedy {
  private static final int TIMES = 3;

  private final List<RunState> left = new ArrayList<>();

  @Override
  public List<RunState> treat(OpenSystem system, Commit before, List<RunState> failed) {
    left.addAll(failed);
    var tried = new ArrayList<RunState>();
    for (var run : List.copyOf(left)) {
      var state = run;
      for (int i = 0; i < TIMES && !state.complete(); i++) {
        state = system.resume(state);
        tried.add(state);
      }
      if (state.complete()) {
        left.remove(run);
      }
    }
    return tried;
  }
}
