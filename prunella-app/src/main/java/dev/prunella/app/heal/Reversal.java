package dev.prunella.app.heal;

import dev.prunella.app.project.CorrectionFile;
import dev.prunella.app.run.CodeTrees;
import dev.prunella.app.run.Workspace;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentState;
import dev.prunella.local.engine.FilesBack;
import dev.prunella.local.gc.Leases;
import dev.prunella.pipeline.Graph;
import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.Step;
import dev.prunella.refs.Commit;
import dev.prunella.refs.CommitInfo;
import dev.prunella.refs.Entry;
import dev.prunella.refs.EntryKey;
import dev.prunella.refs.TableName;
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
    /**
     * To what was computed from it as a whole: any run makes that anew. And only to what main had
     * before, table by table: nobody has verified anything else. No table that people read goes.
     */
    WHOLES,
    /** To all that was made later, by its tables or from them. */
    ALL
  }

  /**
   * What the healer's publications did.
   *
   * @param start on which the first was published
   * @param before what each table was before the first that changed it
   * @param then what each was after the last that changed it
   * @param mixed tables that somebody else changed between two of them
   * @param corrections that came with them, by path
   * @param patched models that came with them, by path
   */
  record Effect(
      Commit start,
      Map<TableName, Optional<Entry>> before,
      Map<TableName, Optional<Entry>> then,
      SortedSet<TableName> mixed,
      Map<String, String> corrections,
      Map<String, PatchedModels.Patched> patched) {

    /** The files of a code tree that are still as the healer left them, to what they were. */
    Map<String, Optional<String>> back(CodeTrees trees, String tree) {
      var back = new TreeMap<String, Optional<String>>();
      patched.forEach(
          (path, patch) -> {
            if (trees.text(tree, path).equals(patch.after())) {
              back.put(path, patch.before());
            }
          });
      corrections.forEach(
          (path, text) -> {
            if (trees.text(tree, path).filter(text::equals).isPresent()) {
              back.put(path, Optional.empty());
            }
          });
      return back;
    }
  }

  /**
   * What is to be done to main as it stands.
   *
   * @param changes tables to what they shall be
   * @param inTheWay tables that were changed later, and cannot keep that
   * @param resting tables that were computed from these later, as a whole or in part
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
    return effect(workspace, incident);
  }

  static Optional<Effect> effect(Workspace workspace, IncidentState incident) {
    var lake = workspace.lake().lake();
    var all = lake.store().publications(MOST_PUBLICATIONS);
    var before = new TreeMap<TableName, Optional<Entry>>();
    var then = new TreeMap<TableName, Optional<Entry>>();
    var mixed = new TreeSet<TableName>();
    var corrections = new TreeMap<String, String>();
    var patched = new TreeMap<String, PatchedModels.Patched>();
    Commit start = null;
    for (var published : incident.published()) {
      var publication =
          all.stream().filter(p -> p.isOfMain() && p.to().equals(published.commit())).findFirst();
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
            var table = TableName.of(key);
            if (key.equals(table.key())) {
              var found = lake.entry(from, key);
              before.putIfAbsent(table, found);
              var left = then.put(table, lake.entry(to, key));
              if (left != null && !left.equals(found)) {
                mixed.add(table);
              }
            }
          });
      corrections.putAll(corrections(workspace, from, to));
      PatchedModels.of(workspace, incident, from, to)
          .forEach(
              (path, patch) ->
                  patched.merge(
                      path,
                      patch,
                      (first, last) -> new PatchedModels.Patched(first.before(), last.after())));
      start = start == null ? from : start;
    }
    return Optional.ofNullable(start)
        .map(s -> new Effect(s, before, then, mixed, corrections, patched));
  }

  /** The healer's own corrections that came with a publication, by path. */
  private static Map<String, String> corrections(Workspace workspace, Commit from, Commit to) {
    if (from.code().isEmpty() || to.code().isEmpty()) {
      return Map.of();
    }
    var found = new TreeMap<String, String>();
    for (var path : workspace.codeTrees().changedPaths(from.code().get(), to.code().get())) {
      if (CorrectionFile.isOne(path)
          && workspace.codeTrees().text(from.code().get(), path).isEmpty()) {
        workspace
            .codeTrees()
            .text(to.code().get(), path)
            .filter(CorrectionFile::isOurs)
            .ifPresent(text -> found.put(path, text));
      }
    }
    return found;
  }

  Plan plan(Effect effect, Commit main, Reach reach) {
    var plan = new Plan(new LinkedHashMap<>(), new TreeSet<>(), new TreeSet<>());
    var graph = workspace.codeTrees().nowOrOfMain().project().graph();
    var keeping = new TreeSet<TableName>();
    for (var table : effect.before().keySet()) {
      if (isKeptInPart(effect, main, table, reach, graph, plan)) {
        keeping.add(table);
      }
    }
    for (var table : graph.downstream(effect.before().keySet())) {
      var then = entry(effect.start(), table);
      if (!effect.before().containsKey(table) && !entry(main, table).equals(then)) {
        // What was not there before is not dropped: it was no part of this.
        if (then.isPresent() && mayLoseWhatCameLater(table, reach, graph)) {
          plan.changes().put(table, then);
        } else {
          (reach == Reach.WHOLES ? plan.inTheWay() : plan.resting()).add(table);
        }
      }
    }
    for (var table : keeping) {
      if (graph.upstream(Set.of(table)).stream().anyMatch(plan.changes()::containsKey)) {
        plan.resting().add(table);
      }
    }
    for (var table : plan.changes().keySet()) {
      if (reach == Reach.WHOLES && isBehind(table, effect, main, graph, plan)) {
        plan.inTheWay().add(table);
      }
    }
    return plan;
  }

  /** Plans for a table that was published; says whether it keeps rows that came later. */
  private boolean isKeptInPart(
      Effect effect, Commit main, TableName table, Reach reach, Graph graph, Plan plan) {
    var was = effect.before().getOrDefault(table, Optional.empty());
    var then = effect.then().getOrDefault(table, Optional.empty());
    var now = entry(main, table);
    if (now.equals(was)) {
      return false;
    }
    boolean mixed = effect.mixed().contains(table);
    boolean last = now.equals(then) && !mixed;
    var kept =
        last || mixed || reach == Reach.WHOLES
            ? Optional.<Entry>empty()
            : withoutIt(main, table, was, then);
    plan.changes().put(table, kept.or(() -> was));
    boolean loses = !last && kept.isEmpty() && !mayLoseWhatCameLater(table, reach, graph);
    if (loses || (reach == Reach.WHOLES && was.isEmpty() && !(last && isAside(effect, table)))) {
      plan.inTheWay().add(table);
    }
    return kept.isPresent();
  }

  /** Where rows of a table that was published are laid aside: it need not be there. */
  private static boolean isAside(Effect effect, TableName table) {
    return effect.before().keySet().stream().map(Step::quarantineOf).anyMatch(table::equals);
  }

  private static boolean mayLoseWhatCameLater(TableName table, Reach reach, Graph graph) {
    return switch (reach) {
      case ITSELF -> false;
      case WHOLES -> graph.step(table).filter(Reversal::isMadeAsAWhole).isPresent();
      case ALL -> true;
    };
  }

  /** Whether a table that goes back would not go with something else that it reads, any more. */
  private boolean isBehind(TableName table, Effect effect, Commit main, Graph graph, Plan plan) {
    return graph.step(table).stream()
        .flatMap(step -> step.reads().stream())
        .filter(read -> !plan.changes().containsKey(read))
        .filter(read -> !effect.before().containsKey(read))
        .anyMatch(read -> !entry(main, read).equals(entry(effect.start(), read)));
  }

  private Optional<Entry> entry(Commit commit, TableName table) {
    return workspace.lake().lake().entry(commit, table.key());
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

  /** Main with a plan's changes, and with its code's files as they were before the healer's. */
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
    return main.code()
        .map(
            tree -> {
              var back = effect.back(workspace.codeTrees(), tree);
              return back.isEmpty() ? tree : workspace.codeTrees().amendedTree(tree, back);
            });
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
