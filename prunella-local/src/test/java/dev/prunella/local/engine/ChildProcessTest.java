package dev.prunella.local.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.contract.CodePlace;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.StepLimits;
import dev.prunella.pipeline.StepOutcome;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.StepWatch;
import dev.prunella.refs.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is special about an engine that works in processes of its own. */
@Timeout(120)
class ChildProcessTest {
  private static final String ENDLESS =
      "select sum(a.x * b.x) as s from range(100000000) a(x), range(100000000) b(x)";

  private static final Pattern LEFT = Pattern.compile("libduckdb_java|prunella-step-");

  @Test
  void killedProcessIsAFaultOfItsStepAndOfNoOther(@TempDir Path folder) throws Exception {
    try (var world = world(folder);
        var threads = Executors.newSingleThreadExecutor()) {
      var before = left();
      var working = new CountDownLatch(1);
      var outcome =
          threads.submit(() -> world.engine().compute(task("slow"), ENDLESS, progress(working)));
      assertThat(working.await(90, TimeUnit.SECONDS)).isTrue();
      var child = engines().getFirst();
      assertThat(environment(child)).doesNotContain("HOME=", "PATH=", "USER=");
      child.destroyForcibly();

      assertThat(outcome.get(30, TimeUnit.SECONDS)).isInstanceOf(StepOutcome.Failed.class);
      Fault fault = ((StepOutcome.Failed) outcome.get()).fault();
      assertThat(fault.kind()).isEqualTo(Kind.OUT_OF_MEMORY);
      assertThat(fault.facts()).containsEntry("exit", "137").containsEntry("signal", "9");
      assertThat(fault.place()).contains(CodePlace.file("models/slow.sql"));
      assertThat(engines()).isEmpty();
      assertThat(leftSince(before)).as("70 MB that every killed step would leave").isEmpty();

      assertThat(world.engine().compute(task("quick"), "select 1 as n", StepWatch.nobody()))
          .isInstanceOf(StepOutcome.Done.class);
    }
  }

  @Test
  void processEndsWhenWhoeverAskedIsGone() throws Exception {
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                EngineProcess.class.getName())
            .start();
    process.getOutputStream().close();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.getInputStream().readAllBytes()).isEmpty();
  }

  private static LocalWorld world(Path folder) {
    var world = new LocalWorld(folder, lake -> new ChildEngine(lake, Map.of(), 256L << 20));
    world.lake().createBranch("run", world.lake().head("main"), "test");
    return world;
  }

  private static List<ProcessHandle> engines() {
    return ProcessHandle.current()
        .children()
        .filter(ProcessHandle::isAlive)
        .filter(one -> one.info().command().filter(path -> path.endsWith("java")).isPresent())
        .toList();
  }

  /** What this process and those of its steps have left for others to remove. */
  private static List<Path> left() throws IOException {
    try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> LEFT.matcher(file.getFileName().toString()).lookingAt())
          .sorted()
          .toList();
    }
  }

  /**
   * What does not go by itself in a while: tests in another process have such files for a moment.
   */
  private static List<Path> leftSince(List<Path> before) throws Exception {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (true) {
      var since = left().stream().filter(file -> !before.contains(file)).toList();
      if (since.isEmpty() || System.nanoTime() > until) {
        return since;
      }
      Thread.sleep(100);
    }
  }

  private static String environment(ProcessHandle process) throws IOException {
    var file = Path.of("/proc/" + process.pid() + "/environ");
    return Files.exists(file) ? Files.readString(file) : "";
  }

  private static StepWatch progress(CountDownLatch working) {
    return new StepWatch() {
      @Override
      public void progress(long rows, double share) {
        working.countDown();
      }

      @Override
      public void log(String line) {}

      @Override
      public boolean cancelled() {
        return false;
      }

      @Override
      public Registration onCancel(Runnable end) {
        return () -> {};
      }
    };
  }

  private static StepTask task(String table) {
    var step =
        new Step(
            TableName.of(table),
            new Step.Work.Sql(""),
            new Materialization.Full(),
            List.of(),
            CodePlace.file("models/" + table + ".sql"),
            "code",
            true,
            new TreeSet<>(),
            "",
            StepLimits.DEFAULT);
    return new StepTask(
        "run",
        new RunId(1),
        step,
        Optional.empty(),
        Optional.empty(),
        Instant.parse("2026-01-03T00:00:00Z"),
        1,
        "print");
  }
}
