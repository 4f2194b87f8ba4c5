package dev.prunella.app.heal;

import dev.prunella.app.project.CorrectionFile;
import dev.prunella.app.run.Workspace;
import dev.prunella.heal.HealLimits;
import dev.prunella.heal.HealingEvent;
import dev.prunella.heal.Outside;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentJournal;
import dev.prunella.incident.IncidentState;
import dev.prunella.refs.Advance;
import dev.prunella.refs.Append;
import dev.prunella.refs.Commit;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.CommitInfo;
import dev.prunella.refs.Entry;
import dev.prunella.refs.EntryKey;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import dev.prunella.refs.Publication;
import dev.prunella.refs.Reads;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Takes back what the healer has published for an incident, by a new commit: the tables of these
 * publications have the data from before, everything else stays. The corrections that the healer
 * wrote for them leave main's code, and the folder where nobody has changed them. In the same
 * transaction the incident says so, and the breaker of that sort of remedy opens.
 */
public final class Undoing {
  /** Older publications cannot be found again. */
  private static final int MOST_PUBLICATIONS = 10_000;

  private static final int MOST_TRIES = 20;

  private final Workspace workspace;
  private final Clock clock;

  public Undoing(Workspace workspace, Clock clock) {
    this.workspace = workspace;
    this.clock = clock;
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
   * What the healer's publications did.
   *
   * @param after the commit of the newest
   * @param before what each table was before the first that changed it
   * @param then what each was after the last that changed it
   */
  private record Effect(
      Commit after,
      Map<TableName, Optional<Entry>> before,
      Map<TableName, Optional<Entry>> then,
      Map<String, String> corrections) {}

  /**
   * What is to be done to main as it stands.
   *
   * @param changes tables to what they shall be
   * @param again tables of the publications that were changed later
   * @param resting tables that were computed from these later
   */
  private record Plan(
      Map<TableName, Optional<Entry>> changes,
      SortedSet<TableName> again,
      SortedSet<TableName> resting) {}

  /**
   * Takes back what was published for an incident.
   *
   * @param downstream also what was computed later, by these tables or from them
   */
  public Outcome undo(IncidentId id, boolean downstream, String by, String why) {
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      var writer = workspace.incidents().resume(id);
      var incident = workspace.incidents().state(id).orElseThrow();
      if (incident.undone().isPresent()) {
        return new Outcome.AlreadyUndone(incident.undone().get());
      }
      if (incident.published().isEmpty()) {
        return atSource(writer).orElseGet(Outcome.NothingPublished::new);
      }
      var effect = effect(incident);
      if (effect.isEmpty()) {
        return new Outcome.TooLongAgo();
      }
      var main = workspace.lake().lake().head(Ref.MAIN);
      var plan = plan(effect.get(), main, downstream);
      if (!plan.again().isEmpty() && !downstream) {
        return new Outcome.ChangedSince(List.copyOf(plan.again()));
      }
      // First where it came from: what is put back here would else be as it is not there.
      var source = atSource(writer);
      if (source.isPresent() && source.get() instanceof Outcome.SourceRefuses refuses) {
        return refuses;
      }
      var commit = publish(writer, main, plan, effect.get(), by, why);
      if (commit.isPresent()) {
        var removed = new ArrayList<String>();
        var kept = new ArrayList<String>();
        effect
            .get()
            .corrections()
            .forEach((path, text) -> (isRemoved(path, text) ? removed : kept).add(path));
        return new Outcome.Undone(
            commit.get(),
            List.copyOf(plan.changes().keySet()),
            downstream ? List.of() : List.copyOf(plan.resting()),
            removed,
            kept,
            Outside.wasTakenBack(workspace.incidents().events(id)));
      }
    }
    throw new LakeException(
        Problem.TOO_BUSY, "main has moved " + MOST_TRIES + " times while " + id + " was undone");
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

  // ---- looking

  private Optional<Effect> effect(IncidentState incident) {
    var lake = workspace.lake().lake();
    var all = lake.store().publications(MOST_PUBLICATIONS);
    var before = new TreeMap<TableName, Optional<Entry>>();
    var then = new TreeMap<TableName, Optional<Entry>>();
    var corrections = new TreeMap<String, String>();
    Commit after = null;
    for (var published : incident.published()) {
      var publication =
          all.stream()
              .filter(p -> p.branch().equals(Ref.MAIN) && p.to().equals(published.commit()))
              .findFirst();
      if (publication.isEmpty()) {
        return Optional.empty();
      }
      var from = lake.commit(publication.get().from());
      var to = lake.commit(publication.get().to());
      lake.diff(
          from,
          to,
          difference -> {
            var key = difference.key();
            if (key.equals(TableName.of(key).key())) {
              before.putIfAbsent(TableName.of(key), lake.entry(from, key));
              then.put(TableName.of(key), lake.entry(to, key));
            }
          });
      corrections.putAll(corrections(from, to));
      after = to;
    }
    return Optional.ofNullable(after).map(a -> new Effect(a, before, then, corrections));
  }

  /** The healer's own corrections that came with a publication, by path. */
  private Map<String, String> corrections(Commit from, Commit to) {
    if (from.code().isEmpty() || to.code().isEmpty()) {
      return Map.of();
    }
    var found = new TreeMap<String, String>();
    for (var path : workspace.changedPaths(from.code().get(), to.code().get())) {
      if (CorrectionFile.isOne(path) && workspace.text(from.code().get(), path).isEmpty()) {
        workspace
            .text(to.code().get(), path)
            .filter(CorrectionFile::isOurs)
            .ifPresent(text -> found.put(path, text));
      }
    }
    return found;
  }

  private Plan plan(Effect effect, Commit main, boolean downstream) {
    var lake = workspace.lake().lake();
    var changes = new LinkedHashMap<TableName, Optional<Entry>>();
    var again = new TreeSet<TableName>();
    effect
        .before()
        .forEach(
            (table, was) -> {
              var now = lake.entry(main, table.key());
              if (now.equals(was)) {
                return;
              }
              changes.put(table, was);
              if (!now.equals(effect.then().get(table))) {
                again.add(table);
              }
            });
    var resting = new TreeSet<TableName>();
    var graph = WorkspaceSandbox.code(workspace).project().graph();
    for (var table : graph.downstream(effect.before().keySet())) {
      var then = lake.entry(effect.after(), table.key());
      if (!effect.before().containsKey(table) && !lake.entry(main, table.key()).equals(then)) {
        resting.add(table);
        if (downstream) {
          changes.put(table, then);
        }
      }
    }
    return new Plan(changes, again, resting);
  }

  // ---- doing

  /** The commit by which it was taken back; empty when somebody was quicker. */
  private Optional<CommitId> publish(
      IncidentJournal.Writer writer, Commit main, Plan plan, Effect effect, String by, String why) {
    var lake = workspace.lake().lake();
    var id = writer.id();
    var now = clock.instant();
    var branch = "undo/" + id.number();
    lake.store().ref(branch).ifPresent(_ -> lake.delete(branch, by));
    var message = "undo " + id + (why.isBlank() ? "" : ": " + why);
    var changes = new LinkedHashMap<EntryKey, Optional<Entry>>();
    plan.changes().forEach((table, entry) -> changes.put(table.key(), entry));
    var candidate =
        lake.candidate(
            branch, main, changes, new CommitInfo(by, message, code(main, effect.corrections())));
    try {
      var appends = new ArrayList<Append>();
      appends.add(
          writer.entry(
              new IncidentEvent.Undone(
                  now, by, why, candidate.id(), List.copyOf(plan.changes().keySet()))));
      appends.addAll(workspace.healing().entries(lapses(id, by)));
      var answer =
          lake.advance(
              Ref.MAIN,
              main.id(),
              candidate.id(),
              Optional.of(new Reads(main.id(), changes.keySet())),
              Publication.Attested.BY_HAND_UNVERIFIED,
              by,
              message,
              appends);
      boolean landed =
          switch (answer) {
            case Advance.Published _ -> true;
            case Advance.Conflict _, Advance.Overtaken _ -> false;
            case Advance.Unknown _ -> lake.fate(Ref.MAIN, candidate.id()) == Advance.Fate.LANDED;
          };
      return landed ? Optional.of(candidate.id()) : Optional.empty();
    } finally {
      lake.delete(branch, by);
    }
  }

  /** Main's code without those corrections that are still as the healer wrote them. */
  private Optional<String> code(Commit main, Map<String, String> corrections) {
    return main.code()
        .map(
            tree -> {
              var gone = new ArrayList<String>();
              corrections.forEach(
                  (path, text) -> {
                    if (workspace.text(tree, path).filter(text::equals).isPresent()) {
                      gone.add(path);
                    }
                  });
              return gone.isEmpty() ? tree : workspace.without(tree, gone);
            });
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

  /** Whether a correction is no longer in the project's folder. */
  private boolean isRemoved(String path, String text) {
    Path file = workspace.project().folder().resolve(path);
    try {
      if (!Files.exists(file)) {
        return true;
      }
      if (!Files.readString(file).equals(text)) {
        return false;
      }
      Files.delete(file);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "it is undone, but " + file + " could not be taken away: delete it by hand", e);
    }
  }
}
