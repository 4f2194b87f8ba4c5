package dev.prunella.heal;

import dev.prunella.heal.Finding.What;
import dev.prunella.incident.Belief;
import dev.prunella.incident.FailureClass;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.StepLimits;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Steps for which the memory did not suffice get twice as much, and then as much as one may have.
 */
final class GiveMemory implements Cure {

  @Override
  public String words() {
    return "give it more memory";
  }

  @Override
  public Set<RemedyFamily> families() {
    return Set.of(RemedyFamily.SCALE_RESOURCE);
  }

  @Override
  public Reach reach(Footing footing) {
    long had = footing.step().limits().memoryBytes();
    return had < footing.mostMemory()
        ? Reach.within(
            "%s do not suffice; up to %s may be given"
                .formatted(words(had), words(footing.mostMemory())))
        : Reach.beyond(
            "it has %s, and a step may have %s here"
                .formatted(words(had), words(footing.mostMemory())),
            "run it on a larger machine");
  }

  @Override
  public List<Proposal> propose(Finding finding, Means means) {
    if (!(finding.what() instanceof What.Failed(var fault))
        || fault.kind() != Fault.Kind.OUT_OF_MEMORY) {
      return List.of();
    }
    long had = finding.step().limits().memoryBytes();
    var belief =
        new Belief(
            FailureClass.INFRASTRUCTURE,
            "the memory limit is too low",
            0.9,
            finding.table(),
            List.of("it was refused more than " + words(had)),
            List.of());
    return Stream.of(Math.max(2 * had, StepLimits.DEFAULT.memoryBytes()), means.mostMemory())
        .map(more -> Math.min(more, means.mostMemory()))
        .filter(more -> more > had)
        .distinct()
        .map(
            more ->
                new Proposal(
                    belief,
                    new Remedy.MoreMemory(
                        "memory " + finding.table() + " " + more,
                        finding.table(),
                        had,
                        more,
                        "raise the memory of steps that have %s to %s"
                            .formatted(words(had), words(more)))))
        .toList();
  }

  private static String words(long bytes) {
    return bytes >= 1 << 20 ? (bytes >> 20) + " MB" : bytes + " bytes";
  }
}
