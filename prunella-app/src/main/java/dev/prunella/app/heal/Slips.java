package dev.prunella.app.heal;

import dev.prunella.app.run.Workspace;
import dev.prunella.heal.Connector.Looked;
import dev.prunella.heal.Finding;
import dev.prunella.heal.Means.Slip;
import dev.prunella.incident.Amendment;
import dev.prunella.incident.IncidentState;
import dev.prunella.local.quality.SlippedCells;
import dev.prunella.pipeline.Calendar;
import dev.prunella.pipeline.RunState;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.Transformation;
import dev.prunella.refs.Entry;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds what single cells should be at their source, by what the failed run has loaded. */
final class Slips {
  private static final Logger LOG = LoggerFactory.getLogger(Slips.class);

  private final Workspace workspace;
  private final IncidentState incident;
  private final Optional<Calendar> calendar;

  Slips(Workspace workspace, IncidentState incident, Optional<Calendar> calendar) {
    this.workspace = workspace;
    this.incident = incident;
    this.calendar = calendar;
  }

  Optional<Slip> find(Finding finding, Transformation.Cells wrong) {
    var staging = WorkspaceConnector.of(finding.step());
    var run = RunState.of(incident.run(), workspace.journal().events(incident.run()));
    if (staging.isEmpty() || run.branches().isEmpty()) {
      return Optional.empty();
    }
    var branch = run.branches().getLast();
    var lake = workspace.lake().lake();
    if (lake.store().ref(branch).isEmpty()
        || !(lake.entry(lake.head(branch), finding.table().key()).orElse(null)
            instanceof Entry.Table entry)) {
      return Optional.empty();
    }
    var task =
        new StepTask(
            branch,
            incident.run(),
            finding.step(),
            incident.opened().interval(),
            calendar,
            run.opened().runAt(),
            run.opened().seed(),
            "");
    var found =
        new SlippedCells(workspace.lake())
            .find(
                workspace.lake().table(finding.table().key(), entry),
                task,
                wrong,
                staging.get().key());
    return found.flatMap(f -> atSource(finding, f));
  }

  private Optional<Slip> atSource(Finding finding, SlippedCells.Found found) {
    return switch (new WorkspaceConnector(workspace).look(finding.table(), found.cells())) {
      case Looked.Same(var place, var seen) ->
          Optional.of(
              new Slip(
                  new Amendment(finding.table(), place, seen, found.cells()),
                  found.evidence(),
                  found.inverse()));
      case Looked.NotTold(var why) -> {
        LOG.debug("{} is not put right at its source: {}", finding.table(), why);
        yield Optional.empty();
      }
    };
  }
}
