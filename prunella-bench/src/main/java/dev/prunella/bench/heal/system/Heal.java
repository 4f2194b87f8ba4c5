package dev.prunella.bench.heal.system;

import dev.prunella.incident.IncidentState;
import dev.prunella.pipeline.Cancellation;
import dev.prunella.pipeline.RunState;
import dev.prunella.refs.Commit;
import java.util.ArrayList;
import java.util.List;

/** The product's own healer, as its schedule wakes it. */
final class Heal implements Remedy {

  @Override
  public List<RunState> treat(OpenSystem system, Commit before, List<RunState> failed) {
    failed.forEach(system.healing::after);
    var published = new ArrayList<RunState>();
    for (var incident : system.healing.wake(new Cancellation())) {
      tell(system, incident);
      for (var one : incident.published()) {
        if (!before.id().equals(one.commit())) {
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
