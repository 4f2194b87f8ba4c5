package dev.prunella.app.heal;

import dev.prunella.app.project.CorrectionFile;
import dev.prunella.app.run.Workspace;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentState;
import dev.prunella.local.engine.FilesBack;
import dev.prunella.local.gc.Leases;
import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.Step;
import dev.prunella.refs.Commit;
import dev.prunella.refs.CommitInfo;
import dev.prunella.refs.Entry;
import dev.prunella.refs.EntryKey;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Main without what the healer has published for an incident, as a candidate of which nobody knows
 * yet. A table that was changed again later keeps what came later where its files tell the two
 * apart. Closing it ends its branches; for one thread.
 */
final class Reversal implements AutoCloseable {
  /** Older publications cannot be found again. */
  private static final int MOST_PUBLICATIONS = 10_000;

  private final Workspace workspace;
  private final IncidentId id;
  private final String by;
  private final String branch;
  private final String files;
  private final Leases.Held lease;

  Reversal(Workspace workspace, IncidentId id, String by) {
    this.workspace = workspace;
    this.id = id;
    this.by = by;
    this.branch = "undo/" + id.number();
    this.files = "undo-files/" + id.number();
    this.lease = workspace.lake().leases().hold("undo " + id);
    close(branch);
    close(files);
  }

  /** How far it goes beyond what was published itself. */
  enum Reach {
    ITSELF,
    /** To what was computed from it as a whole: any run makes that anew. */
    WHOLES,
    /** To all that was made later, by its tables or from them. */
    ALL
  }

  /**
   * What the healer's publications did.
   *
   * @param after the commit of the newest
   * @param before what each table was before the first that changed it
   * @param then what each was after the last that changed it
   */
  record Effect(
      Commit after,
      Map<TableName, Optional<Entry>> before,
      Map<TableName, Optional<Entry>> then,
      Map<String, String> corrections) {}

  /**
   * What is to be done to main as it stands.
   *
   * @param changes tables to what they shall be
   * @param inTheWay tables that were changed later, and cannot keep that
   * @param resting tables that were computed from these later
   */
  record Plan(
      Map<TableName, Optional<Entry>> changes,
      SortedSet<TableName> inTheWay,
      SortedSet<TableName> resting) {
    Set<EntryKey> keys() {
      return changes.keySet().stream().map(TableName::key).collect(Collectors.toSet());
    }
  }

  static String message(IncidentId id, String why) {
    return "undo " + id + (why.isBlank() ? "" : ": " + why);
  }

  /** Empty where main's record no longer tells what was before. */
  Optional<Effect> effect(IncidentState incident) {
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

  Plan plan(Effect effect, Commit main, Reach reach) {
    var lake = workspace.lake().lake();
    var graph = WorkspaceSandbox.code(workspace).project().graph();
    var changes = new LinkedHashMap<TableName, Optional<Entry>>();
    var inTheWay = new TreeSet<TableName>();
    effect
        .before()
        .forEach(
            (table, was) -> {
              var now = lake.entry(main, table.key());
              var then = effect.then().getOrDefault(table, Optional.empty());
              if (now.equals(was)) {
                return;
              }
              var kept = now.equals(then) ? was : withoutIt(main, table, was, then);
              changes.put(table, kept.or(() -> was));
              boolean losesWhatCameLater = !now.equals(then) && kept.isEmpty();
              boolean mayLose =
                  switch (reach) {
                    case ITSELF -> false;
                    case WHOLES -> graph.step(table).filter(Reversal::isMadeAsAWhole).isPresent();
                    case ALL -> true;
                  };
              if (losesWhatCameLater && !mayLose) {
                inTheWay.add(table);
              }
            });
    var resting = new TreeSet<TableName>();
    for (var table : graph.downstream(effect.before().keySet())) {
      var then = lake.entry(effect.after(), table.key());
      if (!effect.before().containsKey(table) && !lake.entry(main, table.key()).equals(then)) {
        boolean whole = graph.step(table).filter(Reversal::isMadeAsAWhole).isPresent();
        if (reach == Reach.ALL || (reach == Reach.WHOLES && whole)) {
          changes.put(table, then);
        } else {
          resting.add(table);
        }
      }
    }
    return new Plan(changes, inTheWay, resting);
  }

  private static boolean isMadeAsAWhole(Step step) {
    return step.work() instanceof Step.Work.Load(var source)
        ? !source.byInterval()
        : step.how() instanceof Materialization.Full;
  }

  private Optional<Entry> withoutIt(
      Commit main, TableName table, Optional<Entry> was, Optional<Entry> then) {
    if (was.isEmpty() || then.isEmpty()) {
      return Optional.empty();
    }
    var lake = workspace.lake().lake();
    if (lake.store().ref(files).isEmpty()) {
      lake.createBranch(files, main, by);
    }
    return new FilesBack(workspace.lake()).without(files, by, table, was.get(), then.get());
  }

  /** Main with a plan's changes, and without the corrections that are as the healer wrote them. */
  Commit candidate(Effect effect, Plan plan, Commit main, String why) {
    var changes = new LinkedHashMap<EntryKey, Optional<Entry>>();
    plan.changes().forEach((table, entry) -> changes.put(table.key(), entry));
    return workspace
        .lake()
        .lake()
        .candidate(branch, main, changes, new CommitInfo(by, message(id, why), code(main, effect)));
  }

  /** The branch on which the candidate stands. */
  String branch() {
    return branch;
  }

  private Optional<String> code(Commit main, Effect effect) {
    return main.code().map(tree -> code(tree, effect));
  }

  /** A code tree without those corrections that are still as the healer wrote them. */
  String code(String tree, Effect effect) {
    var gone = new ArrayList<String>();
    effect
        .corrections()
        .forEach(
            (path, text) -> {
              if (workspace.text(tree, path).filter(text::equals).isPresent()) {
                gone.add(path);
              }
            });
    return gone.isEmpty() ? tree : workspace.without(tree, gone);
  }

  private void close(String name) {
    var lake = workspace.lake().lake();
    lake.store().ref(name).ifPresent(_ -> lake.delete(name, by));
  }

  @Override
  public void close() {
    try (lease) {
      close(branch);
      close(files);
    }
  }
}
