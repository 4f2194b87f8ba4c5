package dev.prunella.app.heal;

import dev.prunella.app.run.Workspace;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentState;
import dev.prunella.pipeline.RunId;
import java.time.Clock;
import java.util.Optional;

/** Leaves in the journal what a watch leaves that suspects what was published. */
public final class Suspect {
  private Suspect() {}

  /** The trouble of one incident may come of what was published for another. */
  public static void keep(
      Workspace workspace, Clock clock, long about, long suspect, boolean proved) {
    var other = workspace.incidents().state(new IncidentId(about)).orElseThrow();
    new Suspicion(workspace, clock).keep(other, new IncidentId(suspect), proved, "so it seems");
  }

  /** Whom a watch tells of a run. */
  public static Optional<IncidentId> incidentOf(Workspace workspace, Clock clock, RunId run) {
    return new RunIncidents(workspace, clock).of(run).map(IncidentState::id);
  }
}
