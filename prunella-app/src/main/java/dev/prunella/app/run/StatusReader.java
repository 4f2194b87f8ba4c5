package dev.prunella.app.run;

import dev.prunella.app.project.LoadedProject;
import dev.prunella.app.project.LoadedProject.Scheduled;
import dev.prunella.app.run.Status.OpenRun;
import dev.prunella.app.run.Status.Outdated;
import dev.prunella.app.run.Status.PipelineStatus;
import dev.prunella.app.run.Status.State;
import dev.prunella.app.run.Status.TableStatus;
import dev.prunella.app.run.Status.Waiting;
import dev.prunella.app.run.Status.Why;
import dev.prunella.local.LocalLake;
import dev.prunella.local.diff.TableSize;
import dev.prunella.local.engine.Written;
import dev.prunella.pipeline.Arrivals;
import dev.prunella.pipeline.Calendar;
import dev.prunella.pipeline.Coverage;
import dev.prunella.pipeline.Coverage.Reason;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.Pipeline;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.RunJournal;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.Step;
import dev.prunella.refs.Commit;
import dev.prunella.refs.Entry;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds how a project stands, from the journal of its runs and the lake's metadata alone. */
public final class StatusReader {
  /** Of so many tables the metadata is read, of stale ones first. */
  private static final int MOST_DESCRIBED = 500;

  /** The stories of so many steps are read to find what is outdated, of the newest runs. */
  private static final int MOST_STEPS = 5_000;

  private static final String QUARANTINE = "__quarantine";

  private final LocalLake lake;
  private final RunJournal journal;
  private final Function<RunId, Optional<String>> worker;
  private final LoadedProject project;
  private final Function<Scheduled, Optional<Instant>> next;
  private final Arrivals arrivals;
  private final Instant now;
  private final Commit main;
  private final Map<TableName, String> newestDone = new HashMap<>();

  /**
   * Looks at main as it is now.
   *
   * @param worker the process that works on a run, if any
   * @param next when a pipeline's schedule comes up
   * @param now by which a scheduled interval has long been due, or not yet
   */
  public StatusReader(
      LocalLake lake,
      RunJournal journal,
      Function<RunId, Optional<String>> worker,
      LoadedProject project,
      Function<Scheduled, Optional<Instant>> next,
      Arrivals arrivals,
      Instant now) {
    this.lake = lake;
    this.journal = journal;
    this.worker = worker;
    this.project = project;
    this.next = next;
    this.arrivals = arrivals;
    this.now = now;
    this.main = lake.lake().head(Ref.MAIN);
  }

  /** Looks. */
  public Status read() {
    var newest = journal.newest(Misses.MOST_RUNS + 1);
    boolean further = newest.size() > Misses.MOST_RUNS;
    var all = newest.stream().limit(Misses.MOST_RUNS).toList();
    var ends = new HashMap<RunId, Optional<RunEvent>>();
    var open = open(all, ends);
    // What was only tried tells nothing of what readers see.
    var looked =
        all.stream()
            .filter(
                o ->
                    ends.getOrDefault(o.run(), Optional.empty())
                        .filter(RunEvent::endsTrial)
                        .isEmpty())
            .toList();
    newestDone(looked, ends);
    var atWork =
        open.stream()
            .filter(run -> run.worker().isPresent())
            .map(OpenRun::run)
            .collect(Collectors.toSet());
    var misses =
        Misses.of(journal, looked, run -> ends.getOrDefault(run, Optional.empty()), atWork);
    return new Status(
        main,
        project.pipelines().stream().map(p -> pipeline(p, looked, ends)).toList(),
        tables(misses, outdated(looked)),
        waiting(misses),
        unmade(),
        open,
        further);
  }

  private List<OpenRun> open(List<RunJournal.Opened> looked, Map<RunId, Optional<RunEvent>> ends) {
    var open = new ArrayList<OpenRun>();
    for (var opened : looked) {
      var end = ends.computeIfAbsent(opened.run(), journal::newestOf);
      if (end.filter(RunEvent.Closed.class::isInstance).isEmpty()) {
        var event = opened.event();
        open.add(
            new OpenRun(
                opened.run(),
                event.pipeline(),
                event.interval(),
                event.intervalLabel(),
                event.at(),
                worker.apply(opened.run())));
      }
    }
    return withoutThoseDoneOver(open, looked, ends);
  }

  /** A killed run whose interval a later run has published needs nobody. */
  private static List<OpenRun> withoutThoseDoneOver(
      List<OpenRun> open, List<RunJournal.Opened> looked, Map<RunId, Optional<RunEvent>> ends) {
    return open.stream()
        .filter(
            run ->
                run.worker().isPresent()
                    || looked.stream()
                        .takeWhile(later -> later.run().compareTo(run.run()) > 0)
                        .noneMatch(
                            later ->
                                later.event().pipeline().equals(run.pipeline())
                                    && later.event().interval().equals(run.interval())
                                    && ends.getOrDefault(later.run(), Optional.empty())
                                        .filter(StatusReader::complete)
                                        .isPresent()))
        .toList();
  }

  private static boolean complete(RunEvent end) {
    return end instanceof RunEvent.Closed closed && closed.outcome().complete();
  }

  private PipelineStatus pipeline(
      Scheduled scheduled, List<RunJournal.Opened> looked, Map<RunId, Optional<RunEvent>> ends) {
    var name = scheduled.pipeline().name();
    var newest = looked.stream().filter(o -> o.event().pipeline().equals(name)).findFirst();
    var closed =
        newest
            .flatMap(o -> ends.getOrDefault(o.run(), Optional.empty()))
            .filter(RunEvent.Closed.class::isInstance)
            .map(RunEvent.Closed.class::cast);
    return new PipelineStatus(
        name,
        newest.map(RunJournal.Opened::run),
        newest.flatMap(o -> o.event().intervalLabel()),
        closed.map(RunEvent.Closed::outcome),
        closed.map(RunEvent.Closed::sentence).orElse(""),
        closed.map(RunEvent.Closed::at).or(() -> newest.map(o -> o.event().at())),
        next.apply(scheduled));
  }

  private Map<TableName, Outdated> outdated(List<RunJournal.Opened> looked) {
    int steps = 0;
    var newest = new ArrayList<RunJournal.Opened>();
    for (var opened : looked) {
      steps += opened.event().tables().size();
      if (steps > MOST_STEPS) {
        break;
      }
      newest.add(opened);
    }
    var outdated = new HashMap<TableName, Outdated>();
    for (var scheduled : project.pipelines()) {
      var pipeline = scheduled.pipeline();
      var coverage = Coverage.of(lake.lake(), main, journal, newest, pipeline, _ -> true, arrivals);
      var intervals = coverage.outdated();
      var order = new ArrayList<>(intervals.keySet());
      order.sort(Comparator.comparing(i -> i.map(DataInterval::start).orElse(Instant.MIN)));
      for (var interval : order.reversed()) {
        var label = interval.flatMap(i -> pipeline.calendar().map(c -> c.label(i)));
        Objects.requireNonNull(intervals.get(interval))
            .tables()
            .forEach((t, reason) -> outdated.merge(t, one(pipeline, t, reason, label), this::both));
      }
    }
    return outdated;
  }

  private static Outdated one(
      Pipeline pipeline, TableName table, Reason reason, Optional<String> label) {
    return new Outdated(reason, table, label.stream().toList(), pipeline.name());
  }

  /** The graver one; of two that are equal, both intervals. */
  private Outdated both(Outdated one, Outdated other) {
    if (one.reason() != other.reason()) {
      return one.reason().compareTo(other.reason()) < 0 ? one : other;
    }
    var intervals = new ArrayList<>(one.intervals());
    intervals.addAll(other.intervals());
    return new Outdated(one.reason(), one.step(), intervals, one.pipeline());
  }

  /**
   * A source's file that has not come yet broke nothing: readers see all that there is. Once a
   * later interval is there, readers lack one in between; and once the next one is over, too, they
   * lack what the schedule promises.
   */
  private boolean isWaiting(Misses.Miss miss) {
    return !isInBetween(miss)
        && !isOverdue(miss)
        && miss.fault().filter(f -> f.kind() == Fault.Kind.MISSING).isPresent()
        && filesOf(miss.step()).isPresent();
  }

  private boolean isInBetween(Misses.Miss miss) {
    return miss.interval()
        .filter(label -> newestDone.getOrDefault(miss.step(), "").compareTo(label) > 0)
        .isPresent();
  }

  private boolean isOverdue(Misses.Miss miss) {
    return pipelineOf(miss.step())
        .filter(p -> p.pipeline().schedule().isPresent())
        .flatMap(p -> p.pipeline().calendar())
        .flatMap(
            calendar -> miss.interval().flatMap(calendar::parse).map(i -> calendar.next(i).end()))
        .filter(over -> !over.isAfter(now))
        .isPresent();
  }

  /** The label of the newest interval for which a run has published all, table by table. */
  private void newestDone(List<RunJournal.Opened> looked, Map<RunId, Optional<RunEvent>> ends) {
    for (var opened : looked) {
      var label = opened.event().intervalLabel();
      if (label.isPresent()
          && ends.getOrDefault(opened.run(), Optional.empty())
              .filter(StatusReader::complete)
              .isPresent()) {
        opened
            .event()
            .tables()
            .forEach(
                table ->
                    newestDone.merge(table, label.get(), (a, b) -> a.compareTo(b) >= 0 ? a : b));
      }
    }
  }

  private Optional<Source.Files> filesOf(TableName table) {
    return project
        .graph()
        .step(table)
        .filter(
            s ->
                s.work() instanceof Step.Work.Load(var source)
                    && source.from() instanceof Source.Files)
        .map(s -> (Source.Files) ((Step.Work.Load) s.work()).source().from());
  }

  private List<Waiting> waiting(Misses misses) {
    var waiting = new ArrayList<Waiting>();
    for (var step : project.graph().inOrder()) {
      for (var miss : misses.of(step.table())) {
        if (isWaiting(miss) && miss.step().equals(step.table())) {
          waiting.add(
              new Waiting(step.table(), miss.interval(), miss.run(), hasCome(step.table(), miss)));
        }
      }
    }
    return waiting;
  }

  private boolean hasCome(TableName table, Misses.Miss miss) {
    var calendar = calendarOf(table);
    var interval = miss.interval().flatMap(label -> calendar.flatMap(c -> c.parse(label)));
    return interval.isPresent()
        && filesOf(table)
            .filter(
                files ->
                    arrivals.arrival(files, interval.get(), calendar.orElseThrow().zone())
                        == Arrivals.Arrival.ARRIVED)
            .isPresent();
  }

  private List<TableStatus> tables(Misses misses, Map<TableName, Outdated> found) {
    var why = new TreeMap<TableName, Optional<Why>>();
    var outdated = new TreeMap<TableName, Optional<Outdated>>();
    for (var step : project.graph().inOrder()) {
      why.put(step.table(), why(step, misses, why));
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
  private Optional<Why> why(Step step, Misses misses, Map<TableName, Optional<Why>> upstream) {
    boolean byInterval =
        step.how() instanceof Materialization.IntervalBy || step.work() instanceof Step.Work.Load;
    var own =
        (byInterval ? misses.of(step.table()) : misses.newestOf(step.table()))
            .stream().filter(miss -> !isWaiting(miss)).toList();
    if (!own.isEmpty()) {
      var newest = own.getFirst();
      return Optional.of(
          new Why(
              own.stream().map(Misses.Miss::since).min(Instant::compareTo).orElseThrow(),
              newest.run(),
              own.stream().flatMap(m -> m.interval().stream()).toList(),
              newest.step(),
              newest.fault(),
              newest.sentence()));
    }
    return step.reads().stream()
        .flatMap(read -> upstream.getOrDefault(read, Optional.empty()).stream())
        .findFirst();
  }

  private TableStatus table(
      Step step, Optional<Why> why, Optional<Outdated> outdated, boolean described) {
    var entry = lake.lake().entry(main, step.table().key());
    if (entry.isEmpty()) {
      return plain(step.table(), State.NEVER_BUILT, why, outdated);
    }
    var state =
        why.isPresent()
            ? State.STALE
            : outdated
                .map(o -> o.reason() == Reason.OTHER_CODE ? State.OLDER_CODE : State.OUTDATED)
                .orElse(State.FRESH);
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
              .flatMap(interval -> calendarOf(step.table()).map(c -> c.label(interval))),
          why,
          outdated);
    } catch (LakeException e) {
      // One damaged table must not hide the others; prunella table list says what is wrong.
      return plain(step.table(), state, why, outdated);
    }
  }

  private Optional<Calendar> calendarOf(TableName table) {
    return pipelineOf(table).flatMap(p -> p.pipeline().calendar());
  }

  /** The first that makes a table, and has intervals. */
  private Optional<Scheduled> pipelineOf(TableName table) {
    return project.pipelines().stream()
        .filter(p -> p.pipeline().graph().tables().contains(table))
        .filter(p -> p.pipeline().calendar().isPresent())
        .findFirst();
  }

  private static TableStatus plain(
      TableName table, State state, Optional<Why> why, Optional<Outdated> outdated) {
    return new TableStatus(
        table,
        state,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        why,
        outdated);
  }

  private List<TableName> unmade() {
    Set<TableName> made = new HashSet<>(project.graph().tables());
    project.graph().tables().forEach(table -> made.add(table.beside(QUARANTINE)));
    var unmade = new ArrayList<TableName>();
    lake.lake()
        .entries(
            main,
            (key, entry) -> {
              if (entry instanceof Entry.Table && !made.contains(TableName.of(key))) {
                unmade.add(TableName.of(key));
              }
            });
    return unmade;
  }
}
