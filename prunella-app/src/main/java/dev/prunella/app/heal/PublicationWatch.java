package dev.prunella.app.heal;

import dev.prunella.app.run.Workspace;
import dev.prunella.heal.Decider;
import dev.prunella.heal.Outside;
import dev.prunella.heal.Watch;
import dev.prunella.incident.FailureClass;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentEvent.Autonomy;
import dev.prunella.incident.IncidentEvent.Seen;
import dev.prunella.incident.IncidentEvent.Watched;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentState;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.pipeline.Cancellation;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.RunJournal;
import dev.prunella.pipeline.RunState;
import dev.prunella.refs.TableName;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Watches what the healer has published: looks at the runs that come after it, finds out whether it
 * is to blame for their trouble, and switches it back if it is and policy allows that. Each step is
 * in the incident's journal before the next; whoever comes after a process that died goes on there.
 */
final class PublicationWatch {
  private static final int MOST_RUNS = 500;
  private static final double CONFIDENCE = 0.95;

  /** Looking into suspects, one switching back and the end. */
  private static final int MOST_STEPS = Watch.Limits.DEFAULT.suspects() + 2;

  private final Workspace workspace;
  private final Decider decider;
  private final Clock clock;

  /** The newest run when there was nothing left to look at. */
  private Optional<RunId> quiet = Optional.empty();

  PublicationWatch(Workspace workspace, Decider decider, Clock clock) {
    this.workspace = workspace;
    this.decider = decider;
    this.clock = clock;
  }

  /** Looks at all publications that are watched. */
  synchronized void look(List<IncidentState> known, Cancellation cancellation) {
    var watched = known.stream().filter(this::isWatched).toList();
    var runs =
        watched.isEmpty() ? List.<RunJournal.Opened>of() : workspace.journal().newest(MOST_RUNS);
    var newest = runs.stream().map(RunJournal.Opened::run).findFirst();
    var now = clock.instant();
    var states = new HashMap<RunId, RunState>();
    boolean allOver = true;
    for (var incident : watched) {
      var since = incident.published().getLast();
      boolean late = !now.isBefore(since.at().plus(Watch.Limits.DEFAULT.time()));
      if (quiet.isPresent() && quiet.equals(newest) && !late) {
        continue;
      }
      var after =
          runs.stream()
              .map(RunJournal.Opened::run)
              .filter(r -> r.compareTo(since.run()) > 0)
              .map(r -> states.computeIfAbsent(r, workspace.journal()::state))
              .toList();
      allOver &= after.stream().allMatch(r -> r.closed().isPresent());
      watch(incident.id(), after, cancellation);
    }
    quiet = allOver ? newest : Optional.empty();
  }

  private boolean isWatched(IncidentState incident) {
    return Watch.mayBeWatched(incident)
        && !incident.isByHand()
        && Watch.isWatched(incident, workspace.incidents().events(incident.id()));
  }

  private void watch(IncidentId id, List<RunState> after, Cancellation cancellation) {
    for (int steps = 0; steps < MOST_STEPS && !cancellation.isCancelled(); steps++) {
      var incident = workspace.incidents().state(id).orElseThrow();
      if (!isWatched(incident)) {
        return;
      }
      var later = later(incident, after);
      switch (Watch.next(incident, later, clock.instant(), Watch.Limits.DEFAULT)) {
        case Watch.Next.Wait() -> {
          return;
        }
        case Watch.Next.Finish(var seen, var sentence) ->
            append(id, new Watched(clock.instant(), seen, Optional.empty(), sentence));
        case Watch.Next.LookInto(var run) -> lookInto(incident, run, cancellation);
        case Watch.Next.SwitchBack(var why) -> {
          switchBack(incident, why);
          return;
        }
      }
    }
  }

  /** The runs that are over, the oldest first. */
  private List<Watch.Later> later(IncidentState incident, List<RunState> after) {
    var reached = reached(incident);
    var later = new ArrayList<Watch.Later>();
    for (var run : after.reversed()) {
      var outcome = run.closed().map(RunEvent.Closed::outcome);
      if (outcome.filter(o -> o.complete() || o.isTrouble()).isPresent()) {
        var troubled = new TreeSet<>(run.failed());
        troubled.retainAll(reached);
        later.add(
            new Watch.Later(
                run.run(),
                run.opened().pipeline().equals(incident.opened().pipeline()),
                outcome.get().complete(),
                troubled));
      }
    }
    return later;
  }

  /** What was published, and all that is made from it, by whichever pipeline. */
  private SortedSet<TableName> reached(IncidentState incident) {
    var published = new TreeSet<TableName>();
    for (var one : incident.published()) {
      workspace.journal().state(one.run()).published().ifPresent(p -> published.addAll(p.tables()));
    }
    var reached = new TreeSet<>(published);
    reached.addAll(workspace.codeTrees().nowOrOfMain().project().graph().downstream(published));
    return reached;
  }

  private void lookInto(IncidentState incident, Watch.Later later, Cancellation cancellation) {
    var id = incident.id();
    var blame =
        Outside.isAtSource(workspace.incidents().events(id))
            ? new Blame.Unknown("it was done at the source, too, and is not taken back unasked")
            : new Counterfactual(workspace, cancellation).blame(incident, later);
    var seen =
        switch (blame) {
          case Blame.None(var why) -> watched(Seen.CLEARED, later, why);
          case Blame.Unknown(var why) -> {
            suspect(incident, later.run(), false, why);
            yield watched(Seen.IN_DOUBT, later, why);
          }
          case Blame.Proved(var tables) -> proved(incident, later, tables);
        };
    append(id, seen);
  }

  /** Switched back by itself as far as policy lets; else a person is told. */
  private Watched proved(IncidentState incident, Watch.Later later, Collection<TableName> tables) {
    var why =
        "%s does not come through with it, and does without: %s"
            .formatted(
                later.run(), String.join(", ", tables.stream().map(TableName::toString).toList()));
    var decision =
        decider.decide(
            new IncidentEvent.Weighed(
                RemedyFamily.ROLLBACK_OR_TIME_TRAVEL,
                FailureClass.DATA,
                "a remedy by which a later run does not come through",
                tables.iterator().next(),
                CONFIDENCE,
                false,
                Optional.empty()));
    if (decision.autonomy() == Autonomy.AUTO) {
      return watched(Seen.REGRESSED, later, why);
    }
    var asked = why + ". It is left to you (" + decision.rule() + ")";
    suspect(incident, later.run(), true, asked);
    return watched(Seen.IN_DOUBT, later, asked);
  }

  private Watched watched(Seen seen, Watch.Later later, String sentence) {
    return new Watched(clock.instant(), seen, Optional.of(later.run()), sentence);
  }

  /**
   * In the incident of the run that had the trouble, which is looked at next and whose owner is
   * asked anyhow. Where it has none, it gets one; what is not proved takes up no closed one again.
   */
  private void suspect(IncidentState incident, RunId run, boolean proved, String why) {
    var trouble = workspace.journal().state(run);
    var about = new RunIncidents(workspace, clock);
    about
        .open(trouble)
        .or(
            () ->
                proved || about.of(run).isEmpty()
                    ? about.after(trouble).flatMap(workspace.incidents()::state)
                    : Optional.empty())
        .ifPresent(
            other -> new Suspicion(workspace, clock).keep(other, incident.id(), proved, why));
  }

  /** Once the same is back, the run that had the trouble is tried again. */
  private void switchBack(IncidentState incident, String why) {
    var outcome = new Undoing(workspace, clock).switchBack(incident.id(), why);
    switch (outcome) {
      case Undoing.Outcome.Undone _, Undoing.Outcome.AlreadyUndone _ ->
          new AfterUndo(workspace, clock).finish(incident.id());
      case Undoing.Outcome.ChangedSince _,
          Undoing.Outcome.NothingPublished _,
          Undoing.Outcome.SourceRefuses _,
          Undoing.Outcome.UndoneAtSource _,
          Undoing.Outcome.TooLongAgo _ -> {
        var sentence = "it cannot be switched back by itself any more: " + why;
        incident.watched().stream()
            .filter(w -> w.seen() == Seen.REGRESSED)
            .flatMap(w -> w.run().stream())
            .forEach(run -> suspect(incident, run, true, sentence));
        append(
            incident.id(), new Watched(clock.instant(), Seen.UNSEEN, Optional.empty(), sentence));
      }
    }
  }

  private void append(IncidentId id, IncidentEvent event) {
    workspace.incidents().resume(id).append(event);
  }
}
