package dev.prunella.app.heal;

import dev.prunella.app.run.Workspace;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentState;
import dev.prunella.incident.Symptom;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.RunState;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Incidents of runs that did not come through: opens them, and tells which are about a run. */
record RunIncidents(Workspace workspace, Clock clock) {
  private static final int MOST_LOOKED_AT = 500;
  private static final int MOST_CAUGHT_UP = 50;

  /** What was only tried, or told to end, says nothing of the run before it. */
  private static final Set<RunEvent.Outcome> MADE_NOTHING =
      Set.of(RunEvent.Outcome.TRIED, RunEvent.Outcome.INTERRUPTED);

  /** Of a run that has failed; empty for one that has not, or was told to end. */
  Optional<IncidentId> after(RunState run) {
    return isTrouble(run) ? Optional.of(keep(run, symptoms(run))) : Optional.empty();
  }

  /** Of a run that was killed again and again; whose owner is asked, once. */
  IncidentId left(RunState run) {
    var id =
        of(run.run()).map(IncidentState::id).orElseGet(() -> keep(run, LeftRuns.symptoms(run)));
    LeftRuns.askOnce(workspace, clock, id, run.run());
    return id;
  }

  /** Does one or the other for a run of which nobody has said anything. */
  void missed(RunState run) {
    if (ofTheSame(run).anyMatch(i -> i.run().compareTo(run.run()) > 0)) {
      // A later run of the same is looked at already.
      return;
    }
    if (run.closed().isEmpty()) {
      left(run);
    } else if (of(run.run()).isEmpty()) {
      after(run);
    }
  }

  /**
   * Of the newest runs that nobody came to look at, the oldest first. What a later run of the same
   * interval has made, or failed to make, is a matter of that one.
   *
   * @return those that were killed and have no incident
   */
  List<RunState> catchUp() {
    var unhealed = unhealed();
    unhealed.stream().filter(RunIncidents::isTrouble).forEach(this::missed);
    return unhealed.stream().filter(run -> !isTrouble(run)).toList();
  }

  /** Those of which nobody has made an incident. */
  List<RunState> unhealed() {
    return notThrough().stream().filter(run -> of(run.run()).isEmpty()).toList();
  }

  /** The newest runs that failed or were killed, and no later one has made up for, oldest first. */
  private List<RunState> notThrough() {
    var later = new ArrayList<RunEvent.Opened>();
    var found = new ArrayList<RunState>();
    for (var opened : workspace.journal().newest(MOST_CAUGHT_UP)) {
      var run = workspace.journal().state(opened.run());
      if (run.closed().filter(c -> MADE_NOTHING.contains(c.outcome())).isPresent()
          || later.stream().anyMatch(l -> covers(l, run.opened()))) {
        continue;
      }
      later.add(run.opened());
      if (isTrouble(run) || LeftRuns.isLeft(workspace, run)) {
        found.add(run);
      }
    }
    return found.reversed();
  }

  private static boolean isTrouble(RunState run) {
    return run.closed().filter(closed -> closed.outcome().isTrouble()).isPresent();
  }

  private static boolean covers(RunEvent.Opened later, RunEvent.Opened earlier) {
    return later.pipeline().equals(earlier.pipeline())
        && later.interval().equals(earlier.interval())
        && later.tables().containsAll(earlier.tables());
  }

  /**
   * The newest that a run has opened or joined, whichever came after it there; an open one before
   * others.
   */
  Optional<IncidentState> of(RunId run) {
    var newest = workspace.incidents().newest(MOST_LOOKED_AT).stream();
    var open = allOpen().reversed().stream().map(IncidentState::id);
    return Stream.concat(newest, open)
        .distinct()
        .flatMap(id -> knowing(id, workspace.incidents().events(id), run))
        .min(Comparator.comparing(i -> !i.isOpen()));
  }

  /**
   * Closes what was open about the same as runs that have published it, so that nobody is asked
   * about it any more. What has been begun at a source is left to the healer, who ends that first.
   *
   * @return those that were closed
   */
  List<IncidentId> settle(List<RunState> runs) {
    var closed = new ArrayList<IncidentId>();
    var complete = runs.stream().filter(RunState::complete).toList();
    if (complete.isEmpty()) {
      return closed;
    }
    var sandbox = new WorkspaceSandbox(workspace);
    for (var incident : allOpen()) {
      boolean ofOne =
          complete.stream()
              .anyMatch(run -> ofTheSame(run, List.of(incident)).findAny().isPresent());
      if (ofOne && settle(sandbox, incident)) {
        closed.add(incident.id());
      }
    }
    return closed;
  }

  private boolean settle(WorkspaceSandbox sandbox, IncidentState incident) {
    var passed = sandbox.passed(incident);
    return passed.isPresent()
        && Appending.to(
            workspace.incidents(),
            incident.id(),
            events ->
                Optional.of(IncidentState.of(incident.id(), events))
                    .filter(now -> now.isOpen() && now.run().equals(incident.run()))
                    .filter(
                        _ -> events.stream().noneMatch(IncidentEvent.AtSource.class::isInstance))
                    .map(
                        _ ->
                            new IncidentEvent.Closed(
                                clock.instant(), IncidentEvent.End.PASSED, passed.get())));
  }

  /** The open one that a run's trouble is a matter of. */
  Optional<IncidentState> open(RunState run) {
    return of(run.run()).filter(IncidentState::isOpen).or(() -> ofTheSame(run).findFirst());
  }

  /** All that are open, the oldest first. */
  List<IncidentState> allOpen() {
    return workspace.incidents().open();
  }

  private Stream<IncidentState> ofTheSame(RunState run) {
    return ofTheSame(run, allOpen());
  }

  private static Stream<IncidentState> ofTheSame(RunState run, List<IncidentState> open) {
    return open.stream()
        .filter(i -> !i.isElsewhere())
        .filter(i -> i.opened().pipeline().equals(run.opened().pipeline()))
        .filter(i -> i.opened().interval().equals(run.opened().interval()));
  }

  private static Stream<IncidentState> knowing(
      IncidentId id, List<IncidentEvent> events, RunId run) {
    boolean knows =
        events.stream()
            .anyMatch(
                e ->
                    (e instanceof IncidentEvent.Opened opened
                            && opened.run().equals(run)
                            && opened.publication().isEmpty())
                        || (e instanceof IncidentEvent.Joined joined && joined.run().equals(run)));
    return knows ? Stream.of(IncidentState.of(id, events)) : Stream.empty();
  }

  private IncidentId keep(RunState run, List<Symptom> symptoms) {
    var now = clock.instant();
    var all = allOpen();
    var open = ofTheSame(run, all).findFirst();
    if (open.isPresent()) {
      if (!open.get().run().equals(run.run())) {
        workspace
            .incidents()
            .resume(open.get().id())
            .append(new IncidentEvent.Joined(now, run.run(), symptoms));
      }
      return open.get().id();
    }
    var writer =
        workspace
            .incidents()
            .open(
                new IncidentEvent.Opened(
                    now,
                    run.run(),
                    run.opened().pipeline(),
                    run.opened().interval(),
                    run.opened().intervalLabel(),
                    symptoms));
    if (!all.isEmpty()) {
      var project = workspace.codeTrees().nowOrOfMain().project();
      OneCause.of(
              symptoms,
              run.opened().intervalLabel(),
              all,
              project.graph(),
              table -> Origin.of(project, table))
          .ifPresent(
              led -> writer.append(new IncidentEvent.Follows(now, led.leader().id(), led.why())));
    }
    return writer.id();
  }

  private static List<Symptom> symptoms(RunState run) {
    var symptoms = new ArrayList<Symptom>();
    run.steps()
        .forEach(
            (table, step) -> {
              if (step instanceof RunState.StepState.Failed(var failed)) {
                symptoms.add(new Symptom(table, failed.fault().kind(), failed.fault().message()));
              }
            });
    return symptoms;
  }
}
