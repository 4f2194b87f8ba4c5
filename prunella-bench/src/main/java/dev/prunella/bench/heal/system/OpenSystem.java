package dev.prunella.bench.heal.system;

import dev.prunella.app.cli.Prunella;
import dev.prunella.app.heal.Healing;
import dev.prunella.app.project.LoadedProject.Scheduled;
import dev.prunella.app.project.ProjectFile;
import dev.prunella.app.run.Requests;
import dev.prunella.app.run.Status;
import dev.prunella.app.run.StatusReader;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.schedule.News;
import dev.prunella.app.schedule.Pause;
import dev.prunella.app.schedule.Scheduler;
import dev.prunella.bench.crash.SimulatedCrash;
import dev.prunella.incident.IncidentState;
import dev.prunella.local.Secrets;
import dev.prunella.local.WritePath;
import dev.prunella.local.secrets.Redaction;
import dev.prunella.people.OpenQuestion;
import dev.prunella.pipeline.Cancellation;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.RunListener;
import dev.prunella.pipeline.RunState;
import dev.prunella.refs.Ref;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A project that is open in the system under test, and runs by its schedule. */
final class OpenSystem implements AutoCloseable {
  private static final String BY = "schedule@healbench";

  /** A dead one's threads end by themselves, at the next thing that they try. */
  private static final Duration MOURNING = Duration.ofSeconds(60);

  /** All is well, or an incident stays open. */
  private static final Set<Integer> UNDERSTOOD = Set.of(0, 9);

  final Path folder;
  final Workspace workspace;
  final Clock clock;
  private final Scheduler scheduler;
  private final ExecutorService workers;
  private final Optional<Mortality> mortality;
  private final Remedy remedy;
  final Healing healing;
  private final List<RunId> ended = new ArrayList<>();
  private final List<String> trouble = new ArrayList<>();
  final List<String> healed = new ArrayList<>();

  private OpenSystem(
      Path folder,
      Workspace workspace,
      Clock clock,
      Strategy strategy,
      Optional<Mortality> mortality) {
    this.mortality = mortality;
    this.folder = folder;
    this.workspace = workspace;
    this.clock = clock;
    this.workers =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("system-under-test").factory());
    this.healing = new Healing(workspace, clock);
    this.scheduler =
        new Scheduler(
            workspace,
            clock,
            BY,
            workers,
            Pause.ofThisMachine(),
            this::hear,
            strategy == Strategy.PRUNELLA ? Optional.of(healing) : Optional.empty(),
            new Cancellation());
    this.remedy = Remedy.of(strategy);
  }

  static OpenSystem open(Path folder, Clock clock, Strategy strategy, Optional<Mortality> mortality)
      throws IOException {
    var project = ProjectFile.read(folder);
    var secrets = new Secrets(System.getenv(), project.folder(), new Redaction());
    var host =
        new Workspace.Host(
            "healbench",
            System.getenv(),
            clock,
            System.err::println,
            false,
            mortality.<WritePath>map(m -> m).orElse(WritePath.DIRECT));
    return new OpenSystem(
        folder, Workspace.open(project, secrets, host), clock, strategy, mortality);
  }

  private synchronized void hear(News news) {
    switch (news) {
      case News.RunEnded end -> ended.add(end.run());
      case News.RunLeft left -> ended.add(left.run());
      case News.Trouble t -> trouble.add(t.message());
      case News.Waits waits -> trouble.add("waits for " + waits.source());
      case News.PassedOver passed ->
          trouble.add("passed over " + passed.intervals() + ": " + passed.why());
      case News.Begins _, News.RunBegun _, News.RunResumed _, News.Healed _ -> {}
    }
  }

  /** Does what is due, then what the strategy makes of it. */
  Told wake() throws IOException {
    ended.clear();
    trouble.clear();
    healed.clear();
    var before = workspace.lake().lake().head(Ref.MAIN);
    scheduler.once();
    var runs = new ArrayList<Told.Run>();
    var failed = new ArrayList<RunState>();
    for (var run : List.copyOf(ended)) {
      var state = state(run);
      runs.add(Told.Run.of(state));
      if (!state.complete()) {
        failed.add(state);
      }
    }
    for (var further : remedy.treat(this, before, failed)) {
      runs.add(Told.Run.of(further));
    }
    return new Told(runs, tables(), questions(), trouble, classes(), healed);
  }

  /**
   * A person types a command; it opens the project for itself, as it would in a process of its own.
   */
  Told type(List<String> command) throws IOException {
    ended.clear();
    trouble.clear();
    healed.clear();
    var before = workspace.lake().lake().head(Ref.MAIN);
    var said = new StringWriter();
    var writer = new PrintWriter(said);
    int code = Prunella.execute(clock, folder, writer, writer, command.toArray(String[]::new));
    if (!UNDERSTOOD.contains(code)) {
      throw new IOException("the command " + command + " ended with " + code + ": " + said);
    }
    healed.add("typed: " + String.join(" ", command) + " -> " + code);
    var runs = new ArrayList<Told.Run>();
    for (var further : remedy.treat(this, before, List.of())) {
      runs.add(Told.Run.of(further));
    }
    return new Told(runs, tables(), questions(), trouble, classes(), healed);
  }

  /** All that there are, the oldest first. */
  List<IncidentState> incidents() {
    return workspace.incidents().states(1_000).reversed();
  }

  private List<String> classes() {
    return incidents().stream()
        .flatMap(incident -> incident.beliefs().stream())
        .map(belief -> belief.failureClass().word())
        .distinct()
        .toList();
  }

  /** What has been asked of people and not been answered. */
  private List<Told.Question> questions() {
    return healing.open().stream()
        .flatMap(
            incident ->
                incident.asked().stream()
                    .map(
                        asked ->
                            new Told.Question(
                                incident.id().toString(),
                                OpenQuestion.number(workspace.incidents().events(incident.id())),
                                asked.to().orElse(""),
                                asked.about().toString(),
                                asked.question(),
                                asked.options())))
        .toList();
  }

  RunState state(RunId run) {
    return workspace.journal().state(run);
  }

  /** Goes on with a run that did not come through, by the project's files as they are now. */
  RunState resume(RunState state) {
    var code = workspace.codeTrees().now();
    var scheduled =
        code.project().pipelines().stream()
            .filter(p -> p.pipeline().name().equals(state.opened().pipeline()))
            .findFirst()
            .orElseThrow();
    workspace
        .runner()
        .resume(
            state.run(),
            Requests.resumed(code, scheduled, state, BY, "healbench"),
            RunListener.nobody(),
            new Cancellation());
    return state(state.run());
  }

  private List<Told.Table> tables() {
    try {
      var code = workspace.codeTrees().now();
      var status =
          new StatusReader(
                  workspace.lake(),
                  workspace.journal(),
                  run -> workspace.presence().atWork(run) ? Optional.of("here") : Optional.empty(),
                  code.project(),
                  (Scheduled _) -> Optional.empty(),
                  workspace.arrivals(),
                  workspace.incidents().open(),
                  clock.instant())
              .read();
      return status.tables().stream().map(OpenSystem::told).toList();
    } catch (RuntimeException e) {
      trouble.add("status: " + e.getMessage());
      return List.of();
    }
  }

  private static Told.Table told(Status.TableStatus table) {
    return new Told.Table(
        table.table().toString(),
        table.state().name(),
        table
            .why()
            .map(why -> why.newest().sentence())
            .or(() -> table.byHand().map(incident -> "changed by hand, " + incident))
            .or(() -> table.outdated().map(o -> o.reason().name()))
            .orElse(""));
  }

  /** Its steps are counted, and it may die at one; empty where it is not to. */
  Optional<Mortality> mortality() {
    return mortality;
  }

  /** After it has seemed to die: what it holds is let go, and nothing is tidied up. */
  void bury() throws IOException {
    workers.shutdownNow();
    try {
      if (!workers.awaitTermination(MOURNING.toSeconds(), TimeUnit.SECONDS)) {
        throw new IOException("a system that has died still works after " + MOURNING);
      }
      workspace.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a system that has died ended", e);
    } catch (SimulatedCrash e) {
      // Whatever closing it would have written.
    }
    mortality.orElseThrow().loseUnsynced();
  }

  @Override
  public void close() {
    workers.shutdownNow();
    workspace.close();
  }
}
