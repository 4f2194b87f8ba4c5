package dev.prunella.heal;

import dev.prunella.heal.Finding.What;
import dev.prunella.incident.Belief;
import dev.prunella.incident.FailureClass;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.Step;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A server that turns requests away, and a note by which they want a header: the run once more,
 * with that header in the requests of this source. Only where a server has answered so; a secret is
 * offered to nobody who did not ask for one.
 */
final class SendHeader implements Cure {
  private static final double CONFIDENCE = 0.9;

  @Override
  public String words() {
    return "send a header that a note names";
  }

  @Override
  public Set<RemedyFamily> families() {
    return Set.of(RemedyFamily.ROTATE_OR_GRANT_CREDENTIALS);
  }

  @Override
  public Reach reach(Footing footing) {
    return footing.step().work() instanceof Step.Work.Load(var declared)
            && declared.from() instanceof Source.Http
        ? Reach.within("its server answers 401 or 403, and a note names the header that it wants")
        : Reach.beyond("it is not loaded from a server by HTTP");
  }

  @Override
  public List<Proposal> propose(Finding finding, Means means) {
    if (!(finding.what() instanceof What.Failed(var fault))
        || !isTurnedAway(fault)
        || !(finding.step().work() instanceof Step.Work.Load(var declared))
        || !(declared.from() instanceof Source.Http source)) {
      return List.of();
    }
    return means.known().headers(finding).stream()
        .filter(told -> !sends(source, told.header()))
        .map(told -> proposal(finding, fault, told, means.waits()))
        .toList();
  }

  private static boolean isTurnedAway(Fault fault) {
    return fault.kind() == Fault.Kind.ACCESS_DENIED
        && List.of("401", "403").contains(fault.facts().getOrDefault(Fault.STATUS, ""));
  }

  /** Whether the source's own file says the same already. */
  private static boolean sends(Source.Http source, SentHeader header) {
    return source.headers().entrySet().stream()
        .anyMatch(
            h -> h.getKey().equalsIgnoreCase(header.name()) && h.getValue().equals(header.value()));
  }

  private static Proposal proposal(Finding finding, Fault fault, Known.ToldHeader told, int waits) {
    return new Proposal(
        new Belief(
            FailureClass.INFRASTRUCTURE,
            "the server wants the header " + told.header().name(),
            CONFIDENCE,
            finding.table(),
            List.of(
                fault.kind().words() + ": status " + fault.facts().get(Fault.STATUS),
                told.note() + " says that it wants it"),
            List.of()),
        new Remedy.WithHeader(
            // A trial that proves nothing, for the secret is not set yet, is no last word.
            "header %s %s of %s %s after wait %d"
                .formatted(
                    finding.table(),
                    told.header().value(),
                    told.header().name(),
                    told.note().version(),
                    waits),
            finding.table(),
            told.header(),
            "send " + told.header().words(),
            Optional.of(told.note())));
  }
}
