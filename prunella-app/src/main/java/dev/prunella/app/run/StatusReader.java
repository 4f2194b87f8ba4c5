package dev.prunella.app.run;

import dev.prunella.app.project.LoadedProject;
import dev.prunella.app.project.LoadedProject.Scheduled;
import dev.prunella.app.run.Status.OpenRun;
import dev.prunella.app.run.Status.PipelineStatus;
import dev.prunella.incident.IncidentState;
import dev.prunella.local.LocalLake;
import dev.prunella.pipeline.Arrivals;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.RunJournal;
import dev.prunella.refs.Commit;
import dev.prunella.refs.Entry;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds how a project stands, from the journal of its runs and the lake's metadata alone. */
public final class StatusReader {
  private static final String QUARANTINE = "__quarantine";

  private final LocalLake lake;
  private final RunJournal journal;
  private final Function<RunId, Optional<String>> worker;
  private final LoadedProject project;
  private final Function<Scheduled, Optional<Instant>> next;
  private final Arrivals arrivals;
  private final List<IncidentState> incidents;
  private final Instant now;
  private final Commit main;

  /**
   * Looks at main as it is now.
   *
   * @param worker the process that works on a run, if any
   * @param next when a pipeline's schedule comes up
   * @param incidents those that are open
   * @param now by which a scheduled interval has long been due, or not yet
   */
  public StatusReader(
      LocalLake lake,
      RunJournal journal,
      Function<RunId, Optional<String>> worker,
      LoadedProject project,
      Function<Scheduled, Optional<Instant>> next,
      Arrivals arrivals,
      List<IncidentState> incidents,
      Instant now) {
    this.lake = lake;
    this.journal = journal;
    this.worker = worker;
    this.project = project;
    this.next = next;
    this.arrivals = arrivals;
    this.incidents = incidents;
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
    var atWork =
        open.stream()
            .filter(run -> run.worker().isPresent())
            .map(OpenRun::run)
            .collect(Collectors.toSet());
    var expected =
        new Expectations(
            project,
            arrivals,
            now,
            looked.stream()
                .filter(o -> isComplete(ends.getOrDefault(o.run(), Optional.empty())))
                .toList());
    var misses =
        Misses.of(
            journal,
            looked,
            run -> ends.getOrDefault(run, Optional.empty()),
            atWork,
            expected::isBeforeStart);
    return new Status(
        main,
        project.pipelines().stream().map(p -> pipeline(p, looked, ends)).toList(),
        new TableStates(
                lake,
                main,
                project,
                expected,
                misses,
                OutdatedTables.of(lake.lake(), main, journal, project, arrivals, looked),
                new HandEdits(lake, main).of(incidents))
            .read(),
        expected.waiting(misses),
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
                                    && isComplete(
                                        ends.getOrDefault(later.run(), Optional.empty()))))
        .toList();
  }

  private static boolean isComplete(Optional<RunEvent> end) {
    return end.filter(RunEvent::endsWhole).isPresent();
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
