package dev.prunella.app.heal;

import dev.prunella.app.heal.Reversal.Reach;
import dev.prunella.app.run.Workspace;
import dev.prunella.heal.HealLimits;
import dev.prunella.heal.HealingEvent;
import dev.prunella.heal.Outside;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentJournal;
import dev.prunella.refs.Advance;
import dev.prunella.refs.Append;
import dev.prunella.refs.Commit;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import dev.prunella.refs.Publication;
import dev.prunella.refs.Reads;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * Takes back what the healer has published for an incident, by a new commit: the tables of these
 * publications have the data from before, everything else stays. The corrections that the healer
 * wrote for them leave main's code, where a model that it patched is as it was, and the folder
 * where nobody has changed them. In the same transaction the incident says so, and the breaker of
 * that sort of remedy opens.
 */
public final class Undoing {
  private static final int MOST_TRIES = 20;

  private final Workspace workspace;
  private final Clock clock;
  private final AfterUndo after;

  public Undoing(Workspace workspace, Clock clock) {
    this.workspace = workspace;
    this.clock = clock;
    this.after = new AfterUndo(workspace, clock);
  }

  /** What became of it. */
  public sealed interface Outcome {
    /**
     * It is taken back.
     *
     * @param tables that have older data again
     * @param restsOnIt tables that were computed from it later, and stay as they are
     * @param removed corrections that were taken away
     * @param kept corrections that a person has changed since, which stay
     * @param atSource whether the source has its old values again, too
     */
    record Undone(
        CommitId commit,
        List<TableName> tables,
        List<TableName> restsOnIt,
        List<String> removed,
        List<String> kept,
        boolean atSource)
        implements Outcome {
      public Undone {
        tables = List.copyOf(tables);
        restsOnIt = List.copyOf(restsOnIt);
        removed = List.copyOf(removed);
        kept = List.copyOf(kept);
      }
    }

    /** Only the source was changed, and it has its old values again. */
    record UndoneAtSource(String sentence) implements Outcome {}

    /**
     * The source cannot have its old values again, or does not answer; the lake is left alone, too.
     *
     * @param maybeLater whether the same may work another time
     */
    record SourceRefuses(String sentence, boolean maybeLater) implements Outcome {}

    /** The same tables were changed again later; nothing was done. */
    record ChangedSince(List<TableName> tables) implements Outcome {
      public ChangedSince {
        tables = List.copyOf(tables);
      }
    }

    /** The healer has published nothing for it. */
    record NothingPublished() implements Outcome {}

    /** It was taken back before. */
    record AlreadyUndone(IncidentEvent.Undone by) implements Outcome {}

    /** Main's record no longer tells what was before. */
    record TooLongAgo() implements Outcome {}
  }

  /**
   * Takes back what was published for an incident.
   *
   * @param downstream also what was computed later, by these tables or from them
   */
  public Outcome undo(IncidentId id, boolean downstream, String by, String why) {
    return undo(id, downstream ? Reach.ALL : Reach.ITSELF, by, why);
  }

  /**
   * Takes back by itself what a watch has found to be wrong: what was computed from it as a whole
   * goes back as well, and the incident is open again.
   */
  Outcome switchBack(IncidentId id, String why) {
    return undo(id, Reach.WHOLES, PolicyInForce.HEALER, why);
  }

  private Outcome undo(IncidentId id, Reach reach, String by, String why) {
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      var writer = workspace.incidents().resume(id);
      var incident = workspace.incidents().state(id).orElseThrow();
      if (incident.undone().isPresent()) {
        after.finish(id);
        return new Outcome.AlreadyUndone(incident.undone().get());
      }
      if (incident.published().isEmpty()) {
        return atSource(writer).orElseGet(Outcome.NothingPublished::new);
      }
      try (var reversal = new Reversal(workspace, id, by)) {
        var effect = reversal.effect(incident);
        if (effect.isEmpty()) {
          return new Outcome.TooLongAgo();
        }
        var main = workspace.lake().lake().head(Ref.MAIN);
        var plan = reversal.plan(effect.get(), main, reach);
        if (!plan.inTheWay().isEmpty()) {
          return new Outcome.ChangedSince(List.copyOf(plan.inTheWay()));
        }
        // First where it came from: what is put back here would else be as it is not there.
        var source = atSource(writer);
        if (source.isPresent() && source.get() instanceof Outcome.SourceRefuses refuses) {
          return refuses;
        }
        var candidate = reversal.candidate(effect.get(), plan, main, why);
        if (publish(writer, main, candidate, plan, by, why)) {
          return done(id, candidate.id(), effect.get(), plan);
        }
      }
    }
    throw new LakeException(
        Problem.TOO_BUSY, "main has moved " + MOST_TRIES + " times while " + id + " was undone");
  }

  private Outcome done(IncidentId id, CommitId commit, Reversal.Effect effect, Reversal.Plan plan) {
    var removal = after.remove(effect.corrections());
    return new Outcome.Undone(
        commit,
        List.copyOf(plan.changes().keySet()),
        List.copyOf(plan.resting()),
        removal.removed(),
        removal.kept(),
        Outside.wasTakenBack(workspace.incidents().events(id)));
  }

  /** Takes back what was done at the source; empty where nothing was. */
  private Optional<Outcome> atSource(IncidentJournal.Writer writer) {
    var outside = new Outside(new WorkspaceConnector(workspace), HealLimits.DEFAULT.look(), clock);
    Optional<Outcome> done = Optional.empty();
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      switch (outside.takeBack(writer, workspace.incidents().events(writer.id()))) {
        case Outside.Went.Nowhere() -> {
          return done;
        }
        case Outside.Went.ToItsEnd(var isDone, var sentence) when isDone ->
            done = Optional.of(new Outcome.UndoneAtSource(sentence));
        case Outside.Went.ToItsEnd(var _, var sentence) -> {
          return Optional.of(new Outcome.SourceRefuses(sentence, false));
        }
        case Outside.Went.Stuck(var _, var sentence) -> {
          return Optional.of(new Outcome.SourceRefuses(sentence, true));
        }
      }
    }
    return done;
  }

  /** Whether main is there now; not when somebody was quicker. */
  private boolean publish(
      IncidentJournal.Writer writer,
      Commit main,
      Commit candidate,
      Reversal.Plan plan,
      String by,
      String why) {
    var lake = workspace.lake().lake();
    var id = writer.id();
    var undone =
        new IncidentEvent.Undone(
            clock.instant(), by, why, candidate.id(), List.copyOf(plan.changes().keySet()));
    var appends = new ArrayList<Append>();
    appends.add(writer.entry(undone));
    appends.addAll(workspace.healing().entries(lapses(id, by)));
    var answer =
        lake.advance(
            Ref.MAIN,
            main.id(),
            candidate.id(),
            Optional.of(new Reads(main.id(), plan.keys())),
            // A watch puts back only what was on main before, table by table, as it was then.
            undone.byWatch()
                ? Publication.Attested.VERIFIED
                : Publication.Attested.BY_HAND_UNVERIFIED,
            by,
            Reversal.message(id, why),
            appends);
    return switch (answer) {
      case Advance.Published _ -> true;
      case Advance.Conflict _, Advance.Overtaken _ -> false;
      case Advance.Unknown _ -> lake.fate(Ref.MAIN, candidate.id()) == Advance.Fate.LANDED;
    };
  }

  /**
   * The sorts of remedies that were published or carried out at the source, and the causes that
   * they were for. That the same was run again was no mistake, whatever it brought.
   */
  private List<HealingEvent> lapses(IncidentId id, String by) {
    var now = clock.instant();
    var lapses = new LinkedHashSet<HealingEvent>();
    Collection<IncidentEvent.Weighed> decided = List.of();
    for (var event : workspace.incidents().events(id)) {
      if (event instanceof IncidentEvent.Decided one) {
        decided = one.weighed();
      } else if (isDone(event)) {
        decided.stream()
            .filter(w -> !w.family().onlyRunsAgain())
            .forEach(w -> lapses.add(new HealingEvent.Undone(now, by, id, w.family(), w.cause())));
      }
    }
    return List.copyOf(lapses);
  }

  private static boolean isDone(IncidentEvent event) {
    return event instanceof IncidentEvent.Published
        || (event instanceof IncidentEvent.AtSource at
            && at.stage() == IncidentEvent.Stage.PUBLISHED);
  }
}
