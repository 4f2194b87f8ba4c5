package dev.prunella.app.heal;

import dev.prunella.app.run.Workspace;
import dev.prunella.heal.HealLimits;
import dev.prunella.heal.Healer;
import dev.prunella.heal.HealingEvent;
import dev.prunella.heal.Remedy;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentState;
import dev.prunella.incident.Symptom;
import dev.prunella.local.engine.EditJudge;
import dev.prunella.memory.Recollection;
import dev.prunella.pipeline.Cancellation;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunState;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Opens incidents for runs that did not come through, and wakes the healer. Thread-safe. */
public final class Healing {
  /** Older incidents are looked at when people name them. */
  private static final int MOST_LOOKED_AT = 500;

  private final Workspace workspace;
  private final Clock clock;
  private final PublicationWatch publications;

  /** The newest publication when main was looked at last. */
  private volatile String guarded = "";

  private final List<String> trouble = new CopyOnWriteArrayList<>();

  public Healing(Workspace workspace, Clock clock) {
    this.workspace = workspace;
    this.clock = clock;
    this.publications = new PublicationWatch(workspace, new PolicyInForce(workspace, clock), clock);
  }

  /**
   * Makes an incident of a run that did not come through; joins the one that is open for the same.
   *
   * @return empty for a run that has published everything, or was told to end
   */
  public Optional<IncidentId> after(RunState run) {
    if (run.closed().isEmpty() || !isFailure(run.closed().get().outcome())) {
      return Optional.empty();
    }
    return Optional.of(keep(run, symptoms(run)));
  }

  /**
   * Makes an incident of a run that was killed again and again and is not gone on with by itself;
   * its owner is asked.
   */
  public IncidentId left(RunState run) {
    var id = keep(run, LeftRuns.symptoms(run));
    var incident = workspace.incidents().state(id).orElseThrow();
    if (incident.asked().isEmpty()) {
      LeftRuns.question(incident)
          .ifPresent(question -> LeftRuns.ask(workspace, clock, incident, question));
    }
    return id;
  }

  private IncidentId keep(RunState run, List<Symptom> symptoms) {
    var now = clock.instant();
    var all = open();
    var open =
        all.stream()
            .filter(i -> i.opened().pipeline().equals(run.opened().pipeline()))
            .filter(i -> i.opened().interval().equals(run.opened().interval()))
            .findFirst();
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
      OneCause.of(symptoms, all, WorkspaceSandbox.code(workspace).project().graph())
          .ifPresent(
              led -> writer.append(new IncidentEvent.Follows(now, led.leader().id(), led.why())));
    }
    return writer.id();
  }

  private static boolean isFailure(RunEvent.Outcome outcome) {
    return switch (outcome) {
      case PUBLISHED_IN_PART, HELD, FAILED -> true;
      case PUBLISHED, UNCHANGED, INTERRUPTED, TRIED -> false;
    };
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

  /** The incidents that are open, the oldest first. */
  public List<IncidentState> open() {
    return workspace.incidents().states(MOST_LOOKED_AT).reversed().stream()
        .filter(IncidentState::isOpen)
        .toList();
  }

  /**
   * Looks whether people have damaged what pipelines make, and puts it back where that is allowed.
   * To be called before runs build on it.
   */
  public void guard() {
    if (paused().isPresent()) {
      return;
    }
    var newest =
        workspace.lake().lake().store().publications(1).stream()
            .map(p -> p.to().hex())
            .findFirst()
            .orElse("");
    if (!newest.equals(guarded)) {
      watch().look(workspace.incidents().states(MOST_LOOKED_AT));
      guarded = newest;
    }
  }

  private MainWatch watch() {
    return new MainWatch(workspace, new PolicyInForce(workspace, clock), clock);
  }

  /** By whom and why nothing is tried at present; empty while it is not paused. */
  public Optional<HealingEvent.Paused> paused() {
    return workspace.healing().state().paused();
  }

  /** Does what can be done now for all that are open; nothing while healing is paused. */
  public List<IncidentState> wake(Cancellation cancellation) {
    if (paused().isPresent()) {
      return List.of();
    }
    trouble.clear();
    guard();
    watch(cancellation);
    var healed = new ArrayList<IncidentState>();
    for (var incident : open()) {
      if (cancellation.isCancelled()) {
        break;
      }
      try {
        healed.add(heal(incident.id(), cancellation));
      } catch (RuntimeException e) {
        // One that cannot be looked at must not stand in the way of the others.
        trouble.add(incident.id() + ": " + e.getMessage());
      }
    }
    return healed;
  }

  /** Looks at what was published: before others are healed that it may be to blame for. */
  private void watch(Cancellation cancellation) {
    try {
      publications.look(workspace.incidents().states(MOST_LOOKED_AT), cancellation);
    } catch (RuntimeException e) {
      trouble.add("what was published cannot be watched: " + e.getMessage());
    }
  }

  /** What stood in the way when all were looked at last, incident by incident. */
  public List<String> trouble() {
    return List.copyOf(trouble);
  }

  /** When the first of those that wait is to be looked at again; empty where none waits. */
  public Optional<Instant> next() {
    return open().stream()
        .filter(i -> i.waits() < HealLimits.DEFAULT.waits())
        .flatMap(i -> i.waiting().stream())
        .map(IncidentEvent.Waiting::until)
        .min(Comparator.naturalOrder());
  }

  /** Does what can be done now for one; nothing while healing is paused. */
  public IncidentState heal(IncidentId id, Cancellation cancellation) {
    var state = workspace.incidents().state(id).orElseThrow();
    if (paused().isPresent()) {
      return state;
    }
    try {
      look(state, cancellation);
    } finally {
      // Also where looking has failed: then it is people who must.
      new Unasked(workspace, clock).look(id);
    }
    return workspace.incidents().state(id).orElseThrow();
  }

  private void look(IncidentState state, Cancellation cancellation) {
    if (MainWatch.isOf(state)) {
      if (state.isOpen()) {
        watch().answered(state);
      }
      return;
    }
    var afterDeath = new AfterDeath(workspace, clock);
    afterDeath.finish(state);
    if (!afterDeath.isDeadly(state)) {
      healer(state, cancellation).heal(state.id(), cancellation);
    }
  }

  /** How an incident stands, in a sentence. */
  public String sentence(IncidentState incident) {
    return incident
        .closed()
        .map(c -> c.end().name().toLowerCase(Locale.ROOT) + ": " + c.sentence())
        .or(
            () ->
                incident.asked().map(a -> a.to().orElse("somebody") + " is asked: " + a.question()))
        .or(() -> incident.waiting().map(w -> w.why() + ", not before " + w.until()))
        .orElse("open");
  }

  /** What would be tried for an incident now, in order; nothing is tried. */
  public List<Remedy> plan(IncidentState incident, Cancellation cancellation) {
    return healer(incident, cancellation).plan(incident);
  }

  /** Keeps a person's answer, and goes on with the incident at once. */
  public IncidentState answer(
      IncidentId id, String by, String option, String why, Cancellation cancellation) {
    var state = workspace.incidents().state(id).orElseThrow();
    var writer = workspace.incidents().resume(id);
    var now = clock.instant();
    writer.append(
        new IncidentEvent.Answered(
            now, by, option, why, state.proposed().map(IncidentEvent.Decided::key)));
    if (option.equals(Healer.KEEP)) {
      keep(state, by, why);
    }
    if (option.equals(Healer.DISMISS)) {
      writer.append(new IncidentEvent.Closed(now, IncidentEvent.End.DISMISSED, why));
      return workspace.incidents().state(id).orElseThrow();
    }
    return heal(id, cancellation);
  }

  /** The edit that was asked about is meant; of others nobody has said anything. */
  private void keep(IncidentState incident, String by, String why) {
    var about = incident.asked().map(IncidentEvent.Asked::about);
    RunState.of(incident.run(), workspace.journal().events(incident.run()))
        .judged()
        .forEach(
            (table, judged) ->
                judged.verdicts().stream()
                    .filter(v -> v.rule().equals(EditJudge.RULE) && v.holds())
                    .filter(_ -> about.filter(table::equals).isPresent())
                    .forEach(
                        v ->
                            Optional.ofNullable(v.facts().get(EditJudge.EDIT))
                                .ifPresent(c -> workspace.keptEdits().keep(table, c, by, why))));
  }

  private Healer healer(IncidentState incident, Cancellation cancellation) {
    var past = new Recollection(workspace.cases(), incident, new Contents(workspace, incident));
    return new Healer(
        workspace.incidents(),
        new WorkspaceSandbox(workspace),
        new OwnersAndBeliefs(workspace, past, clock),
        new WorkspaceMeans(
            workspace, incident, KnownNotes.of(workspace, clock), past, cancellation),
        new PolicyInForce(workspace, clock),
        new WorkspaceConnector(workspace),
        HealLimits.DEFAULT,
        clock);
  }
}
