package dev.prunella.app.schedule;

import dev.prunella.app.project.LoadedProject.Scheduled;
import dev.prunella.app.run.Intervals;
import dev.prunella.app.run.Workspace;
import dev.prunella.heal.Decider;
import dev.prunella.incident.FailureClass;
import dev.prunella.incident.IncidentEvent.Autonomy;
import dev.prunella.incident.IncidentEvent.Weighed;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.local.engine.Edits;
import dev.prunella.local.fetch.IntervalText;
import dev.prunella.pipeline.Batch;
import dev.prunella.pipeline.Coverage;
import dev.prunella.pipeline.Coverage.Reason;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Pipeline;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunJournal;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.Step;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Intervals that are published, and whose files are others by now: a source has put right what it
 * brought, or has brought what was late. Only what came through and was not taken back by anybody
 * is looked at; what failed or is held is an incident, and its healer looks at the files. To run
 * such an interval again is up to the policy: its mode, its rules, a pause and a freeze. Used by
 * one thread.
 */
final class ChangedFiles {
  /** Why such an interval is run, as its run tells. */
  static final String WHY = "its file has changed";

  /** So many intervals back; further back it is for people to say `backfill`. */
  private static final int LOOKED_BACK = 31;

  /** Further back in the journal is not looked for the runs of those. */
  private static final int MOST_RUNS = 2_000;

  private static final Duration LOOK_AGAIN = Duration.ofMinutes(10);

  private final Workspace workspace;
  private final Decider policy;
  private final Clock clock;
  private final Map<String, Instant> unchanged = new HashMap<>();

  /** What was run lately is not run again at once, whatever its files seem to be. */
  private final Map<String, Instant> begun = new HashMap<>();

  ChangedFiles(Workspace workspace, Decider policy, Clock clock) {
    this.workspace = workspace;
    this.policy = policy;
    this.clock = clock;
  }

  /** When a pipeline's files are looked at again; empty for one that has none by interval. */
  Optional<Instant> again(Pipeline pipeline) {
    return hasFiles(pipeline)
        ? Optional.ofNullable(unchanged.get(pipeline.name())).map(at -> at.plus(LOOK_AGAIN))
        : Optional.empty();
  }

  /**
   * The oldest such interval of a pipeline, unless one that was run for this did not come through.
   */
  Optional<DataInterval> oldest(Scheduled scheduled) {
    var pipeline = scheduled.pipeline();
    var now = clock.instant();
    if (!hasFiles(pipeline) || again(pipeline).filter(now::isBefore).isPresent()) {
      return Optional.empty();
    }
    begun.values().removeIf(at -> !now.isBefore(at.plus(LOOK_AGAIN)));
    var changed = changed(pipeline);
    changed.ifPresentOrElse(
        interval -> begun.put(key(pipeline, interval), now),
        () -> unchanged.put(pipeline.name(), now));
    return changed;
  }

  private static String key(Pipeline pipeline, DataInterval interval) {
    return pipeline.name() + " " + interval;
  }

  private boolean isThere(Pipeline pipeline, DataInterval interval) {
    return pipeline
        .calendar()
        .filter(
            c -> Intervals.waitsFor(pipeline.graph(), c, interval, workspace.arrivals()).isEmpty())
        .isPresent();
  }

  private Optional<DataInterval> changed(Pipeline pipeline) {
    var runs =
        workspace.journal().newest(MOST_RUNS).stream()
            .filter(run -> run.event().pipeline().equals(pipeline.name()))
            .toList();
    var good = new HashSet<DataInterval>();
    var seen = new HashSet<DataInterval>();
    for (var run : runs) {
      var interval = run.event().interval();
      var end = closed(run);
      boolean tried = end.filter(RunEvent::endsTrial).isPresent();
      if (interval.isEmpty() || tried || !seen.add(interval.get())) {
        continue;
      }
      if (end.filter(e -> e.outcome().complete()).isPresent()) {
        if (isOfToday(pipeline, interval.get())) {
          good.add(interval.get());
        }
      } else if (run.event().why().equals(WHY) && isBeingSettled(run)) {
        return Optional.empty();
      }
      if (seen.size() == LOOKED_BACK) {
        break;
      }
    }
    good.removeIf(interval -> begun.containsKey(key(pipeline, interval)));
    var others = others(pipeline, runs, good);
    return others.isEmpty() ? Optional.empty() : oldest(pipeline, runs, others);
  }

  /** Whether the pipeline has such intervals still. */
  private static boolean isOfToday(Pipeline pipeline, DataInterval interval) {
    return pipeline
        .calendar()
        .filter(c -> c.containing(interval.start()).equals(interval))
        .isPresent();
  }

  private boolean isBeingSettled(RunJournal.Opened run) {
    return workspace.incidents().open().stream()
        .anyMatch(
            incident ->
                incident.opened().pipeline().equals(run.event().pipeline())
                    && incident.opened().label().equals(run.event().intervalLabel()));
  }

  private Optional<RunEvent.Closed> closed(RunJournal.Opened run) {
    return workspace
        .journal()
        .newestOf(run.run())
        .filter(RunEvent.Closed.class::isInstance)
        .map(RunEvent.Closed.class::cast);
  }

  /** Those whose files are not what was loaded last. To look at all of main's past costs more. */
  private Set<DataInterval> others(
      Pipeline pipeline, List<RunJournal.Opened> runs, Set<DataInterval> good) {
    var others =
        loaded(pipeline, runs, good).stream()
            .filter(one -> haveBeenBrought(pipeline, one))
            .filter(this::isDeclaredAsItWas)
            .toList();
    var mayBeRun =
        others.stream()
            .map(one -> one.load().table())
            .distinct()
            .collect(Collectors.toMap(Function.identity(), this::mayBeRunUnasked));
    // All of an interval is run: one that is for people to decide decides of the whole.
    return others.stream().collect(Collectors.groupingBy(Loaded::interval)).entrySet().stream()
        .filter(
            e ->
                e.getValue().stream()
                    .allMatch(one -> mayBeRun.getOrDefault(one.load().table(), false)))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private boolean mayBeRunUnasked(TableName loaded) {
    var weighed =
        new Weighed(
            RemedyFamily.RERUN_UPSTREAM_OR_BACKFILL,
            FailureClass.DATA,
            WHY,
            loaded,
            1,
            false,
            Optional.empty());
    return policy.decide(weighed).autonomy() == Autonomy.AUTO;
  }

  /** What a step has loaded of an interval. */
  private record Loaded(DataInterval interval, Step load, Batch batch) {}

  /** What was loaded last of each interval, by each step that loads files. */
  private List<Loaded> loaded(
      Pipeline pipeline, List<RunJournal.Opened> runs, Set<DataInterval> good) {
    var loads = loads(pipeline);
    var loaded = new ArrayList<Loaded>();
    var known = new HashMap<DataInterval, Set<TableName>>();
    for (var run : runs) {
      var interval = run.event().interval().filter(good::contains);
      if (interval.isEmpty()
          || known.getOrDefault(interval.get(), Set.of()).size() == loads.size()) {
        continue;
      }
      var state = workspace.journal().state(run.run());
      for (var load : loads) {
        Optional.ofNullable(state.done().get(load.table()))
            .filter(_ -> state.complete())
            .flatMap(RunEvent.StepDone::batch)
            .filter(
                _ -> known.computeIfAbsent(interval.get(), _ -> new HashSet<>()).add(load.table()))
            .ifPresent(batch -> loaded.add(new Loaded(interval.get(), load, batch)));
      }
    }
    return loaded;
  }

  /** Another pattern brings other files, too: to load the past by it is for people to decide. */
  private boolean isDeclaredAsItWas(Loaded one) {
    var lake = workspace.lake();
    return lake.table(lake.lake().head(Ref.MAIN), one.load().table().key())
        .flatMap(table -> Edits.code(table, one.interval()))
        .filter(one.load().code()::equals)
        .isPresent();
  }

  private boolean haveBeenBrought(Pipeline pipeline, Loaded one) {
    var calendar = pipeline.calendar().orElseThrow();
    return one.load().work() instanceof Step.Work.Load(var source)
        && source.from() instanceof Source.Files files
        // What grows from interval to interval has not been put right.
        && IntervalText.tellsApart(
            files.pattern(), one.interval(), calendar.next(one.interval()), calendar.zone())
        && IntervalText.tellsApart(
            files.pattern(), one.interval(), calendar.previous(one.interval()), calendar.zone())
        && workspace
            .arrivals()
            .haveBeenBrought(files, Optional.of(one.interval()), calendar.zone(), one.batch());
  }

  /** Without what somebody took back, and what is still being written. */
  private Optional<DataInterval> oldest(
      Pipeline pipeline, List<RunJournal.Opened> runs, Set<DataInterval> others) {
    var lake = workspace.lake().lake();
    var coverage =
        Coverage.of(
            lake,
            lake.head(Ref.MAIN),
            workspace.journal(),
            runs,
            pipeline,
            interval -> interval.filter(others::contains).isPresent(),
            workspace.arrivals());
    return coverage.outdated().entrySet().stream()
        .filter(e -> e.getValue().reason() == Reason.OTHER_FILES)
        .flatMap(e -> e.getKey().stream())
        .filter(interval -> isThere(pipeline, interval))
        .min(Comparator.naturalOrder());
  }

  private static boolean hasFiles(Pipeline pipeline) {
    return !loads(pipeline).isEmpty();
  }

  /** The steps that load files by interval. */
  private static List<Step> loads(Pipeline pipeline) {
    return pipeline.graph().inOrder().stream()
        .filter(
            step ->
                step.work() instanceof Step.Work.Load(var source)
                    && source.byInterval()
                    && source.from() instanceof Source.Files)
        .toList();
  }
}
