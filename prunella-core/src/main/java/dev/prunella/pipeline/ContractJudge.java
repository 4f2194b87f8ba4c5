package dev.prunella.pipeline;

import dev.prunella.contract.Check;
import dev.prunella.contract.CheckResult;
import dev.prunella.contract.CheckResult.Outcome;
import dev.prunella.contract.Checker;
import dev.prunella.contract.Measure;
import dev.prunella.contract.Severity;
import dev.prunella.contract.Slice;
import dev.prunella.contract.Stop;
import dev.prunella.pipeline.Verdict.Standing;
import dev.prunella.refs.Commit;
import dev.prunella.refs.Entry;
import dev.prunella.refs.TableName;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Judges what a step made by what contracts promise of its table: what is promised as an error
 * holds the publication when it does not hold, or cannot be checked; the rest is a warning.
 * Thread-safe.
 */
public final class ContractJudge implements Judge {
  private final Checker checker;

  public ContractJudge(Checker checker) {
    this.checker = checker;
  }

  @Override
  public boolean judges(Step step) {
    return !checks(step).isEmpty();
  }

  @Override
  public List<Verdict> judge(StepTask task, Entry made, StepWatch watch) {
    var report =
        checker.check(
            task.branch(),
            task.table(),
            checks(task.step()),
            slice(task),
            task.zone(),
            stop(watch));
    return report.results().stream().map(ContractJudge::verdict).toList();
  }

  @Override
  public List<Verdict> ask(
      Commit at, TableName table, List<Check> checks, ZoneId zone, StepWatch watch) {
    return checker
        .check(at.id().hex(), table, checks, Optional.empty(), zone, stop(watch))
        .results()
        .stream()
        .map(ContractJudge::verdict)
        .toList();
  }

  private static Stop stop(StepWatch watch) {
    return end -> {
      var registration = watch.onCancel(end);
      return registration::close;
    };
  }

  /**
   * Without those of age, since data that is late is no better for being held, and without those
   * that are asked later.
   */
  private static List<Check> checks(Step step) {
    return step.promises().checks().stream()
        .filter(check -> !(check.measure() instanceof Measure.Age))
        .filter(check -> !step.promises().later().contains(check.id()))
        .toList();
  }

  /** The rows of the task's interval, where a column tells them. */
  static Optional<Slice> slice(StepTask task) {
    return task.interval()
        .flatMap(
            interval ->
                task.step()
                    .intervalColumn()
                    .map(
                        column ->
                            new Slice(column, interval.start(), interval.end(), task.zone())));
  }

  private static Verdict verdict(CheckResult result) {
    var check = result.check();
    boolean error = check.severity() == Severity.ERROR;
    return switch (result.outcome()) {
      case Outcome.Passed(var measured) ->
          at(check, Standing.PASSED, check.expected() + ": " + measured, Map.of());
      case Outcome.Failed failed ->
          at(
              check,
              error ? Standing.HELD : Standing.WARNED,
              "expected " + failed.expected() + ", found " + failed.measured() + sample(failed),
              facts(failed));
      case Outcome.Broken(var reason) ->
          at(
              check,
              error ? Standing.UNKNOWN : Standing.WARNED,
              "it cannot be checked: " + reason,
              Map.of());
    };
  }

  private static Verdict at(
      Check check, Standing standing, String sentence, Map<String, String> facts) {
    return new Verdict(check.id(), standing, sentence, Optional.of(check.place()), facts);
  }

  /** One row that is wrong says more than their number. */
  private static String sample(Outcome.Failed failed) {
    var sample = failed.sample();
    if (sample.rows().isEmpty()) {
      return "";
    }
    var text = new StringBuilder(", such as ");
    for (int i = 0; i < sample.columns().size(); i++) {
      text.append(i == 0 ? "" : ", ")
          .append(sample.columns().get(i))
          .append(' ')
          .append(sample.rows().getFirst().get(i).orElse("NULL"));
    }
    return text.toString();
  }

  private static Map<String, String> facts(Outcome.Failed failed) {
    var facts = new HashMap<String, String>();
    facts.put("rows", Long.toString(failed.rows()));
    failed.all().ifPresent(all -> facts.put("all of them", all));
    return facts;
  }
}
