package dev.prunella.app.view;

import dev.prunella.app.project.LoadedProject;
import dev.prunella.app.project.LoadedProject.Scheduled;
import dev.prunella.app.run.Status;
import dev.prunella.app.run.StatusReader;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.schedule.Agendas;
import dev.prunella.app.schedule.Schedules;
import java.time.Instant;
import java.util.Optional;

/**
 * How things stand now.
 *
 * @param ofMain whether it is by the code of main, for the project's files have problems
 */
public record StatusNow(LoadedProject project, Status status, boolean ofMain) {

  /** Reads it; no rows. */
  public static StatusNow read(Workspace workspace, Instant now) {
    var sound = workspace.codeTrees().soundest();
    var project = sound.code().project();
    var agendas = new Agendas(workspace.lake().lake());
    var status =
        new StatusReader(
                workspace.lake(),
                workspace.journal(),
                run -> workspace.presence().worker(run),
                project,
                scheduled -> next(agendas, scheduled, now),
                workspace.arrivals(),
                workspace.incidents().open(),
                now)
            .read();
    return new StatusNow(project, status, sound.ofMain());
  }

  /** The project alone, by the same code. */
  public static LoadedProject project(Workspace workspace) {
    return workspace.codeTrees().nowOrOfMain().project();
  }

  private static Optional<Instant> next(Agendas agendas, Scheduled scheduled, Instant now) {
    return agendas
        .newest(scheduled.pipeline().name())
        .flatMap(
            kept -> Schedules.terms(scheduled).flatMap(terms -> kept.agenda().next(terms, now)));
  }
}
