package dev.prunella.local.fetch;

import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.pipeline.StepWatch;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Ends a fetch when its time is over, when it is cancelled, or when too many bytes come. */
final class FetchWatch {
  private final StepWatch watch;
  private final Duration limit;
  private final long mostBytes;
  private final long started = System.nanoTime();
  private long bytes;

  FetchWatch(StepWatch watch, Duration limit, long mostBytes) {
    this.watch = watch;
    this.limit = limit;
    this.mostBytes = mostBytes;
  }

  StepWatch step() {
    return watch;
  }

  /** Never negative. */
  Duration left() {
    var left = limit.minusNanos(System.nanoTime() - started);
    return left.isNegative() ? Duration.ZERO : left;
  }

  boolean isOver() {
    return left().isZero();
  }

  /**
   * Goes on, or not.
   *
   * @throws FetchFailed when the fetch was cancelled or its time is over
   */
  void check() {
    if (watch.cancelled()) {
      throw new FetchFailed(Kind.FAILED, "the fetch was cancelled", "");
    }
    if (isOver()) {
      throw timedOut();
    }
  }

  FetchFailed timedOut() {
    return new FetchFailed(
        Kind.TIMED_OUT,
        "the source had not given all after " + limit.toSeconds() + " s, the step's time limit",
        "run it again when the source is faster, or allow the step more time");
  }

  /** Until closed, what ends the work at once when it is cancelled or its time is over. */
  StepWatch.Registration during(Runnable abort) {
    var timer = after(left(), abort);
    var cancel = watch.onCancel(() -> Thread.ofVirtual().name("fetch-abort").start(abort));
    return () -> {
      cancel.close();
      timer.close();
    };
  }

  /** Until closed: runs something a while later. */
  static StepWatch.Registration after(Duration delay, Runnable action) {
    var timer =
        ForkJoinPool.commonPool()
            .schedule(
                () -> Thread.ofVirtual().name("fetch-timer").start(action),
                delay.toMillis() + 1, // never before it is over: whole milliseconds are cut off
                TimeUnit.MILLISECONDS);
    return () -> timer.cancel(false);
  }

  /**
   * Bytes that count, and that end with the fetch.
   *
   * @param onError what an error while reading means
   */
  InputStream guard(InputStream from, Function<IOException, Fault> onError) {
    return new FilterInputStream(from) {
      @Override
      public int read() throws IOException {
        var one = new byte[1];
        int n = read(one, 0, 1);
        return n < 0 ? n : one[0] & 0xff;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        check();
        int n;
        try {
          n = super.read(buffer, offset, length);
        } catch (IOException e) {
          check();
          throw new FetchFailed(onError.apply(e));
        }
        count(n);
        return n;
      }
    };
  }

  private void count(int n) {
    bytes += Math.max(0, n);
    if (bytes > mostBytes) {
      throw new FetchFailed(
          Kind.SOURCE_FAILED,
          "the source gives more than " + mostBytes + " bytes, the most that one fetch may bring",
          "fetch it in smaller intervals, or allow more");
    }
    watch.progress(0, -1);
  }
}
