package dev.prunella.pipeline;

import dev.prunella.refs.Commit;
import dev.prunella.refs.Entry;
import dev.prunella.refs.Lake;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a run would do on top of a commit, by the rule that the run itself follows. What a step will
 * find depends on the steps before it: where one of these is computed, so is the step, unless that
 * turns out to change nothing.
 */
public record RunPlan(RunRequest request, Commit base, List<PlannedStep> steps) {

  /** A plan has no run yet; only steps whose result differs each time look at it. */
  private static final RunId NOT_YET = new RunId(Long.MAX_VALUE);

  /** One step's part. */
  public record PlannedStep(Step step, Decision decision) {
    public boolean computes() {
      return decision instanceof Decision.Compute;
    }
  }

  public RunPlan {
    steps = List.copyOf(steps);
  }

  /** Plans without changing anything. */
  public static RunPlan of(RunRequest request, Lake lake, Commit base, Engine engine) {
    var planned = new ArrayList<PlannedStep>();
    var computed = new HashSet<TableName>();
    for (var step : request.graph().inOrder()) {
      var waits = step.reads().stream().filter(computed::contains).sorted().toList();
      var decision =
          waits.isEmpty()
              ? Decision.of(known(request, lake, base, engine, step))
              : new Decision.Compute("after " + waits.getFirst() + more(waits.size() - 1));
      if (decision instanceof Decision.Compute) {
        computed.add(step.table());
      }
      planned.add(new PlannedStep(step, decision));
    }
    return new RunPlan(request, base, planned);
  }

  private static String more(int others) {
    return others == 0 ? "" : " and " + others + " more";
  }

  private static Decision.Known known(
      RunRequest request, Lake lake, Commit base, Engine engine, Step step) {
    var inputs = new TreeMap<TableName, Entry>();
    step.reads().forEach(t -> lake.entry(base, t.key()).ifPresent(e -> inputs.put(t, e)));
    return new Decision.Known(
        step,
        Fingerprint.of(request.task(step, NOT_YET, base.id().hex()), inputs),
        lake.entry(base, step.table().key()),
        engine.fingerprint(base, step.table()),
        Optional.empty(),
        false,
        request.again());
  }
}
