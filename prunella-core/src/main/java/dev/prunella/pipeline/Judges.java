package dev.prunella.pipeline;

import dev.prunella.contract.Check;
import dev.prunella.refs.Commit;
import dev.prunella.refs.Entry;
import dev.prunella.refs.TableName;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** Several judges; each that has something to judge by is heard. */
public record Judges(List<Judge> all) implements Judge {
  public Judges {
    all = List.copyOf(all);
  }

  @Override
  public boolean judges(Step step) {
    return all.stream().anyMatch(judge -> judge.judges(step));
  }

  @Override
  public List<Verdict> judge(StepTask task, Entry made, StepWatch watch) {
    var verdicts = new ArrayList<Verdict>();
    for (var judge : all) {
      if (judge.judges(task.step()) && !watch.cancelled()) {
        verdicts.addAll(judge.judge(task, made, watch));
      }
    }
    return verdicts;
  }

  @Override
  public List<Verdict> ask(
      Commit at, TableName table, List<Check> checks, ZoneId zone, StepWatch watch) {
    return all.stream()
        .flatMap(judge -> judge.ask(at, table, checks, zone, watch).stream())
        .toList();
  }
}
