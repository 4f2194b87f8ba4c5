package dev.prunella.pipeline;

import dev.prunella.refs.Commit;
import dev.prunella.refs.Entry;
import dev.prunella.refs.Lake;
import dev.prunella.refs.TableName;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Which intervals of a pipeline main holds, and whether as a run would make them now.
 *
 * <p>The journal says what runs have made; whether it counts is judged by what is there: main's own
 * past, in which a rollback or a dropped table shows, the code, and the sources' files. A table
 * that each run makes as a whole is judged by the newest run only. Immutable.
 */
public final class Coverage {
  private final Map<Optional<DataInterval>, Standing> standings;

  private Coverage(Map<Optional<DataInterval>, Standing> standings) {
    this.standings = standings;
  }

  /** How it stands with an interval. */
  public sealed interface Standing {
    /**
     * Whether a run is due. Not where only code has changed since: to compute the past anew by it
     * is for people to decide.
     */
    default boolean isDue() {
      return switch (this) {
        case Missing() -> true;
        case Done() -> false;
        case Outdated outdated -> outdated.reason() != Reason.OTHER_CODE;
      };
    }

    /**
     * No run, begun when the interval was over, has published all that the pipeline has; or one has
     * loaded its files anew since, and has not published all that is made from them.
     */
    record Missing() implements Standing {}

    /** Main holds it as a run would make it now. */
    record Done() implements Standing {}

    /**
     * It was published, and what a run would make now is something else.
     *
     * @param tables at least one, each with the gravest reason
     */
    record Outdated(SortedMap<TableName, Reason> tables) implements Standing {

      /** The gravest of all. */
      public Reason reason() {
        return tables.values().stream().min(Reason::compareTo).orElseThrow();
      }

      /** The tables that are outdated for a reason. */
      public List<TableName> because(Reason reason) {
        return tables.entrySet().stream()
            .filter(e -> e.getValue() == reason)
            .map(Map.Entry::getKey)
            .toList();
      }
    }
  }

  /** Why what was published is not what a run would make now; the gravest first. */
  public enum Reason {
    /** The table was dropped, or made anew by something else. */
    GONE,
    /** The publication was undone. */
    UNDONE,
    /** The source's files for it are others than those that were loaded. */
    OTHER_FILES,
    /** The step was changed. */
    OTHER_CODE
  }

  /**
   * Judges.
   *
   * @param runs the pipeline's, newest first; older ones than these count as if they had not been
   * @param wanted the intervals that are judged; of others' runs as few events as possible are read
   */
  public static Coverage of(
      Lake lake,
      Commit main,
      RunJournal journal,
      List<RunJournal.Opened> runs,
      Pipeline pipeline,
      Predicate<Optional<DataInterval>> wanted,
      Arrivals arrivals) {
    var ancestry = Ancestry.of(lake, main, pipeline.graph().tables());
    var judging = new Judging(pipeline, ancestry, journal, arrivals);
    for (var opened : runs) {
      var event = opened.event();
      boolean counts =
          event.pipeline().equals(pipeline.name())
              && event.interval().filter(i -> event.at().isBefore(i.end())).isEmpty();
      if (counts && judging.needs(event, wanted)) {
        judging.look(opened);
      }
    }
    return new Coverage(judging.standings(wanted));
  }

  public Standing of(DataInterval interval) {
    return of(Optional.of(interval));
  }

  /** Also of the whole of a pipeline that is not about time. */
  public Standing of(Optional<DataInterval> interval) {
    return standings.getOrDefault(interval, new Standing.Missing());
  }

  /** The intervals that were published and are outdated now. */
  public Map<Optional<DataInterval>, Standing.Outdated> outdated() {
    var outdated = new LinkedHashMap<Optional<DataInterval>, Standing.Outdated>();
    standings.forEach(
        (interval, standing) -> {
          if (standing instanceof Standing.Outdated found) {
            outdated.put(interval, found);
          }
        });
    return outdated;
  }

  /** Goes through runs, newest first, until all is known of the intervals. */
  private static final class Judging {
    private final Pipeline pipeline;
    private final Ancestry ancestry;
    private final RunJournal journal;
    private final Arrivals arrivals;
    private final Set<TableName> parts = new HashSet<>();
    private final Set<TableName> wholes = new HashSet<>();
    private final Map<Optional<DataInterval>, Slice> slices = new HashMap<>();
    private final Map<Part, Load> inPart = new HashMap<>();

    /**
     * What a load brings.
     *
     * @param interval empty where each run loads all anew
     */
    private record Part(TableName table, Optional<DataInterval> interval) {}

    /** What a run has loaded and published that did not publish all. */
    private record Load(RunEvent.Opened run, RunEvent.StepDone made) {}

    Judging(Pipeline pipeline, Ancestry ancestry, RunJournal journal, Arrivals arrivals) {
      this.pipeline = pipeline;
      this.ancestry = ancestry;
      this.journal = journal;
      this.arrivals = arrivals;
      for (var step : pipeline.graph().inOrder()) {
        if (pipeline.calendar().isPresent() && keepsIntervalsApart(step)) {
          parts.add(step.table());
        } else {
          wholes.add(step.table());
        }
      }
    }

    private static boolean keepsIntervalsApart(Step step) {
      return step.work() instanceof Step.Work.Load(var source)
          ? source.byInterval()
          : !(step.how() instanceof Materialization.Full);
    }

    boolean needs(RunEvent.Opened run, Predicate<Optional<DataInterval>> wanted) {
      var slice = slices.get(run.interval());
      return run.tables().stream().anyMatch(wholes::contains)
          || (wanted.test(run.interval()) && (slice == null || !slice.open.isEmpty()));
    }

    void look(RunJournal.Opened opened) {
      var state = RunState.of(opened.run(), journal.events(opened.run()));
      if (!state.complete()) {
        keepLoads(state);
        return;
      }
      var interval = opened.event().interval();
      var slice = slices.computeIfAbsent(interval, _ -> new Slice(parts));
      for (var table : opened.event().tables()) {
        if (wholes.remove(table)) {
          slice.open.add(table);
        }
        if (slice.open.contains(table)) {
          judge(slice, state, table);
        }
      }
    }

    private void keepLoads(RunState state) {
      var run = state.opened();
      for (var table : state.published().map(RunEvent.Published::tables).orElse(List.of())) {
        Optional.ofNullable(state.done().get(table))
            .filter(made -> made.batch().isPresent() && ancestry.holds(table, made.after()))
            .ifPresent(made -> inPart.putIfAbsent(part(table, run), new Load(run, made)));
      }
    }

    private Part part(TableName table, RunEvent.Opened run) {
      return new Part(
          table, parts.contains(table) ? run.interval() : Optional.<DataInterval>empty());
    }

    private void judge(Slice slice, RunState state, TableName table) {
      var made = Optional.ofNullable(state.done().get(table));
      var entry =
          switch (state.steps().get(table)) {
            case RunState.StepState.Done(var done) -> Optional.of(done.after());
            case RunState.StepState.Reused(var reused) -> Optional.of(reused.entry());
            case null, default -> Optional.<Entry>empty();
          };
      var wanted = Optional.ofNullable(slice.reused.get(table)).or(() -> entry);
      if (wanted.isEmpty()) {
        return;
      }
      if (!ancestry.holds(table, wanted.get())) {
        slice.found.merge(
            table, ancestry.has(table) ? Reason.UNDONE : Reason.GONE, Judging::gravest);
        return;
      }
      // What main holds is known; by what it was made may be told by an older run only.
      slice.found.remove(table);
      var maker = made.filter(done -> done.after().equals(wanted.get()));
      if (maker.isEmpty()) {
        slice.reused.put(table, wanted.get());
        return;
      }
      slice.open.remove(table);
      since(slice, state, maker.get()).ifPresent(reason -> slice.found.put(table, reason));
    }

    private static Reason gravest(Reason one, Reason other) {
      return one.compareTo(other) <= 0 ? one : other;
    }

    /** What has changed since a step made its table. */
    private Optional<Reason> since(Slice slice, RunState state, RunEvent.StepDone made) {
      var opened = state.opened();
      var load = new Load(opened, made);
      var newest = inPart.getOrDefault(part(made.table(), opened), load);
      if (hasOtherFiles(newest)) {
        return Optional.of(Reason.OTHER_FILES);
      }
      if (hasOtherFiles(load)) {
        slice.loadedAnew |= newest.run().interval().equals(opened.interval());
        return Optional.empty();
      }
      var step = pipeline.graph().step(made.table()).orElseThrow();
      var task =
          new StepTask(
              "",
              state.run(),
              step.forInterval(opened.intervalLabel()),
              opened.interval(),
              pipeline.calendar(),
              opened.runAt(),
              opened.seed(),
              "");
      return Fingerprint.of(task, made.inputs()).equals(made.fingerprint())
          ? Optional.empty()
          : Optional.of(Reason.OTHER_CODE);
    }

    private boolean hasOtherFiles(Load load) {
      var step = pipeline.graph().step(load.made().table()).orElseThrow();
      var zone = pipeline.calendar().map(Calendar::zone).orElse(ZoneOffset.UTC);
      return step.work() instanceof Step.Work.Load(var source)
          && source.from() instanceof Source.Files files
          && load.made()
              .batch()
              .filter(batch -> arrivals.areOthers(files, load.run().interval(), zone, batch))
              .isPresent();
    }

    Map<Optional<DataInterval>, Standing> standings(Predicate<Optional<DataInterval>> wanted) {
      var standings = new HashMap<Optional<DataInterval>, Standing>();
      slices.forEach(
          (interval, slice) -> {
            if (wanted.test(interval)) {
              standings.put(interval, slice.standing());
            }
          });
      // A table that no run has made yet is there after the next run, for whichever interval.
      if (!wholes.isEmpty()) {
        newest(standings.keySet())
            .ifPresent(newest -> standings.put(newest, new Standing.Missing()));
      }
      return standings;
    }

    private static Optional<Optional<DataInterval>> newest(Set<Optional<DataInterval>> among) {
      var all = new ArrayList<>(among);
      all.sort((a, b) -> a.isEmpty() || b.isEmpty() ? 0 : a.get().compareTo(b.get()));
      return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }
  }

  /** What is known of an interval so far. */
  private static final class Slice {
    /** Tables of which no run has been found that made what main holds. */
    private final Set<TableName> open;

    private final Map<TableName, Entry> reused = new HashMap<>();
    private final SortedMap<TableName, Reason> found = new TreeMap<>();

    /** Whether a newer run has loaded its files as they are now, and did not come through. */
    private boolean loadedAnew;

    Slice(Set<TableName> tables) {
      open = new HashSet<>(tables);
    }

    Standing standing() {
      if (open.stream().anyMatch(t -> !reused.containsKey(t) && !found.containsKey(t))) {
        return new Standing.Missing();
      }
      if (loadedAnew && found.values().stream().allMatch(r -> r == Reason.OTHER_CODE)) {
        return new Standing.Missing();
      }
      return found.isEmpty() ? new Standing.Done() : new Standing.Outdated(found);
    }
  }
}
