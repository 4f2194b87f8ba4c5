package dev.prunella.app.heal;

import dev.prunella.app.project.ProjectProblems;
import dev.prunella.app.run.Workspace;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentState;
import dev.prunella.incident.Signature;
import dev.prunella.incident.Symptom;
import dev.prunella.local.outside.OutsideRuns;
import dev.prunella.local.outside.OutsideRuns.Kept;
import dev.prunella.outside.OutsideRun;
import dev.prunella.outside.OutsideState;
import dev.prunella.pipeline.Fault;
import dev.prunella.refs.Entry;
import dev.prunella.refs.ObjectId;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Opens incidents for runs of others that have failed: one for each, however often and in whatever
 * order it is told, and one for a run together with the run that it failed in. Closes them when
 * their job comes through. For one thread at a time; several processes do not get in each other's
 * way.
 */
public final class OutsideIncidents {
  /** So many levels and runs are looked through for those that failed together. */
  private static final int MOST_RELATED = 500;

  private static final int MOST_CLOSED = 100;
  private static final int MOST_TABLES = 20;

  private final Workspace workspace;
  private final OutsideRuns runs;
  private final Clock clock;

  public OutsideIncidents(Workspace workspace, OutsideRuns runs, Clock clock) {
    this.workspace = workspace;
    this.runs = runs;
    this.clock = clock;
  }

  /**
   * Does what is due of what was told.
   *
   * @param most runs that are looked at
   * @return how many were
   */
  public int settle(int most) {
    var due = runs.due(most);
    if (due.isEmpty()) {
      return 0;
    }
    Optional<TableOfDataset> tables = Optional.empty();
    for (var kept : due) {
      if (kept.run().state() == OutsideState.FAIL) {
        if (tables.isEmpty()) {
          tables = Optional.of(tables());
        }
        runs.settle(kept, Optional.of(failed(kept, tables.get())));
      } else {
        cameThrough(kept.run());
        runs.settle(kept, Optional.empty());
      }
    }
    return due.size();
  }

  private TableOfDataset tables() {
    var tables = new TreeSet<TableName>();
    try {
      tables.addAll(WorkspaceSandbox.code(workspace).project().graph().tables());
    } catch (ProjectProblems e) {
      // The tables that are there still have their names; what is wrong is said by the schedule.
      tables.clear();
    }
    var lake = workspace.lake().lake();
    lake.entries(
        lake.head(Ref.MAIN),
        (key, entry) -> {
          if (entry instanceof Entry.Table) {
            tables.add(TableName.of(key));
          }
        });
    return new TableOfDataset(tables);
  }

  private IncidentId failed(Kept kept, TableOfDataset tables) {
    var run = kept.run();
    var symptoms = symptoms(run, tables);
    var known = kept.incident().or(() -> workspace.incidents().claimed(claim(run)));
    if (known.isPresent()) {
      more(known.get(), run, symptoms);
      return known.get();
    }
    var related = related(kept, symptoms);
    if (related.isPresent()) {
      return workspace
          .incidents()
          .joinOnce(
              claim(run),
              related.get().incident().id(),
              IncidentEvent.Joined.elsewhere(
                  clock.instant(), run.key(), joined(related.get(), symptoms, run)));
    }
    var same = sameJob(run, symptoms);
    var id =
        workspace
            .incidents()
            .openOnce(
                claim(run), IncidentEvent.Opened.elsewhere(clock.instant(), run.key(), symptoms));
    same.filter(leader -> !leader.equals(id)).ifPresent(leader -> follow(id, leader, run));
    run.ended()
        .flatMap(at -> runs.completeAfter(run.key().namespace(), run.key().job(), at))
        .ifPresent(later -> close(id, later.run()));
    return id;
  }

  /** By which the incident of a run is known in every process, and for good. */
  private static String claim(OutsideRun run) {
    var name = run.key().namespace() + "\n" + run.key().run();
    return "outside-" + ObjectId.of(name.getBytes(StandardCharsets.UTF_8)).hex();
  }

  private static List<Symptom> symptoms(OutsideRun run, TableOfDataset ours) {
    var message = message(run);
    return tables(run, ours).stream()
        .limit(MOST_TABLES)
        .map(table -> new Symptom(table, Fault.Kind.FAILED, message))
        .toList();
  }

  private static String message(OutsideRun run) {
    return run.failure()
        .map(f -> f.stack().isBlank() ? f.message() : f.message() + "\n" + f.stack())
        .orElse(run.key().job() + " has failed, and its producer gave no message");
  }

  /** What it writes, ours first; else what it reads; else it is called by its job. */
  private static Set<TableName> tables(OutsideRun run, TableOfDataset ours) {
    for (var datasets : List.of(run.outputs(), run.inputs())) {
      var found = new LinkedHashSet<TableName>();
      datasets.forEach(d -> ours.find(d).ifPresent(found::add));
      if (!found.isEmpty()) {
        return found;
      }
    }
    var foreign = new LinkedHashSet<TableName>();
    run.outputs().forEach(d -> TableOfDataset.foreign(d).ifPresent(foreign::add));
    return foreign.isEmpty() ? Set.of(ofJob(run.key())) : foreign;
  }

  private static TableName ofJob(OutsideRun.Key key) {
    return TableName.of(key.job());
  }

  /** Another run that failed for the same, and whether that was inside of this one. */
  private record Related(IncidentState incident, boolean inside) {}

  private Optional<Related> related(Kept kept, List<Symptom> symptoms) {
    return inside(kept.run())
        .map(incident -> new Related(incident, true))
        .or(() -> around(kept, symptoms).map(incident -> new Related(incident, false)));
  }

  /** The open incident of a run that this one has started, directly or not. */
  private Optional<IncidentState> inside(OutsideRun run) {
    var seen = new HashSet<String>();
    var next = new ArrayDeque<String>();
    next.add(run.key().run());
    while (!next.isEmpty() && seen.size() < MOST_RELATED) {
      var parent = next.poll();
      if (!seen.add(parent)) {
        continue;
      }
      for (var child : below(parent)) {
        var open = open(child);
        if (open.isPresent()) {
          return open;
        }
        next.add(child.run().key().run());
      }
    }
    return Optional.empty();
  }

  private List<Kept> below(String run) {
    return Stream.concat(
            runs.children(run, MOST_RELATED).stream(), runs.ofRoot(run, MOST_RELATED).stream())
        .toList();
  }

  /**
   * The open incident of the run that has started this one, or of what that has started besides: a
   * parent fails for one of its children, and another child is of that only if it says the same.
   */
  private Optional<IncidentState> around(Kept kept, List<Symptom> symptoms) {
    for (var parent : parents(kept.run())) {
      var siblings = below(parent).stream().filter(s -> s.number() != kept.number()).toList();
      for (var sibling : siblings) {
        var open = open(sibling).filter(i -> isSame(i, sibling.run(), symptoms));
        if (open.isPresent()) {
          return open;
        }
      }
      for (var one : runs.byRun(parent, 10)) {
        var open = open(one);
        boolean explained =
            open.isPresent()
                && siblings.stream()
                    .anyMatch(s -> s.incident().equals(open.map(IncidentState::id)));
        if (open.isPresent() && !explained) {
          return open;
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isSame(IncidentState incident, OutsideRun run, List<Symptom> symptoms) {
    var signature = Signature.of(symptoms.getFirst().message());
    return Signature.of(message(run)).equals(signature)
        && incident.symptoms().stream()
            .anyMatch(s -> symptoms.stream().anyMatch(o -> o.table().equals(s.table())));
  }

  /** The ids of the runs that it was started by, the nearest first. */
  private List<String> parents(OutsideRun run) {
    var parents = new LinkedHashSet<String>();
    var next = run.parent();
    while (next.isPresent() && parents.size() < 10 && parents.add(next.get().run())) {
      next =
          runs.byRun(next.get().run(), 1).stream().findFirst().flatMap(kept -> kept.run().parent());
    }
    run.root().ifPresent(root -> parents.add(root.run()));
    parents.remove(run.key().run());
    return List.copyOf(parents);
  }

  private Optional<IncidentState> open(Kept kept) {
    return kept.run().state() == OutsideState.FAIL
        ? kept.incident()
            .flatMap(workspace.incidents()::state)
            .filter(IncidentState::isOpen)
            .filter(IncidentState::isElsewhere)
        : Optional.empty();
  }

  /**
   * What is seen now that a run has joined. What failed inside says best what happened; that what
   * is around it failed too adds tables, and no words.
   */
  private static List<Symptom> joined(Related related, List<Symptom> symptoms, OutsideRun run) {
    var before = related.incident().symptoms();
    var first = related.inside() ? before : symptoms;
    var then = related.inside() ? symptoms : before;
    var nameless =
        Set.of(ofJob(run.key()), ofJob(related.incident().opened().outside().orElseThrow()));
    var all = new ArrayList<>(first);
    then.stream()
        .filter(s -> first.stream().noneMatch(f -> f.table().equals(s.table())))
        .filter(s -> !nameless.contains(s.table()))
        .forEach(all::add);
    return all;
  }

  /** Of a run that is known to have failed, other words or tables were told. */
  private void more(IncidentId id, OutsideRun run, List<Symptom> symptoms) {
    Appending.to(
        workspace.incidents(),
        id,
        events -> {
          var state = IncidentState.of(id, events);
          boolean own =
              state.opened().outside().filter(k -> k.run().equals(run.key().run())).isPresent();
          boolean joined = events.stream().anyMatch(IncidentEvent.Joined.class::isInstance);
          // Of several runs in one incident, who said most has been heard.
          return state.isOpen()
                  && own
                  && (!joined || isAlone(events, run))
                  && !state.symptoms().equals(symptoms)
              ? Optional.of(IncidentEvent.Joined.elsewhere(clock.instant(), run.key(), symptoms))
              : Optional.empty();
        });
  }

  private static boolean isAlone(List<IncidentEvent> events, OutsideRun run) {
    return events.stream()
        .filter(IncidentEvent.Joined.class::isInstance)
        .map(IncidentEvent.Joined.class::cast)
        .allMatch(j -> j.outside().filter(k -> k.run().equals(run.key().run())).isPresent());
  }

  /** An open incident of another run of that job, which failed for the same. */
  private Optional<IncidentId> sameJob(OutsideRun run, List<Symptom> symptoms) {
    return workspace.incidents().open().stream()
        .filter(i -> i.opened().outside().filter(k -> k.isOfJob(run.key())).isPresent())
        .filter(i -> i.follows().isEmpty())
        .filter(
            i ->
                i.symptoms().stream()
                    .anyMatch(
                        s ->
                            symptoms.stream()
                                .anyMatch(
                                    o ->
                                        o.table().equals(s.table())
                                            && Signature.of(o.message())
                                                .equals(Signature.of(s.message())))))
        .map(IncidentState::id)
        .findFirst();
  }

  private void follow(IncidentId id, IncidentId leader, OutsideRun run) {
    Appending.to(
        workspace.incidents(),
        id,
        events ->
            IncidentState.of(id, events).follows().isPresent()
                ? Optional.empty()
                : Optional.of(
                    new IncidentEvent.Follows(
                        clock.instant(), leader, run.key().job() + " failed there just so")));
  }

  /** Closes what earlier runs of the same job have opened. */
  private void cameThrough(OutsideRun run) {
    var at = run.ended().orElse(run.told());
    var ids = new LinkedHashSet<IncidentId>();
    runs.failedBefore(run.key().namespace(), run.key().job(), at, MOST_CLOSED)
        .forEach(kept -> kept.incident().ifPresent(ids::add));
    ids.forEach(id -> close(id, run));
  }

  private void close(IncidentId id, OutsideRun later) {
    Appending.to(
        workspace.incidents(),
        id,
        events -> {
          var state = IncidentState.of(id, events);
          return state.isOpen() && state.isElsewhere()
              ? Optional.of(
                  new IncidentEvent.Closed(
                      clock.instant(),
                      IncidentEvent.End.PASSED,
                      "a later run of %s came through: %s"
                          .formatted(later.key().job(), later.key().run())))
              : Optional.empty();
        });
  }
}
