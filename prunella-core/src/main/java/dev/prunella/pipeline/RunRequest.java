package dev.prunella.pipeline;

import java.time.Instant;
import java.util.Optional;

/**
 * What is to be run.
 *
 * @param graph the pipeline's steps that take part; what they read of the others is read as it
 *     stands on main
 * @param again whether steps are computed even when nothing that they depend on has changed
 * @param runAt the run's time, pinned
 * @param seed for whatever is random, pinned
 * @param by who wants it
 * @param why for the log
 */
public record RunRequest(
    Pipeline pipeline,
    Graph graph,
    Optional<DataInterval> interval,
    RunCode code,
    boolean again,
    Instant runAt,
    long seed,
    String by,
    String why) {

  public RunRequest {
    if (interval.isPresent() && pipeline.calendar().isEmpty()) {
      throw new IllegalArgumentException(
          "the pipeline " + pipeline.name() + " is not about intervals of time");
    }
  }

  public Optional<String> intervalLabel() {
    return interval.flatMap(i -> pipeline.calendar().map(c -> c.label(i)));
  }

  /** A step of this request, to be carried out on a branch; its fingerprint is still to come. */
  public StepTask task(Step step, RunId run, String branch) {
    return new StepTask(
        branch,
        run,
        step.forInterval(intervalLabel()),
        interval,
        pipeline.calendar(),
        runAt,
        seed,
        "",
        again);
  }

  /** For the lake's log. */
  String message(RunId run) {
    return run + " " + pipeline.name() + intervalLabel().map(l -> " " + l).orElse("");
  }

  /** The same with the time and the seed of a run that is resumed. */
  RunRequest pinnedLike(RunEvent.Opened opened) {
    return new RunRequest(
        pipeline, graph, interval, code, again, opened.runAt(), opened.seed(), by, why);
  }
}
