package dev.prunella.app.heal;

import dev.prunella.app.project.CorrectionFile;
import dev.prunella.app.run.Workspace;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentEvent.End;
import dev.prunella.incident.IncidentState;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.RunJournal;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Optional;

/** What is to be done before an incident is gone on with whose healer has died. */
final class AfterDeath {
  /** What killed so many processes is not tried once more without a person's word. */
  private static final int MOST_DEATHS = 3;

  private static final int MOST_RUNS = 1_000;
  private static final int MOST_PUBLICATIONS = 1_000;

  private final Workspace workspace;
  private final Clock clock;

  AfterDeath(Workspace workspace, Clock clock) {
    this.workspace = workspace;
    this.clock = clock;
  }

  /**
   * Finishes what was published and not yet written down: the project's folder follows, and the
   * incident is closed if that was all. So it is with what was taken back.
   */
  void finish(IncidentState incident) {
    new AfterUndo(workspace, clock).finish(incident.id());
    var events = workspace.incidents().events(incident.id());
    if (!incident.isOpen() || !(events.getLast() instanceof IncidentEvent.Published published)) {
      return;
    }
    var files = new HashMap<String, Optional<String>>();
    workspace.lake().lake().store().publications(MOST_PUBLICATIONS).stream()
        .filter(p -> p.isOfMain() && p.to().equals(published.commit()))
        .findFirst()
        .ifPresent(
            p -> {
              var before = workspace.lake().lake().commit(p.from()).code();
              var after = workspace.lake().lake().commit(p.to()).code();
              if (before.isPresent() && after.isPresent()) {
                workspace.codeTrees().changedPaths(before.get(), after.get()).stream()
                    .filter(CorrectionFile::isOne)
                    .forEach(
                        path -> files.put(path, workspace.codeTrees().text(after.get(), path)));
              }
            });
    ProjectFollows.write(workspace, files);
    if (workspace.journal().state(published.run()).complete()) {
      workspace
          .incidents()
          .resume(incident.id())
          .append(new IncidentEvent.Closed(clock.instant(), End.HEALED, published.remedy()));
    }
  }

  /**
   * Whether trials of an incident have killed their process again and again since a person last
   * said something about it. Then somebody is asked, and nothing is tried.
   */
  boolean isDeadly(IncidentState incident) {
    var since = incident.answers().isEmpty() ? Instant.MIN : incident.answers().getLast().at();
    long died =
        workspace.journal().newest(MOST_RUNS).stream()
            .filter(o -> isTrialOf(o, incident) && o.event().at().isAfter(since))
            .filter(o -> !workspace.presence().atWork(o.run()))
            .filter(o -> !isClosed(o.run()))
            .count();
    if (died < MOST_DEATHS) {
      return false;
    }
    if (incident.asked().isEmpty()) {
      LeftRuns.ask(
          workspace,
          clock,
          incident,
          "%d trials of it have each ended with their process. What is to be done?"
              .formatted(died));
    }
    return true;
  }

  private boolean isClosed(RunId run) {
    return workspace.journal().newestOf(run).filter(RunEvent.Closed.class::isInstance).isPresent();
  }

  private static boolean isTrialOf(RunJournal.Opened run, IncidentState incident) {
    return run.event().by().equals(PolicyInForce.HEALER)
        && run.event().why().equals(incident.id().toString());
  }
}
