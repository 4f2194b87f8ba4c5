package dev.prunella.local.process;

import dev.prunella.pipeline.ChildProcesses.Program;
import dev.prunella.pipeline.StepWatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program that runs, and all that it started. Closing it leaves none of them behind. Used by one
 * thread.
 *
 * <p>A small guard runs beside the program in its process group and waits for the pipe that this
 * process holds to close. When it does, on purpose or because this process died, the guard kills
 * the group. What has left the group is found by its descent, and what has left that too by a mark
 * in its environment.
 */
final class RunningProgram implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunningProgram.class);

  /**
   * Nothing of a user's is part of this text: the limit and the command are its arguments. Core
   * files would only fill the disk.
   */
  private static final String START =
      """
      ulimit -c 0
      ulimit -v "$1" 2>/dev/null || echo "prunella: the memory of programs cannot be limited here"
      shift
      exec 3<&0 </dev/null
      ( exec >/dev/null 2>&1; trap '' HUP INT TERM; read -r _ <&3; kill -s KILL -- "-$$"; kill -s KILL "$$" ) &
      exec 3<&-
      exec "$@"
      """;

  private static final Duration LOOK = Duration.ofMillis(200);
  private static final int DISK_EVERY = 5;
  private static final Duration LOOK_GONE = Duration.ofMillis(1);
  private static final Duration GUARD_TIME = Duration.ofMillis(500);
  private static final Duration READ_OUT = Duration.ofSeconds(5);

  /** How a program ended, before anybody judges it. */
  sealed interface End {
    /** By itself, or by a signal that was not ours. */
    record Exited(int status) implements End {}

    record TimeIsOver() implements End {}

    record Cancelled() implements End {}

    record DiskIsFull(long bytes, long allowed) implements End {}
  }

  private final Process process;
  private final Path folder;
  private final Duration limit;
  private final String mark;
  private final ProgramBounds bounds;
  private final long started = System.nanoTime();
  private final Set<ProcessHandle> family = new LinkedHashSet<>();

  private RunningProgram(
      Process process, Path folder, Duration limit, String mark, ProgramBounds bounds) {
    this.process = process;
    this.folder = folder;
    this.limit = limit;
    this.mark = mark;
    this.bounds = bounds;
  }

  static RunningProgram start(
      Program program,
      Path folder,
      Map<String, String> environment,
      String mark,
      ProgramBounds bounds)
      throws IOException {
    var command = new ArrayList<String>();
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      command.add("/usr/bin/setsid");
    }
    long kibibytes = Math.max(1, program.limits().memoryBytes() / 1024);
    command.addAll(List.of("/bin/sh", "-c", START, "sh", Long.toString(kibibytes)));
    command.addAll(program.command());
    var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return new RunningProgram(builder.start(), folder, program.limits().time(), mark, bounds);
  }

  End await(Output output, StepWatch watch) {
    var reading = output.read(process.getInputStream());
    End end = awaitEnd(watch);
    if (!(end instanceof End.Exited)) {
      ask();
    }
    killAll();
    readOut(reading);
    return end;
  }

  private End awaitEnd(StepWatch watch) {
    // Bounded by the time limit; each turn waits.
    for (int turn = 1; true; turn++) {
      if (ends(LOOK)) {
        return watch.cancelled() ? new End.Cancelled() : new End.Exited(process.exitValue());
      }
      if (watch.cancelled() || Thread.currentThread().isInterrupted()) {
        return new End.Cancelled();
      }
      if (System.nanoTime() - started > limit.toNanos()) {
        return new End.TimeIsOver();
      }
      if (turn % DISK_EVERY == 0) {
        long bytes = FolderSize.of(folder);
        if (bytes > bounds.diskBytes()) {
          return new End.DiskIsFull(bytes, bounds.diskBytes());
        }
      }
    }
  }

  private boolean ends(Duration within) {
    try {
      return process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return !process.isAlive();
    }
  }

  /** Politely, so that a program can take away what it has outside of its folder. */
  private void ask() {
    meetFamily();
    // Not by Process.destroy(): that closes the pipes, and its last words would be lost.
    process.toHandle().destroy();
    family.forEach(ProcessHandle::destroy);
    if (!ends(bounds.grace())) {
      LOG.debug("process {} did not end when it was asked", process.pid());
    }
  }

  /** Whoever is a descendant now is one for good: a parent that ends first hides its children. */
  private void meetFamily() {
    process.descendants().forEach(family::add);
  }

  private void killAll() {
    meetFamily();
    closeGuard();
    process.toHandle().destroyForcibly();
    family.forEach(ProcessHandle::destroyForcibly);
    family.addAll(Leftovers.of(mark));
    // The guard is among them: it must have the time to kill the group before it is killed.
    if (!areGone(GUARD_TIME)) {
      family.forEach(ProcessHandle::destroyForcibly);
      if (!areGone(READ_OUT)) {
        LOG.warn("processes were killed and are still there: {}", family);
      }
    }
  }

  /** Waits, for the programs that are not our own children, by looking again and again. */
  private boolean areGone(Duration within) {
    long start = System.nanoTime();
    boolean gone = !process.isAlive() && family.stream().allMatch(Leftovers::isGone);
    while (!gone && System.nanoTime() - start < within.toNanos()) {
      LockSupport.parkNanos(LOOK_GONE.toNanos());
      gone = !process.isAlive() && family.stream().allMatch(Leftovers::isGone);
    }
    return gone;
  }

  private void closeGuard() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // Nobody is left to read it: then nobody is left to be killed either.
      LOG.debug("the pipe to the guard of process {} was broken already", process.pid(), e);
    }
  }

  /** With all writers dead the pipe has an end; should one have survived, we do not wait for it. */
  private void readOut(CompletableFuture<Void> reading) {
    try {
      reading.get(READ_OUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      closeOutput();
      LOG.warn("somebody keeps the output of process {} open", process.pid());
    } catch (ExecutionException e) {
      throw new IllegalStateException("a program's output could not be passed on", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeOutput() {
    try {
      process.getInputStream().close();
    } catch (IOException e) {
      LOG.debug("the output of process {} was closed already", process.pid(), e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      killAll();
    }
    closeGuard();
    closeOutput();
  }
}
