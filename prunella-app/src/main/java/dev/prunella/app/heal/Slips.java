package dev.prunella.app.heal;

import dev.prunella.app.run.Workspace;
import dev.prunella.heal.Connector.Looked;
import dev.prunella.heal.Finding;
import dev.prunella.heal.Means.Slip;
import dev.prunella.incident.Amendment;
import dev.prunella.local.quality.SlippedCells;
import dev.prunella.pipeline.Staging;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.Transformation;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds what single cells should be at their source, by what the failed run has loaded. */
final class Slips {
  private static final Logger LOG = LoggerFactory.getLogger(Slips.class);

  private final Workspace workspace;

  Slips(Workspace workspace) {
    this.workspace = workspace;
  }

  /**
   * Finds it.
   *
   * @param loaded as the run left it
   * @param task the run's step
   */
  Optional<Slip> find(
      Finding finding, Staging staging, Transformation.Cells wrong, Table loaded, StepTask task) {
    return new SlippedCells(workspace.lake())
        .find(loaded, task, wrong, staging.key())
        .flatMap(found -> atSource(finding, found));
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
