package dev.prunella.pipeline;

import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where a run stands: its events, folded.
 *
 * @param done the newest result of each step that has one
 * @param steps the newest fate of each step
 * @param judged the newest verdicts on each step that was judged
 * @param published what the run has brought onto main so far
 */
public record RunState(
    RunId run,
    RunEvent.Opened opened,
    List<RunEvent.AttemptBegan> tries,
    Map<TableName, RunEvent.StepDone> done,
    Map<TableName, StepState> steps,
    Map<TableName, RunEvent.StepJudged> judged,
    Optional<RunEvent.Published> published,
    Optional<RunEvent.Closed> closed) {

  /** The newest fate of a step. */
  public sealed interface StepState {
    record Waiting() implements StepState {}

    record Working(RunEvent.StepBegan since) implements StepState {}

    record Done(RunEvent.StepDone event) implements StepState {}

    record Reused(RunEvent.StepReused event) implements StepState {}

    record Failed(RunEvent.StepFailed event) implements StepState {}

    record Skipped(RunEvent.StepSkipped event) implements StepState {}

    record Cancelled() implements StepState {}
  }

  /** Folds a run's events, of which the first says that it was opened. */
  public static RunState of(RunId run, List<RunEvent> events) {
    if (events.isEmpty() || !(events.getFirst() instanceof RunEvent.Opened opened)) {
      throw new IllegalArgumentException(run + " does not begin with its opening");
    }
    var tries = new ArrayList<RunEvent.AttemptBegan>();
    var done = new HashMap<TableName, RunEvent.StepDone>();
    var steps = new LinkedHashMap<TableName, StepState>();
    var judged = new LinkedHashMap<TableName, RunEvent.StepJudged>();
    opened.tables().forEach(table -> steps.put(table, new StepState.Waiting()));
    Optional<RunEvent.Published> published = Optional.empty();
    Optional<RunEvent.Closed> closed = Optional.empty();
    for (var event : events) {
      switch (event) {
        case RunEvent.Opened _, RunEvent.Overtaken _ -> {}
        case RunEvent.AttemptBegan attempt -> {
          tries.add(attempt);
          closed = Optional.empty();
          steps.replaceAll((_, _) -> new StepState.Waiting());
          judged.clear();
        }
        case RunEvent.StepBegan began -> steps.put(began.table(), new StepState.Working(began));
        case RunEvent.StepDone step -> {
          done.put(step.table(), step);
          steps.put(step.table(), new StepState.Done(step));
        }
        case RunEvent.StepJudged step -> judged.merge(step.table(), step, RunEvent.StepJudged::and);
        case RunEvent.StepReused step -> steps.put(step.table(), new StepState.Reused(step));
        case RunEvent.StepFailed step -> steps.put(step.table(), new StepState.Failed(step));
        case RunEvent.StepSkipped step -> steps.put(step.table(), new StepState.Skipped(step));
        case RunEvent.StepCancelled step -> steps.put(step.table(), new StepState.Cancelled());
        case RunEvent.Published event1 -> published = Optional.of(event1);
        case RunEvent.Closed event1 -> closed = Optional.of(event1);
      }
    }
    return new RunState(run, opened, tries, done, steps, judged, published, closed);
  }

  public RunState {
    tries = List.copyOf(tries);
    done = Map.copyOf(done);
    steps = Collections.unmodifiableMap(new LinkedHashMap<>(steps));
    judged = Collections.unmodifiableMap(new LinkedHashMap<>(judged));
  }

  public int attempts() {
    return tries.size();
  }

  /** The newest attempt; empty while it has begun none. */
  public Optional<RunEvent.AttemptBegan> lastTry() {
    return tries.isEmpty() ? Optional.empty() : Optional.of(tries.getLast());
  }

  /** The code tree by which the newest attempt goes; empty where it is not known. */
  public Optional<String> codeTree() {
    return lastTry().flatMap(attempt -> attempt.code().tree());
  }

  public List<String> branches() {
    return tries.stream().map(RunEvent.AttemptBegan::branch).toList();
  }

  public Set<TableName> failed() {
    var failed = new TreeSet<TableName>();
    steps.forEach(
        (table, state) -> {
          if (state instanceof StepState.Failed) {
            failed.add(table);
          }
        });
    return failed;
  }

  /** Whether all of its tables are on main. */
  public boolean complete() {
    return closed.filter(c -> c.outcome().complete()).isPresent();
  }
}
