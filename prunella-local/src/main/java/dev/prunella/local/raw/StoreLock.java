package dev.prunella.local.raw;

import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One process and one thread at a time. The system gives the lock back when its holder dies. It is
 * held for moments: while one object takes its name, or a batch of them is deleted.
 */
final class StoreLock {
  /** A lock of a file belongs to the whole process, so its threads take turns first. */
  private static final ConcurrentHashMap<Path, Semaphore> TURNS = new ConcurrentHashMap<>();

  private static final Duration MOST_WAIT = Duration.ofSeconds(60);
  private static final long BETWEEN_TRIES_MILLIS = 2;

  private final Path file;
  private final Semaphore turn;

  /**
   * @param file in a folder whose path is real, so that it has one spelling
   */
  StoreLock(Path file) {
    this.file = file;
    this.turn = TURNS.computeIfAbsent(file, f -> new Semaphore(1, true));
  }

  interface Held<T> {
    T run() throws IOException;
  }

  <T> T with(Held<T> work) throws IOException {
    long end = System.nanoTime() + MOST_WAIT.toNanos();
    try {
      if (!turn.tryAcquire(MOST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw busy(null);
      }
      try (var channel =
              FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          var lock = lock(channel, end)) {
        if (!lock.isValid()) {
          throw busy(null);
        }
        return work.run();
      } finally {
        turn.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw busy(e);
    }
  }

  private FileLock lock(FileChannel channel, long end) throws IOException, InterruptedException {
    while (true) {
      var lock = channel.tryLock();
      if (lock != null) {
        return lock;
      }
      if (System.nanoTime() - end > 0) {
        throw busy(null);
      }
      Thread.sleep(BETWEEN_TRIES_MILLIS);
    }
  }

  private LakeException busy(@Nullable Exception cause) {
    return new LakeException(
        Problem.TOO_BUSY, "another process has held " + file + " for too long", cause);
  }
}
