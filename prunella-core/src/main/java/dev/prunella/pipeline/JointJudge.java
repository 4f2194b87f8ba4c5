package dev.prunella.pipeline;

import dev.prunella.pipeline.Verdict.Standing;
import dev.prunella.refs.Commit;
import dev.prunella.refs.Entry;
import dev.prunella.refs.Lake;
import dev.prunella.refs.TableName;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Asks queries over several tables of what main is about to become: only there do all of the run's
 * tables stand together with what others have published meanwhile.
 */
final class JointJudge {
  private final Lake lake;
  private final Judge judge;
  private final Clock clock;

  JointJudge(Lake lake, Judge judge, Clock clock) {
    this.lake = lake;
    this.judge = judge;
    this.clock = clock;
  }

  /**
   * What is found, by the table that answers for it: the one that was promised about, if it was
   * written; else each written one that the query reads. A promise about a table that is not there
   * is passed over.
   *
   * @param main on which the candidate rests
   * @param written what the candidate changes
   */
  List<RunEvent.StepJudged> ask(
      RunRequest request,
      RunLog log,
      Cancellation cancellation,
      Commit main,
      Commit candidate,
      SortedMap<TableName, Entry> written) {
    var began = clock.instant();
    var found = new TreeMap<TableName, List<Verdict>>();
    for (var group : grouped(request, written.keySet()).entrySet()) {
      var table = group.getKey();
      if (lake.entry(candidate, table.key()).isEmpty()) {
        continue;
      }
      var verdicts = verdicts(candidate, table, group.getValue(), log, cancellation);
      for (int i = 0; i < verdicts.size(); i++) {
        var joint = group.getValue().get(i);
        var verdict = verdicts.get(i);
        var about = written.keySet().stream().filter(joint::isAbout).findFirst();
        if (about.isPresent()) {
          found.computeIfAbsent(about.get(), _ -> new ArrayList<>()).add(verdict);
        } else if (verdict.standing() != Standing.PASSED) {
          var told = lookAtMain(main, table, joint, verdict, log, cancellation);
          written.keySet().stream()
              .filter(joint::reads)
              .forEach(read -> found.computeIfAbsent(read, _ -> new ArrayList<>()).add(told));
        }
      }
    }
    var now = clock.instant();
    var took = began.isAfter(now) ? Duration.ZERO : Duration.between(began, now);
    var events = new ArrayList<RunEvent.StepJudged>();
    found.forEach(
        (table, verdicts) ->
            events.add(
                new RunEvent.StepJudged(
                    now,
                    table,
                    Optional.ofNullable(written.get(table)).orElseThrow(),
                    verdicts,
                    took)));
    return events;
  }

  private static Map<TableName, List<JointCheck>> grouped(
      RunRequest request, Set<TableName> written) {
    var groups = new LinkedHashMap<TableName, List<JointCheck>>();
    for (var joint : request.pipeline().joint()) {
      if (joint.concernsAny(written)) {
        groups.computeIfAbsent(joint.check().table(), _ -> new ArrayList<>()).add(joint);
      }
    }
    return groups;
  }

  /** A table that this run has not made was broken before: then no publication is to blame. */
  private Verdict lookAtMain(
      Commit main,
      TableName table,
      JointCheck joint,
      Verdict verdict,
      RunLog log,
      Cancellation cancellation) {
    boolean broken =
        verdict.holds()
            && lake.entry(main, table.key()).isPresent()
            && verdicts(main, table, List.of(joint), log, cancellation).stream()
                .anyMatch(before -> before.standing() != Standing.PASSED);
    return broken
        ? new Verdict(
            verdict.rule(),
            Standing.WARNED,
            verdict.sentence() + "; main does not keep it either",
            verdict.place(),
            verdict.facts())
        : verdict;
  }

  /** One for each check: a judge that fails has not said yes. */
  private List<Verdict> verdicts(
      Commit at, TableName table, List<JointCheck> joint, RunLog log, Cancellation cancellation) {
    var checks = joint.stream().map(JointCheck::check).toList();
    try {
      var zone = joint.getFirst().zone();
      var verdicts = judge.ask(at, table, checks, zone, log.watch(table, cancellation));
      return verdicts.isEmpty() || verdicts.size() == checks.size()
          ? verdicts
          : unknown(joint, verdicts.size() + " verdicts came for " + checks.size() + " checks");
    } catch (RuntimeException e) {
      return unknown(joint, Fault.of(e).message());
    }
  }

  private static List<Verdict> unknown(List<JointCheck> joint, String why) {
    return joint.stream()
        .map(
            j ->
                new Verdict(
                    j.check().id(),
                    j.holds() ? Standing.UNKNOWN : Standing.WARNED,
                    "it cannot be checked: " + why,
                    Optional.of(j.check().place()),
                    Map.of()))
        .toList();
  }
}
