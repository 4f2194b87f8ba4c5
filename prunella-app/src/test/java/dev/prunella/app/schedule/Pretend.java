package dev.prunella.app.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.app.run.Workspace;
import dev.prunella.pipeline.Agenda;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.refs.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Leaves in the journal what a scheduler leaves that was killed. */
public final class Pretend {
  private Pretend() {}

  /** A run was opened, and its process died at once. */
  public static void runBegun(Workspace workspace, String pipeline, Instant at) {
    var agendas = new Agendas(workspace.lake().lake());
    var kept = agendas.newest(pipeline).orElseThrow();
    var opened =
        new RunEvent.Opened(
            at,
            pipeline,
            Optional.empty(),
            Optional.empty(),
            List.of(TableName.of("days")),
            at,
            7,
            "ana",
            "a test");
    var item = new Agenda.Item(at, Optional.empty());
    var begun =
        workspace
            .journal()
            .openIf(
                opened,
                run -> agendas.append(kept, kept.agenda().begun(item, run), Agendas.Why.RUN_BEGUN));
    assertThat(begun).isPresent();
  }

  /** It was gone on with, and died again. */
  public static void runResumed(Workspace workspace, String pipeline) {
    var agendas = new Agendas(workspace.lake().lake());
    var kept = agendas.newest(pipeline).orElseThrow();
    assertThat(agendas.keep(kept, kept.agenda().again(), Agendas.Why.RUN_RESUMED, "ana"))
        .isPresent();
  }
}
