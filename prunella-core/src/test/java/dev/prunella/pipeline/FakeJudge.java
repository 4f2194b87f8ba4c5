package dev.prunella.pipeline;

import dev.prunella.refs.Entry;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Says of each table what a test has told it to say. */
final class FakeJudge implements Judge {
  final Map<TableName, Verdict.Standing> standings = new ConcurrentHashMap<>();
  final List<String> judged = Collections.synchronizedList(new ArrayList<>());
  volatile boolean broken;

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
        Verdict.of(
            "rule-1",
            standings.getOrDefault(task.table(), Verdict.Standing.PASSED),
            "3 rows are wrong"));
  }
}
