package dev.prunella.local.engine;

import dev.prunella.local.files.Folders;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.StepWatch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One {@link EngineProcess}, from its start until nothing of it is left. */
final class ChildJvm {
  private static final Logger LOG = LoggerFactory.getLogger(ChildJvm.class);

  /** How long a process that is told to end, or whose time is over, may take to say so. */
  private static final Duration GRACE = Duration.ofSeconds(20);

  private static final Duration READ_OUT = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final int LAST_LINES = 20;
  private static final int LONGEST_ANSWER = 16 << 20;
  private static final int KILLED = 137;
  private static final int SIGNALS = 128;

  /** The JVM's exit code when its heap was too small. */
  private static final int HEAP_WAS_FULL = 3;

  private static final Set<String> PASSED_ON = Set.of("LANG", "LC_ALL", "TZ", "TMPDIR");

  private final Process process;
  private final StepTask task;
  private final StepWatch watch;
  private final ArrayDeque<String> last = new ArrayDeque<>();
  private volatile @Nullable String answer;
  private boolean late;

  /**
   * How it ended.
   *
   * @param answer its last word, if it had one
   * @param exit its exit code; 128 and more for a signal
   * @param late whether it was killed because its time was over
   */
  record End(Optional<String> answer, int exit, boolean late, List<String> lastLines) {
    Fault fault(StepTask task) {
      var table = task.table();
      if (late) {
        return Fault.of(
                Kind.TIMED_OUT,
                table + " was stopped after " + task.step().limits().time().toSeconds() + " s",
                "read fewer rows, or allow the step more time")
            .at(task.step().place());
      }
      boolean memory = exit == KILLED || exit == HEAP_WAS_FULL;
      var said = lastLines.isEmpty() ? "" : "; its last words: " + lastLines.getLast();
      var fault =
          Fault.of(
                  memory ? Kind.OUT_OF_MEMORY : Kind.PROCESS_FAILED,
                  exit == KILLED
                      ? "the process of " + table + " was killed, as happens when memory runs out"
                      : "the process of " + table + " ended with " + exit + said,
                  memory
                      ? "allow the step less memory than the machine has, or read fewer rows"
                      : "look at the log of the step")
              .at(task.step().place())
              .with("exit", Integer.toString(exit));
      return exit > SIGNALS ? fault.with("signal", Integer.toString(exit - SIGNALS)) : fault;
    }
  }

  private ChildJvm(Process process, StepTask task, StepWatch watch) {
    this.process = process;
    this.task = task;
    this.watch = watch;
  }

  static End run(long heapBytes, StepTask task, String request, StepWatch watch) {
    try {
      var temporary = Files.createTempDirectory("prunella-step-");
      try {
        var process = builder(heapBytes, temporary).start();
        try {
          return new ChildJvm(process, task, watch).follow(request);
        } finally {
          killTree(process);
        }
      } finally {
        remove(temporary);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a process cannot be started: " + e.getMessage(), e);
    }
  }

  /**
   * @param temporary for what libraries unpack, which they leave there when they are killed
   */
  private static ProcessBuilder builder(long heapBytes, Path temporary) {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var builder =
        new ProcessBuilder(
            java,
            "-Xmx" + heapBytes,
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-Djava.io.tmpdir=" + temporary,
            "-cp",
            System.getProperty("java.class.path"),
            EngineProcess.class.getName());
    Map<String, String> environment = builder.environment();
    environment.keySet().retainAll(PASSED_ON);
    return builder;
  }

  private static void remove(Path folder) {
    try {
      Folders.remove(folder);
    } catch (IOException e) {
      LOG.warn("{} cannot be removed: {}", folder, e.getMessage());
    }
  }

  private End follow(String request) throws IOException {
    var out = Thread.ofPlatform().daemon().name("child-out").start(this::readOut);
    var err = Thread.ofPlatform().daemon().name("child-err").start(this::readErr);
    var in = process.getOutputStream();
    try (var _ = watch.onCancel(() -> tell(in))) {
      send(in, request + "\n");
      awaitEnd();
    }
    join(out);
    join(err);
    return new End(Optional.ofNullable(answer), exit(), late, lines());
  }

  private void awaitEnd() {
    long deadline = System.nanoTime() + task.step().limits().time().plus(GRACE).toNanos();
    long afterCancel = Long.MAX_VALUE;
    // Bounded by the deadline; each turn waits.
    while (!ends(LOOK)) {
      long now = System.nanoTime();
      if (watch.cancelled() && afterCancel == Long.MAX_VALUE) {
        afterCancel = now + GRACE.toNanos();
      }
      if (now > deadline || now > afterCancel || Thread.currentThread().isInterrupted()) {
        late = now > deadline;
        killTree(process);
        return;
      }
    }
  }

  private boolean ends(Duration within) {
    try {
      return process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private int exit() {
    return process.isAlive() ? KILLED : process.exitValue();
  }

  private static void killTree(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      if (!process.waitFor(READ_OUT.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("process {} does not end though it was killed", process.pid());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The pipe stays open: its end would tell the process that nobody waits any more. */
  private static void send(OutputStream in, String line) {
    try {
      in.write(line.getBytes(StandardCharsets.UTF_8));
      in.flush();
    } catch (IOException e) {
      // It has ended already; how, its exit code tells.
      LOG.debug("a child process did not read: {}", e.getMessage());
    }
  }

  private static void tell(OutputStream in) {
    send(in, ChildMessages.CANCEL + "\n");
  }

  private void readOut() {
    read(
        process.getInputStream(),
        line -> {
          if (!line.startsWith("{\"rows\"")) {
            answer = line;
            return;
          }
          try {
            var node = ChildMessages.JSON.readTree(line);
            watch.progress(node.path("rows").asLong(), node.path("share").asDouble());
          } catch (IOException e) {
            LOG.debug("progress that cannot be read: {}", e.getMessage());
          }
        });
  }

  private void readErr() {
    read(
        process.getErrorStream(),
        line -> {
          watch.log(line);
          synchronized (last) {
            if (last.size() == LAST_LINES) {
              last.removeFirst();
            }
            last.add(line);
          }
        });
  }

  private List<String> lines() {
    synchronized (last) {
      return List.copyOf(last);
    }
  }

  private interface Lines {
    void take(String line);
  }

  private static void read(InputStream from, Lines to) {
    try (var reader = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
      var line = new StringBuilder();
      for (int c = reader.read(); c >= 0; c = reader.read()) {
        if (c == '\n') {
          to.take(line.toString());
          line.setLength(0);
        } else if (line.length() < LONGEST_ANSWER) {
          line.append((char) c);
        }
      }
    } catch (IOException e) {
      LOG.debug("a child's output ended: {}", e.getMessage());
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join(READ_OUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
