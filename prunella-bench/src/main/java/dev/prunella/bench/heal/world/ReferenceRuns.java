package dev.prunella.bench.heal.world;

import dev.prunella.app.project.ProjectFile;
import dev.prunella.app.project.ProjectProblems;
import dev.prunella.app.run.ProjectCode;
import dev.prunella.app.run.Workspace;
import dev.prunella.local.LocalLake;
import dev.prunella.local.Secrets;
import dev.prunella.local.secrets.Redaction;
import dev.prunella.pipeline.Cancellation;
import dev.prunella.pipeline.Graph;
import dev.prunella.pipeline.Pipeline;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunListener;
import dev.prunella.pipeline.RunRequest;
import dev.prunella.refs.TableName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Runs a project in this process, without the system under test: for histories, twins and other
 * worlds to compare with. Run time and seed of an interval are the same in all of them.
 */
public final class ReferenceRuns implements AutoCloseable {
  private static final long SEED = 20_260_105;

  private final Workspace workspace;
  private final SetClock clock = new SetClock();
  private Optional<ProjectCode> code = Optional.empty();

  /** Stands still between the intervals. */
  private static final class SetClock extends Clock {
    private volatile Instant now = Instant.EPOCH;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return Clock.fixed(now, zone);
    }
  }

  private ReferenceRuns(Path folder, Instant now) throws IOException {
    clock.now = now;
    var project = ProjectFile.read(folder);
    var secrets = new Secrets(Map.of(), project.folder(), new Redaction());
    if (!LocalLake.exists(project.lake(), secrets)) {
      LocalLake.create(project.lake(), secrets, clock).close();
    }
    this.workspace =
        Workspace.open(
            project,
            secrets,
            new Workspace.Host("healbench", Map.of(), clock, System.err::println));
  }

  /** Opens a project; its lake is made where there is none. */
  public static ReferenceRuns open(Path folder, Instant now) throws IOException {
    return new ReferenceRuns(folder, now);
  }

  public Workspace workspace() {
    return workspace;
  }

  Clock clock() {
    return clock;
  }

  void set(Instant now) {
    clock.now = now;
  }

  /** Reads the project's files again before the next run. */
  public void filesChanged() {
    code = Optional.empty();
  }

  /** The steps of a pipeline, by the files that the next run reads. */
  public Graph graph(String name) {
    return pipeline(code(), name).graph();
  }

  private ProjectCode code() {
    var read = code.orElseGet(workspace.codeTrees()::now);
    code = Optional.of(read);
    return read;
  }

  private static Pipeline pipeline(ProjectCode project, String name) {
    return project.project().pipelines().stream()
        .map(p -> p.pipeline())
        .filter(p -> p.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("there is no pipeline " + name));
  }

  /**
   * Runs a day.
   *
   * @param name of the pipeline
   * @param without tables that are not made, nor what is made of them
   * @return how it ended, with its sentence
   */
  public Ended run(String name, LocalDate day, Set<TableName> without) {
    return run(
        name,
        day,
        graph -> {
          var wanted = new TreeSet<>(graph.tables());
          wanted.removeAll(without);
          wanted.removeAll(graph.downstream(without));
          return wanted;
        });
  }

  /**
   * Runs a day for what is made of some tables.
   *
   * @param without tables that are not made
   */
  public Ended runDownstream(
      String name, LocalDate day, Set<TableName> of, Set<TableName> without) {
    return run(
        name,
        day,
        graph -> {
          var below = new TreeSet<>(graph.downstream(of));
          below.removeAll(without);
          return below;
        });
  }

  private Ended run(String name, LocalDate day, Function<Graph, Set<TableName>> chosen) {
    clock.now = World.morning(day);
    ProjectCode project;
    try {
      project = code();
    } catch (ProjectProblems e) {
      return new Ended(RunEvent.Outcome.FAILED, String.valueOf(e.getMessage()));
    }
    var pipeline = pipeline(project, name);
    var wanted = new TreeSet<>(chosen.apply(pipeline.graph()));
    if (wanted.isEmpty()) {
      return new Ended(RunEvent.Outcome.UNCHANGED, "nothing is left to run");
    }
    var interval =
        pipeline.calendar().flatMap(calendar -> calendar.parse(day.toString())).orElseThrow();
    var faults = new StringBuilder();
    RunListener listener =
        (_, event) -> {
          if (event instanceof RunEvent.StepFailed failed) {
            faults.append(' ').append(failed.table()).append(": ").append(failed.fault().message());
          } else if (event instanceof RunEvent.StepJudged judged && judged.holds()) {
            faults.append(' ').append(judged.table()).append(": ").append(judged.verdicts());
          }
        };
    var result =
        workspace
            .runner()
            .run(
                new RunRequest(
                    pipeline,
                    pipeline.graph().only(wanted),
                    Optional.of(interval),
                    project.code(),
                    false,
                    clock.now,
                    SEED + day.toEpochDay(),
                    "healbench",
                    "reference"),
                listener,
                new Cancellation());
    return new Ended(result.outcome(), result.sentence() + faults);
  }

  /** How a run ended. */
  public record Ended(RunEvent.Outcome outcome, String sentence) {}

  @Override
  public void close() {
    workspace.close();
  }
}
