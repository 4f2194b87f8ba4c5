package dev.prunella.bench.heal.system;

import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunState;
import dev.prunella.pipeline.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the system under test says of itself after it was woken.
 *
 * @param runs that ended, in their order, those of the strategy included
 * @param tables how it presents its tables to readers
 * @param questions that it has asked people
 * @param trouble whatever else it complained of
 * @param classes of failure that it believes in, of incidents about the intervals that were played
 * @param healing what its healer did, for people only: no judgement rests on it
 */
public record Told(
    List<Run> runs,
    List<Table> tables,
    List<Question> questions,
    List<String> trouble,
    List<String> classes,
    List<String> healing) {

  public Told {
    runs = List.copyOf(runs);
    tables = List.copyOf(tables);
    questions = List.copyOf(questions);
    trouble = List.copyOf(trouble);
    classes = List.copyOf(classes);
    healing = List.copyOf(healing);
  }

  /** The same, and before that there were these runs, too. */
  public Told after(List<Run> earlier) {
    var all = new ArrayList<>(earlier);
    all.addAll(runs);
    return new Told(all, tables, questions, trouble, classes, healing);
  }

  /** Nothing happened. */
  public static Told nothing() {
    return new Told(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
  }

  /**
   * A run.
   *
   * @param outcome a name of {@link dev.prunella.pipeline.RunEvent.Outcome}, or {@link #KILLED}
   * @param commit of main that it published, if it did; empty text otherwise
   * @param steps those that failed or were held
   */
  public record Run(
      String run,
      String interval,
      String outcome,
      String sentence,
      String commit,
      List<Step> steps) {
    /** Its process died, and it has no end. */
    public static final String KILLED = "KILLED";

    /** A step that is held has failed by the same words: that is told once. */
    public Run {
      steps = steps.stream().distinct().toList();
    }

    /** What there is to tell of a run, by its journal. */
    public static Run of(RunState state) {
      var steps = new ArrayList<Step>();
      state
          .steps()
          .forEach(
              (table, step) -> {
                if (step instanceof RunState.StepState.Failed(var failed)) {
                  steps.add(
                      new Step(
                          table.toString(),
                          failed.fault().kind().name(),
                          failed.fault().message()));
                } else if (step instanceof RunState.StepState.Skipped(var skipped)
                    && skipped.why() == RunEvent.StepSkipped.Why.FEEDS) {
                  steps.add(
                      new Step(
                          table.toString(), Step.HELD, skipped.because() + " is made from it"));
                }
              });
      state
          .judged()
          .forEach(
              (table, judged) -> {
                if (judged.holds()) {
                  var words =
                      judged.verdicts().stream()
                          .filter(Verdict::holds)
                          .map(v -> v.rule() + ": " + v.sentence())
                          .collect(Collectors.joining("; "));
                  steps.add(new Step(table.toString(), Step.HELD, words));
                }
              });
      return new Run(
          state.run().toString(),
          state.opened().intervalLabel().orElse(""),
          state.closed().map(c -> c.outcome().name()).orElse(KILLED),
          state.closed().map(RunEvent.Closed::sentence).orElse(""),
          state.published().map(p -> p.commit().toString()).orElse(""),
          steps);
    }
  }

  /**
   * A step that did not come through.
   *
   * @param kind a name of {@link dev.prunella.pipeline.Fault.Kind}, or {@link #HELD}
   */
  public record Step(String table, String kind, String message) {
    /** It was made, and kept back: by what it is, or by what was made from it. */
    public static final String HELD = "HELD";
  }

  /**
   * A table as its readers are told of it.
   *
   * @param state a name of {@link dev.prunella.app.run.Status.State}
   */
  public record Table(String table, String state, String why) {}

  /** A question to a person. */
  public record Question(
      String id, int number, String owner, String table, String text, List<String> options) {
    public Question {
      options = List.copyOf(options);
    }
  }
}
