package dev.prunella.bench.heal.system;

import dev.prunella.incident.IncidentState;
import dev.prunella.pipeline.RunState;
import dev.prunella.refs.Commit;
import dev.prunella.refs.CommitId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The schedule has woken the product's own healer; here is told what it did. */
final class Heal implements Remedy {
  private final Set<CommitId> told = new HashSet<>();

  @Override
  public List<RunState> treat(OpenSystem system, Commit before, List<RunState> failed) {
    var published = new ArrayList<RunState>();
    for (var incident : system.incidents()) {
      tell(system, incident);
      for (var one : incident.published()) {
        if (told.add(one.commit())) {
          published.add(system.state(one.run()));
        }
      }
    }
    return published;
  }

  private static void tell(OpenSystem system, IncidentState incident) {
    var about = incident.id() + incident.opened().label().map(l -> " of " + l).orElse("") + ": ";
    incident.beliefs().forEach(b -> system.healed.add(about + "believes " + b.cause()));
    incident
        .tried()
        .forEach(
            t ->
                system.healed.add(
                    about + "tried " + t.remedy() + ": " + t.verdict() + " " + t.proofs()));
    system.healed.add(about + system.healing.sentence(incident));
  }
}
