package dev.prunella.pipeline;

import dev.prunella.pipeline.RunEvent.StepJudged;
import dev.prunella.pipeline.Verdict.Standing;
import dev.prunella.refs.TableName;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which of a run's tables hold unusual rows that a person has said are right, and what follows: a
 * table that is made only from such, by a step that is as it was, is unusual for the same reason.
 * Nobody is asked about that again. For one run.
 */
final class Accepted {
  private final Map<TableName, String> said = new HashMap<>();

  /**
   * What was judged, as it is to be taken.
   *
   * @param reads the tables that it was made from: all of them, for any may be what is at fault
   */
  StepJudged heard(StepJudged judged, Collection<TableName> reads) {
    judged.verdicts().stream()
        .filter(verdict -> verdict.standing() == Standing.PASSED)
        .flatMap(verdict -> Optional.ofNullable(verdict.facts().get(Verdict.ACCEPTED)).stream())
        .forEach(who -> said.put(judged.table(), who));
    if (!judged.doubtsItsInputs() || reads.isEmpty() || !said.keySet().containsAll(reads)) {
      return judged;
    }
    var because = reads.iterator().next();
    var who = said.getOrDefault(because, "somebody");
    said.put(judged.table(), who);
    return new StepJudged(
        judged.at(),
        judged.table(),
        judged.made(),
        judged.verdicts().stream()
            .map(v -> v.doubtsInputs() ? followed(v, because, who) : v)
            .toList(),
        judged.took());
  }

  private static Verdict followed(Verdict alarm, TableName because, String who) {
    var facts = new HashMap<>(alarm.facts());
    facts.put(Verdict.ACCEPTED, who);
    return new Verdict(
        alarm.rule(),
        Standing.PASSED,
        "made from %s, accepted by %s; seen was: %s".formatted(because, who, alarm.sentence()),
        alarm.place(),
        facts);
  }
}
