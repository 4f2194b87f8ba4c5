package dev.prunella.app.run;

import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.RunJournal;
import dev.prunella.pipeline.RunState;
import dev.prunella.pipeline.RunState.StepState;
import dev.prunella.refs.TableName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What the newest runs were to publish and did not, table by table and interval by interval.
 *
 * <p>Bounded work: of the newest runs their beginnings are read, of each its newest event, and the
 * whole story only of those that did not end well.
 */
final class Misses {
  /** Older runs are not looked at. */
  static final int MOST_RUNS = 500;

  private static final int MOST_STORIES = 100;

  /**
   * A table that a run was to publish and did not.
   *
   * @param opened the newest such run
   * @param since when the first one began
   */
  record Miss(
      RunJournal.Opened opened,
      Instant since,
      TableName step,
      Optional<Fault> fault,
      String sentence) {
    RunId run() {
      return opened.run();
    }

    Optional<String> interval() {
      return opened.event().intervalLabel();
    }
  }

  private final RunJournal journal;
  private final Set<RunId> atWork;
  private final Map<TableName, List<Miss>> misses = new HashMap<>();
  private final Map<TableName, RunId> newest = new HashMap<>();
  private final Function<RunId, Optional<RunEvent>> ends;
  private final Predicate<RunJournal.Opened> isBeforeStart;
  private int stories;

  private Misses(
      RunJournal journal,
      Function<RunId, Optional<RunEvent>> ends,
      Set<RunId> atWork,
      Predicate<RunJournal.Opened> isBeforeStart) {
    this.journal = journal;
    this.isBeforeStart = isBeforeStart;
    this.ends = ends;
    this.atWork = atWork;
  }

  /**
   * Finds them.
   *
   * @param newest the newest runs, newest first
   * @param ends the newest event of a run
   * @param atWork those that somebody works on: they may still publish
   * @param isBeforeStart whether a run is of an interval that its pipeline does not begin with yet:
   *     there only what was published once can be missed
   */
  static Misses of(
      RunJournal journal,
      List<RunJournal.Opened> newest,
      Function<RunId, Optional<RunEvent>> ends,
      Set<RunId> atWork,
      Predicate<RunJournal.Opened> isBeforeStart) {
    var found = new Misses(journal, ends, atWork, isBeforeStart);
    record Slice(String pipeline, Optional<DataInterval> interval) {}
    var slices = new LinkedHashMap<Slice, List<RunJournal.Opened>>();
    for (var opened : newest) {
      var event = opened.event();
      slices
          .computeIfAbsent(new Slice(event.pipeline(), event.interval()), _ -> new ArrayList<>())
          .add(opened);
    }
    slices.values().forEach(found::look);
    return found;
  }

  /** Newest interval first; those of one table. */
  List<Miss> of(TableName table) {
    return misses.getOrDefault(table, List.of());
  }

  /** Those of the newest run that was to make the table; for tables made anew by each run. */
  List<Miss> newestOf(TableName table) {
    var run = Optional.ofNullable(newest.get(table));
    return of(table).stream().filter(m -> run.filter(m.run()::equals).isPresent()).toList();
  }

  /** Runs of the same interval, newest first: for each table the newest that ended decides. */
  private void look(List<RunJournal.Opened> runs) {
    var decided = new TreeSet<TableName>();
    var missed = new HashMap<TableName, Miss>();
    var expected = expected(runs);
    for (var opened : runs) {
      if (atWork.contains(opened.run())) {
        continue;
      }
      var wanted = opened.event().tables().stream().filter(expected).toList();
      wanted.forEach(table -> newest.merge(table, opened.run(), Misses::newer));
      var tables = new HashSet<>(wanted);
      if (!complete(opened)) {
        // Of tables that a newer run has missed as well, this one says since when.
        missed.replaceAll(
            (table, miss) -> tables.contains(table) ? since(miss, opened.event().at()) : miss);
        tables.removeAll(decided);
        if (!tables.isEmpty() && stories++ < MOST_STORIES) {
          missedBy(opened).forEach((t, miss) -> putIfIn(tables, missed, t, miss));
        }
      } else {
        tables.removeAll(decided);
        settle(missed, wanted);
      }
      decided.addAll(wanted);
    }
    settle(missed, List.copyOf(missed.keySet()));
  }

  /** Which tables were to be there after runs of the same interval. */
  private Predicate<TableName> expected(List<RunJournal.Opened> runs) {
    if (!isBeforeStart.test(runs.getFirst())) {
      return _ -> true;
    }
    var published = new HashSet<TableName>();
    for (var opened : runs) {
      if (complete(opened)) {
        published.addAll(opened.event().tables());
      } else if (stories++ < MOST_STORIES) {
        journal.state(opened.run()).published().ifPresent(p -> published.addAll(p.tables()));
      }
    }
    return published::contains;
  }

  private boolean complete(RunJournal.Opened opened) {
    return ends.apply(opened.run()).filter(RunEvent::endsWhole).isPresent();
  }

  private static RunId newer(RunId one, RunId other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private static void putIfIn(
      Set<TableName> tables, Map<TableName, Miss> missed, TableName table, Miss miss) {
    if (tables.contains(table)) {
      missed.put(table, miss);
    }
  }

  /** Nothing older changes these any more. */
  private void settle(Map<TableName, Miss> missed, List<TableName> tables) {
    for (var table : tables) {
      Optional.ofNullable(missed.remove(table))
          .ifPresent(miss -> misses.computeIfAbsent(table, _ -> new ArrayList<>()).add(miss));
    }
  }

  private static Miss since(Miss miss, Instant at) {
    return new Miss(miss.opened(), at, miss.step(), miss.fault(), miss.sentence());
  }

  private Map<TableName, Miss> missedBy(RunJournal.Opened opened) {
    var state = journal.state(opened.run());
    var missed = new HashMap<TableName, Miss>();
    state
        .steps()
        .forEach(
            (table, step) -> {
              if (!published(state, table, step)) {
                missed.put(table, miss(opened, state, table));
              }
            });
    return missed;
  }

  private static boolean published(RunState state, TableName table, StepState step) {
    boolean inPart =
        state.closed().filter(c -> c.outcome() == RunEvent.Outcome.PUBLISHED_IN_PART).isPresent();
    return state.published().filter(p -> p.tables().contains(table)).isPresent()
        || switch (step) {
          case StepState.Done(var event) -> inPart || event.changedNothing();
          case StepState.Reused _ -> inPart;
          case StepState.Waiting _,
              StepState.Working _,
              StepState.Failed _,
              StepState.Skipped _,
              StepState.Cancelled _ ->
              false;
        };
  }

  private static Miss miss(RunJournal.Opened opened, RunState state, TableName table) {
    var failed = failedStep(state, table);
    var sentence =
        state.closed().isEmpty()
            ? "its run was killed"
            : failed.isPresent()
                ? failed.get().fault().kind().words()
                : state.closed().get().sentence();
    return new Miss(
        opened,
        opened.event().at(),
        failed.map(RunEvent.StepFailed::table).orElse(table),
        failed.map(RunEvent.StepFailed::fault),
        sentence);
  }

  /** The step that failed, up from a table along what was skipped; any where all were held. */
  private static Optional<RunEvent.StepFailed> failedStep(RunState state, TableName table) {
    var at = table;
    for (int hops = 0; hops <= state.steps().size(); hops++) {
      switch (state.steps().get(at)) {
        case StepState.Failed(var event) -> {
          return Optional.of(event);
        }
        case StepState.Skipped(var event) -> at = event.because();
        case null, default -> {
          return state.steps().values().stream()
              .filter(StepState.Failed.class::isInstance)
              .map(step -> ((StepState.Failed) step).event())
              .findFirst();
        }
      }
    }
    return Optional.empty();
  }
}
