package dev.prunella.app.view;

import dev.prunella.app.project.LoadedProject;
import dev.prunella.app.project.LoadedProject.Scheduled;
import dev.prunella.app.project.ProjectProblems;
import dev.prunella.app.run.Status;
import dev.prunella.app.run.StatusReader;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.schedule.Agendas;
import dev.prunella.app.schedule.Schedules;
import dev.prunella.connect.dbt.DbtException;
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
    var code = code(workspace);
    var agendas = new Agendas(workspace.lake().lake());
    var status =
        new StatusReader(
                workspace.lake(),
                workspace.journal(),
                run -> workspace.presence().worker(run),
                code.project(),
                scheduled -> next(agendas, scheduled, now),
                workspace.arrivals(),
                now)
            .read();
    return new StatusNow(code.project(), status, code.ofMain());
  }

  /** The project alone, by the same code. */
  public static LoadedProject project(Workspace workspace) {
    return code(workspace).project();
  }

  private record Code(LoadedProject project, boolean ofMain) {}

  private static Code code(Workspace workspace) {
    try {
      return new Code(workspace.codeTrees().now().project(), false);
    } catch (ProjectProblems | DbtException e) {
      // At night it must answer even if somebody has just broken a file.
      return new Code(workspace.codeTrees().ofMain().orElseThrow(() -> e).project(), true);
    }
  }

  private static Optional<Instant> next(Agendas agendas, Scheduled scheduled, Instant now) {
    return agendas
        .newest(scheduled.pipeline().name())
        .flatMap(
            kept -> Schedules.terms(scheduled).flatMap(terms -> kept.agenda().next(terms, now)));
  }
}
