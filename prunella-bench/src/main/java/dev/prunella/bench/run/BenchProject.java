package dev.prunella.bench.run;

import dev.prunella.app.project.Project;
import dev.prunella.app.project.ProjectFile;
import dev.prunella.app.run.ProjectCode;
import dev.prunella.app.run.Workspace;
import dev.prunella.bench.Report;
import dev.prunella.local.LocalLake;
import dev.prunella.local.Secrets;
import dev.prunella.local.secrets.Redaction;
import dev.prunella.pipeline.Calendar;
import dev.prunella.pipeline.Cancellation;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Graph;
import dev.prunella.pipeline.Pipeline;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunRequest;
import dev.prunella.refs.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A real project with a real lake in a folder of its own, run as {@code prunella run} would: the
 * same workspace, runner and engine, without the command line around them.
 */
final class BenchProject implements AutoCloseable {
  private static final Clock CLOCK = Clock.systemUTC();

  final Workspace workspace;
  private final ProjectCode code;
  private final long seed;

  private BenchProject(Workspace workspace, ProjectCode code, long seed) {
    this.workspace = workspace;
    this.code = code;
    this.seed = seed;
  }

  /**
   * What a run took, and each of its steps.
   *
   * @param cpu processor time of the whole process meanwhile
   * @param judged what was said of the tables that were judged
   */
  record Took(
      Duration run,
      Duration cpu,
      Map<TableName, Duration> steps,
      Map<TableName, RunEvent.StepJudged> judged) {}

  /** Writes files of a project, in folders that are made. */
  static void write(Path folder, Map<String, String> files) throws IOException {
    for (var file : files.entrySet()) {
      var path = folder.resolve(file.getKey());
      Files.createDirectories(path.resolveSibling(""));
      Files.writeString(path, file.getValue());
    }
  }

  /** Makes the lake of a project whose files are there, and opens it. */
  static BenchProject open(Path folder, long seed) throws IOException {
    var project = ProjectFile.read(folder);
    LocalLake.create(project.lake(), secrets(project), CLOCK).close();
    return reopen(folder, seed);
  }

  private static Secrets secrets(Project project) {
    return new Secrets(Map.of(), project.folder(), new Redaction());
  }

  /** Opens a project whose lake is there, as its files are now. */
  static BenchProject reopen(Path folder, long seed) throws IOException {
    var project = ProjectFile.read(folder);
    var secrets = secrets(project);
    var workspace =
        Workspace.open(
            project,
            secrets,
            new Workspace.Host("bench", System.getenv(), CLOCK, System.err::println));
    try {
      return new BenchProject(workspace, workspace.codeTrees().now(), seed);
    } catch (RuntimeException e) {
      workspace.close();
      throw e;
    }
  }

  Pipeline pipeline() {
    return code.project().pipelines().getFirst().pipeline();
  }

  Graph graph() {
    return pipeline().graph();
  }

  /** Where the statistics of its tables are kept. */
  Path statistics() {
    return workspace.project().lake().scratch().resolveSibling("statistics");
  }

  DataInterval interval(String label) {
    return pipeline().calendar().flatMap((Calendar c) -> c.parse(label)).orElseThrow();
  }

  /** All steps, for an interval. */
  Took run(DataInterval interval) {
    return run(graph(), Optional.of(interval), false);
  }

  /** All steps of a pipeline that is not about time. */
  Took run() {
    return run(graph(), Optional.empty(), false);
  }

  /** All steps for an interval, although nothing has changed. */
  Took again(DataInterval interval) {
    return run(graph(), Optional.of(interval), true);
  }

  /** Some steps, although nothing has changed. */
  Took again(Set<TableName> tables) {
    return run(graph().only(tables), Optional.empty(), true);
  }

  private Took run(Graph graph, Optional<DataInterval> interval, boolean again) {
    var steps = new LinkedHashMap<TableName, Duration>();
    var judged = new LinkedHashMap<TableName, RunEvent.StepJudged>();
    var faults = new StringBuilder();
    long cpu = Report.cpuNanos();
    long start = System.nanoTime();
    var result =
        workspace
            .runner()
            .run(
                request(graph, interval, again),
                (_, event) -> {
                  if (event instanceof RunEvent.StepDone done) {
                    steps.put(done.table(), done.took());
                  } else if (event instanceof RunEvent.StepJudged verdicts) {
                    judged.put(verdicts.table(), verdicts);
                  } else if (event instanceof RunEvent.StepFailed failed) {
                    faults.append(failed.table()).append(": ").append(failed.fault().message());
                  }
                },
                new Cancellation());
    var took = Duration.ofNanos(System.nanoTime() - start);
    var used = Duration.ofNanos(Report.cpuNanos() - cpu);
    switch (result.outcome()) {
      case PUBLISHED, UNCHANGED -> {}
      case PUBLISHED_IN_PART, HELD, FAILED, INTERRUPTED, TRIED ->
          throw new IllegalStateException(
              "a benchmark's run did not publish: " + result.sentence() + " " + faults);
    }
    return new Took(took, used, steps, judged);
  }

  RunRequest request(Graph graph, Optional<DataInterval> interval, boolean again) {
    return new RunRequest(
        pipeline(),
        graph,
        interval,
        code.code(),
        again,
        CLOCK.instant(),
        seed,
        "bench",
        "prunella bench run");
  }

  @Override
  public void close() {
    workspace.close();
  }
}
