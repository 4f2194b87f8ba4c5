package dev.prunella.heal;

import dev.prunella.heal.Cure.Proposal;
import dev.prunella.incident.IncidentEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What may be tried, of all cures that there are. */
final class Planner {
  /** All that there are; whoever tells of cures beforehand goes by the same list. */
  static final List<Cure> CURES =
      List.of(
          new RunAgain(),
          new ComputeAgain(),
          new GiveMemory(),
          new SendHeader(),
          new ReadOtherwise(),
          new ConvertUnit(),
          new AmendSource(),
          new TakeBack(),
          new PatchModel(),
          new AgentsChange(),
          new LastGoodCode(),
          new LayAside());

  private Planner() {}

  /**
   * What may help against these findings, and has not failed before: for the first finding first,
   * of that the least invasive first, among equals what held before, and waiting last.
   *
   * @param failed keys of remedies that did not pass
   */
  static List<Planned> plan(List<Finding> findings, Set<String> failed, Means means) {
    var all = new ArrayList<Planned>();
    for (var finding : findings) {
      var own = new ArrayList<Proposal>();
      for (var cure : CURES) {
        own.addAll(cure.propose(finding, means));
      }
      var past = means.past().with(finding);
      own.sort(
          Comparator.<Proposal, Boolean>comparing(p -> p.remedy() instanceof Remedy.Wait)
              .thenComparing(p -> p.remedy().invasiveness())
              .thenComparing(p -> -past.standing(p.remedy())));
      own.stream()
          .filter(p -> !failed.contains(p.remedy().key()))
          .filter(p -> !failed.contains(p.remedy().wordKey()))
          .filter(p -> !failed.contains(p.remedy().deedKey()))
          .filter(p -> past.failed(p.remedy()).isEmpty())
          .map(p -> new Proposal(past.told(p.belief(), p.remedy()), p.remedy()))
          .forEach(p -> all.add(new Planned(finding, p)));
    }
    return withoutDoubles(all);
  }

  /** Of one remedy for two findings, the one for the finding that leaves less doubt. */
  private static List<Planned> withoutDoubles(List<Planned> all) {
    var least = new LinkedHashMap<String, Planned>();
    for (var one : all) {
      least.merge(
          one.remedy().key(),
          one,
          (a, b) -> b.remedy().invasiveness() < a.remedy().invasiveness() ? b : a);
    }
    return List.copyOf(least.values());
  }

  /** A proposal and what it is for. */
  record Planned(Finding finding, Proposal proposal) {
    Remedy remedy() {
      return proposal.remedy();
    }

    /**
     * What a policy is told of it.
     *
     * @param impact of the trial that verified it
     */
    IncidentEvent.Weighed weighed(Optional<IncidentEvent.Impact> impact) {
      var belief = proposal.belief();
      return new IncidentEvent.Weighed(
          remedy().family(),
          belief.failureClass(),
          belief.cause(),
          remedy().table(),
          belief.confidence(),
          remedy().invasiveness() >= Remedy.A_PERSON_MAY_HAVE_MEANT_IT,
          impact,
          remedy().agent());
    }
  }
}
