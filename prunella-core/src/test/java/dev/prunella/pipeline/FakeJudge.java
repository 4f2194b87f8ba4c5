package dev.prunella.pipeline;

import dev.prunella.contract.Check;
import dev.prunella.refs.Commit;
import dev.prunella.refs.Entry;
import dev.prunella.refs.TableName;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/** Says of each table what a test has told it to say. */
final class FakeJudge implements Judge {
  final Map<TableName, Verdict.Standing> standings = new ConcurrentHashMap<>();
  final List<String> judged = Collections.synchronizedList(new ArrayList<>());
  volatile boolean broken;

  /** Tables that cast doubt on what they were made from when they are held. */
  final Set<TableName> doubting = ConcurrentHashMap.newKeySet();

  /** Tables whose rows a person has accepted. */
  final Set<TableName> accepted = ConcurrentHashMap.newKeySet();

  /** What it says of a check at a commit. */
  volatile BiFunction<Commit, Check, Verdict.Standing> asked = (_, _) -> Verdict.Standing.PASSED;

  void say(String table, Verdict.Standing standing) {
    standings.put(TableName.of(table), standing);
  }

  @Override
  public boolean judges(Step step) {
    return standings.containsKey(step.table());
  }

  @Override
  public List<Verdict> judge(StepTask task, Entry made, StepWatch watch) {
    judged.add(task.table().toString());
    if (broken) {
      throw new IllegalStateException("no such rule");
    }
    return List.of(
        new Verdict(
            "rule-1",
            standings.getOrDefault(task.table(), Verdict.Standing.PASSED),
            "3 rows are wrong",
            Optional.empty(),
            facts(task.table())));
  }

  private Map<String, String> facts(TableName table) {
    if (accepted.contains(table)) {
      return Map.of(Verdict.ACCEPTED, "lea: the sale began");
    }
    return doubting.contains(table)
        ? Map.of(Fault.INPUTS_IN_DOUBT, "its step is as it was")
        : Map.of();
  }

  @Override
  public List<Verdict> ask(
      Commit at, TableName table, List<Check> checks, ZoneId zone, StepWatch watch) {
    return checks.stream()
        .map(check -> Verdict.of(check.id(), asked.apply(at, check), "it found 1"))
        .toList();
  }
}
