package dev.prunella.bench.heal.load;

import dev.prunella.app.heal.Healing;
import dev.prunella.app.project.ProjectFile;
import dev.prunella.app.run.Workspace;
import dev.prunella.bench.Report;
import dev.prunella.bench.Samples;
import dev.prunella.incident.IncidentState;
import dev.prunella.local.LocalLake;
import dev.prunella.local.Secrets;
import dev.prunella.local.secrets.Redaction;
import dev.prunella.pipeline.Cancellation;
import dev.prunella.pipeline.RunListener;
import dev.prunella.pipeline.RunRequest;
import dev.prunella.pipeline.RunState;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A project of files in a folder, whose runs fail, with its healer and a clock of its own. */
final class LoadedHealer implements AutoCloseable {
  private static final long SEED = 20_260_105;

  private final SetClock clock = new SetClock();
  final Workspace workspace;
  final Healing healing;

  private static final class SetClock extends Clock {
    private volatile Instant now = Instant.parse("2026-06-01T06:00:00Z");

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

  private LoadedHealer(Path folder) throws IOException {
    var project = ProjectFile.read(folder);
    var secrets = new Secrets(Map.of(), project.folder(), new Redaction());
    LocalLake.create(project.lake(), secrets, clock).close();
    this.workspace =
        Workspace.open(
            project, secrets, new Workspace.Host("bench", Map.of(), clock, System.err::println));
    this.healing = new Healing(workspace, clock);
  }

  /** Makes a project of these files, and its lake. */
  static LoadedHealer in(Path folder, Map<String, String> files) throws IOException {
    for (var file : files.entrySet()) {
      var path = folder.resolve(file.getKey());
      Files.createDirectories(path.resolveSibling(""));
      Files.writeString(path, file.getValue());
    }
    return new LoadedHealer(folder);
  }

  /** The names of its pipelines, as its files are now. */
  List<String> pipelines() {
    return workspace.codeTrees().now().project().pipelines().stream()
        .map(p -> p.pipeline().name())
        .toList();
  }

  /** Runs an interval of a pipeline, by the files as they are now. */
  RunState run(String name, String label) {
    var code = workspace.codeTrees().now();
    var pipeline =
        code.project().pipelines().stream()
            .map(p -> p.pipeline())
            .filter(p -> p.name().equals(name))
            .findFirst()
            .orElseThrow();
    var interval = pipeline.calendar().flatMap(calendar -> calendar.parse(label)).orElseThrow();
    var result =
        workspace
            .runner()
            .run(
                new RunRequest(
                    pipeline,
                    pipeline.graph(),
                    Optional.of(interval),
                    code.code(),
                    false,
                    clock.now,
                    SEED,
                    "bench",
                    "prunella bench"),
                RunListener.nobody(),
                new Cancellation());
    return workspace.journal().state(result.run());
  }

  /** Some time goes by. */
  void later(Duration time) {
    clock.now = clock.now.plus(time);
  }

  /** Wakes the healer, and tells what that has cost. */
  Map<String, Object> wake() {
    long cpu = Report.cpuNanos();
    long start = System.nanoTime();
    healing.wake(new Cancellation());
    var out = new LinkedHashMap<String, Object>();
    out.put("ms", Samples.round((System.nanoTime() - start) / 1e6));
    out.put("processor_ms", Samples.round((Report.cpuNanos() - cpu) / 1e6));
    out.put("heap_mb_after", heapMegabytes());
    out.put("open", healing.open().size());
    out.put("trouble", healing.trouble().stream().limit(3).toList());
    return out;
  }

  /** All that there are, however many. */
  List<IncidentState> incidents() {
    return workspace.incidents().states(Integer.MAX_VALUE);
  }

  long questions() {
    return incidents().stream().filter(i -> i.asked().isPresent()).count();
  }

  private static long heapMegabytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
  }

  @Override
  public void close() {
    workspace.close();
  }
}
