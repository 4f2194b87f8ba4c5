package dev.prunella.bench.heal.system;

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
      System.err.println(incident.id() + " " + incident.opened().label().orElse(""));
      system.workspace.incidents().events(incident.id()).forEach(e -> System.err.println("  " + e));
      for (var one : incident.published()) {
        if (!before.id().equals(one.commit())) {
          published.add(system.state(one.run()));
        }
      }
    }
    return published;
  }
}
