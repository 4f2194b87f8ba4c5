package dev.prunella.pipeline;

import dev.prunella.pipeline.Fault.Kind;
import java.util.stream.Collectors;

/** Why a table is held, as a fault of its step. */
final class Holding {
  private static final int MOST_SENTENCES = 8;

  private Holding() {}

  static Fault fault(StepTask task, RunEvent.StepJudged judged) {
    var holding = judged.verdicts().stream().filter(Verdict::holds).toList();
    var sentences =
        holding.stream()
            .limit(MOST_SENTENCES)
            .map(verdict -> verdict.rule() + ": " + verdict.sentence())
            .collect(Collectors.joining("\n"));
    var more =
        holding.size() > MOST_SENTENCES
            ? "\nand " + (holding.size() - MOST_SENTENCES) + " more"
            : "";
    var place =
        holding.stream()
            .flatMap(verdict -> verdict.place().stream())
            .findFirst()
            .orElse(task.step().place());
    return Fault.of(
            Kind.HELD,
            sentences + more,
            "what was made is kept on branch "
                + task.branch()
                + ": look at it there; put the data or the step right, then resume")
        .with("rules", holding.stream().map(Verdict::rule).collect(Collectors.joining(", ")))
        .at(place);
  }
}
