package dev.prunella.heal;

import dev.prunella.heal.Finding.What;
import dev.prunella.incident.Belief;
import dev.prunella.incident.FailureClass;
import dev.prunella.pipeline.Fault;
import java.util.List;

/** A step for which the memory did not suffice gets twice as much, within the machine's budget. */
final class GiveMemory implements Cure {

  @Override
  public List<Proposal> propose(Finding finding, Means means) {
    if (!(finding.what() instanceof What.Failed(var fault))
        || fault.kind() != Fault.Kind.OUT_OF_MEMORY) {
      return List.of();
    }
    long had = finding.step().limits().memoryBytes();
    long more = Math.min(had * 2, means.mostMemory());
    if (more <= had) {
      return List.of();
    }
    return List.of(
        new Proposal(
            new Belief(
                FailureClass.INFRASTRUCTURE,
                "the memory limit is too low",
                0.9,
                finding.table(),
                List.of("it was refused more than " + (had >> 20) + " MB"),
                List.of()),
            new Remedy.MoreMemory(
                "memory " + finding.table() + " " + more,
                finding.table(),
                more,
                "raise its memory from %d to %d MB".formatted(had >> 20, more >> 20))));
  }
}
