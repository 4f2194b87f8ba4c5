package dev.prunella.app.run;

import dev.prunella.app.project.LoadedProject;
import dev.prunella.app.run.Status.Cause;
import dev.prunella.app.run.Status.Outdated;
import dev.prunella.app.run.Status.State;
import dev.prunella.app.run.Status.TableStatus;
import dev.prunella.app.run.Status.Why;
import dev.prunella.incident.IncidentId;
import dev.prunella.local.LocalLake;
import dev.prunella.local.diff.TableSize;
import dev.prunella.local.engine.Written;
import dev.prunella.pipeline.Coverage.Reason;
import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.Step;
import dev.prunella.refs.Commit;
import dev.prunella.refs.Entry;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.TableName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How each table stands, by what was found of it and of those that it is made from. */
final class TableStates {
  /** Of so many tables the metadata is read, of stale ones first. */
  private static final int MOST_DESCRIBED = 500;

  private final LocalLake lake;
  private final Commit main;
  private final LoadedProject project;
  private final Expectations expected;
  private final Misses misses;
  private final Map<TableName, Outdated> found;
  private final Map<TableName, IncidentId> byHand;

  /**
   * @param found what is outdated, each for itself
   * @param byHand what somebody has changed by hand, with the incident that asks about it
   */
  TableStates(
      LocalLake lake,
      Commit main,
      LoadedProject project,
      Expectations expected,
      Misses misses,
      Map<TableName, Outdated> found,
      Map<TableName, IncidentId> byHand) {
    this.lake = lake;
    this.main = main;
    this.project = project;
    this.expected = expected;
    this.misses = misses;
    this.found = found;
    this.byHand = byHand;
  }

  /** Tells of each, those first that lack something. */
  List<TableStatus> read() {
    var why = new TreeMap<TableName, Optional<Why>>();
    var outdated = new TreeMap<TableName, Optional<Outdated>>();
    for (var step : project.graph().inOrder()) {
      why.put(step.table(), why(step, why));
      var own = Optional.ofNullable(found.get(step.table()));
      outdated.put(
          step.table(),
          own.or(
              () ->
                  step.reads().stream()
                      .flatMap(read -> outdated.getOrDefault(read, Optional.empty()).stream())
                      .min(Comparator.comparing(Outdated::reason))));
    }
    var byNeed = new ArrayList<>(project.graph().inOrder());
    byNeed.sort((a, b) -> Boolean.compare(stale(why, b.table()), stale(why, a.table())));
    var told = new ArrayList<TableStatus>();
    for (var step : byNeed) {
      var reason = why.getOrDefault(step.table(), Optional.empty());
      var other = outdated.getOrDefault(step.table(), Optional.empty());
      told.add(table(step, reason, other, told.size() < MOST_DESCRIBED));
    }
    return told;
  }

  private static boolean stale(Map<TableName, Optional<Why>> why, TableName table) {
    return why.getOrDefault(table, Optional.empty()).isPresent();
  }

  /** What it missed itself, else what a table that it is made from has missed. */
  private Optional<Why> why(Step step, Map<TableName, Optional<Why>> upstream) {
    boolean byInterval =
        step.how() instanceof Materialization.IntervalBy || step.work() instanceof Step.Work.Load;
    var own =
        (byInterval ? misses.of(step.table()) : misses.newestOf(step.table()))
            .stream().filter(miss -> !expected.isWaiting(miss)).toList();
    if (!own.isEmpty()) {
      return Optional.of(
          new Why(
              own.stream().map(Misses.Miss::since).min(Instant::compareTo).orElseThrow(),
              own.stream().map(TableStates::cause).toList()));
    }
    return step.reads().stream()
        .flatMap(read -> upstream.getOrDefault(read, Optional.empty()).stream())
        .findFirst();
  }

  private static Cause cause(Misses.Miss miss) {
    return new Cause(miss.run(), miss.interval(), miss.step(), miss.fault(), miss.sentence());
  }

  private TableStatus table(
      Step step, Optional<Why> why, Optional<Outdated> outdated, boolean described) {
    var entry = lake.lake().entry(main, step.table().key());
    if (entry.isEmpty()) {
      return plain(step.table(), State.NEVER_BUILT, why, outdated);
    }
    var state = state(step.table(), why, outdated);
    if (!described || !(entry.get() instanceof Entry.Table there)) {
      return plain(step.table(), state, why, outdated);
    }
    try {
      var table = lake.table(step.table().key(), there);
      var written = Written.of(table);
      return new TableStatus(
          step.table(),
          state,
          TableSize.of(Optional.ofNullable(table.currentSnapshot())).map(TableSize::rows),
          written.run(),
          written.at(),
          written
              .through()
              .flatMap(interval -> expected.calendarOf(step.table()).map(c -> c.label(interval))),
          why,
          outdated,
          byHand(step.table()));
    } catch (LakeException e) {
      // One damaged table must not hide the others; prunella table list says what is wrong.
      return plain(step.table(), state, why, outdated);
    }
  }

  private TableStatus plain(
      TableName table, State state, Optional<Why> why, Optional<Outdated> outdated) {
    return new TableStatus(
        table,
        state,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        why,
        outdated,
        byHand(table));
  }

  private State state(TableName table, Optional<Why> why, Optional<Outdated> outdated) {
    if (why.isPresent()) {
      return State.STALE;
    }
    if (byHand(table).isPresent()) {
      return State.OUTDATED;
    }
    return outdated
        .map(o -> o.reason() == Reason.OTHER_CODE ? State.OLDER_CODE : State.OUTDATED)
        .orElse(State.FRESH);
  }

  private Optional<IncidentId> byHand(TableName table) {
    return Optional.ofNullable(byHand.get(table));
  }
}
