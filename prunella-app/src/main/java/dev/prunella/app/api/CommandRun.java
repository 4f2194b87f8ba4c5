package dev.prunella.app.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.app.api.Commands.Progress;
import dev.prunella.app.serve.Answer;
import dev.prunella.app.view.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** One command at work for somebody elsewhere, and what it has printed so far. Thread-safe. */
final class CommandRun {
  /** More than that is not kept, and not told; the command goes on all the same. */
  private static final long MOST_CHARS = 8L << 20;

  private static final int PIECE = 8 << 10;
  private static final Duration BEATS = Duration.ofSeconds(10);

  /** Between two words to one reader of how far it has come. */
  private static final Duration TELLS_AGAIN = Duration.ofMillis(250);

  /** As of a command that Ctrl-C has ended. */
  private static final int INTERRUPTED = 130;

  private static final int FAILED = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String by;
  private final String sent;
  private final Commands.Work work;
  private final Semaphore turns;
  private final List<Piece> pieces = new ArrayList<>();
  private Progress progress = Progress.NONE;
  private long chars;
  private boolean cut;
  private boolean begun;
  private boolean stopped;

  /** The thread, as long as it waits for its place. */
  private @Nullable Thread waiting;

  private OptionalInt exit = OptionalInt.empty();
  private final CountDownLatch over = new CountDownLatch(1);

  private record Piece(String stream, String text) {}

  /**
   * A command that has not begun.
   *
   * @param by whose it is
   * @param sent all that was asked for
   * @param turns places of that person, shared by what is theirs
   */
  CommandRun(String by, String sent, Commands.Work work, Semaphore turns) {
    this.by = by;
    this.sent = sent;
    this.work = work;
    this.turns = turns;
  }

  String by() {
    return by;
  }

  Semaphore turns() {
    return turns;
  }

  /** All that was asked for, so that a key is not used for something else. */
  String sent() {
    return sent;
  }

  /**
   * Begins it, unless it has begun; it waits for its place among the others.
   *
   * @param ended is run when it is over
   */
  void start(Semaphore places, Duration longest, Runnable ended) {
    Thread thread;
    synchronized (this) {
      if (begun) {
        return;
      }
      begun = true;
      thread =
          Thread.ofPlatform()
              .daemon()
              .name("prunella-command")
              .unstarted(() -> waitAndWork(places, ended));
      waiting = thread;
    }
    thread.start();
    Thread.ofVirtual()
        .name("prunella-command-watch")
        .start(
            () -> {
              try {
                if (!thread.join(longest)) {
                  interrupt();
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private void waitAndWork(Semaphore places, Runnable ended) {
    int code = FAILED;
    try {
      code = whenItsTurn(turns, () -> whenItsTurn(places, () -> isToWork() ? work() : INTERRUPTED));
    } finally {
      end(code);
      ended.run();
    }
  }

  private static int whenItsTurn(Semaphore places, IntSupplier then) {
    try {
      places.acquire();
    } catch (InterruptedException e) {
      // Its end was wanted while it waited; nobody else interrupts this thread.
      return INTERRUPTED;
    }
    try {
      return then.getAsInt();
    } finally {
      places.release();
    }
  }

  /** Whether its turn has come to something; from here on only its work hears an interrupt. */
  private synchronized boolean isToWork() {
    waiting = null;
    return !stopped;
  }

  private int work() {
    // Flushed as in a process of its own.
    try (var out = new PrintWriter(new Printed("out"), false);
        var err = new PrintWriter(new Printed("err"), true)) {
      return work.run(out, err, this::comes);
    }
  }

  private synchronized boolean isBegun() {
    return begun;
  }

  /** Wants its end; one that waits for its place ends at once. */
  void interrupt() {
    synchronized (this) {
      stopped = true;
      if (waiting != null) {
        waiting.interrupt();
      }
    }
    work.interrupt();
  }

  synchronized boolean isOver() {
    return exit.isPresent();
  }

  synchronized long chars() {
    return chars;
  }

  /** Keeps only how it ended. */
  synchronized void forget() {
    cut |= !pieces.isEmpty();
    pieces.clear();
    chars = 0;
  }

  /** How far it has come: only the newest is kept. */
  private synchronized void comes(Progress now) {
    if (!now.equals(progress)) {
      progress = now;
      notifyAll();
    }
  }

  private synchronized void end(int code) {
    progress = Progress.NONE;
    exit = OptionalInt.of(code);
    over.countDown();
    notifyAll();
  }

  private synchronized void print(String stream, String text) {
    cut |= chars + text.length() > MOST_CHARS;
    if (cut) {
      return;
    }
    chars += text.length();
    pieces.add(new Piece(stream, text));
    notifyAll();
  }

  /** JSON: how it ended, and whether some of what it printed is not told. */
  record End(int exit, boolean cut) {}

  /**
   * Tells what it prints, from an event on, until it ends or the reader has left. How far it has
   * come has no id: it is not told again.
   *
   * @param after the id of the last event that was heard; 0 for all
   */
  void tell(int after, Answer.Events events) throws IOException {
    int told = after;
    var shown = Progress.NONE;
    long shownAt = System.nanoTime() - TELLS_AGAIN.toNanos();
    while (events.open()) {
      var news = await(told, shown, shownAt);
      if (shown.isShown() && !news.progress().isShown()) {
        // Before what was printed after it was taken away.
        events.send("progress", Json.line(Progress.NONE));
        shown = Progress.NONE;
      }
      for (var piece : news.pieces()) {
        events.send(String.valueOf(++told), piece.stream(), json(piece.text()));
      }
      if (news.over()) {
        events.send(String.valueOf(told + 1), "exit", Json.line(ending()));
        return;
      }
      if (news.progress().isShown() && isDue(news.progress(), shown, shownAt)) {
        events.send("progress", Json.line(news.progress()));
        shown = news.progress();
        shownAt = System.nanoTime();
      } else if (news.pieces().isEmpty()) {
        events.beat();
      }
    }
  }

  private synchronized End ending() {
    return new End(exit.orElse(FAILED), cut);
  }

  /**
   * What a reader is to be told.
   *
   * @param over whether nothing follows
   */
  private record News(List<Piece> pieces, Progress progress, boolean over) {}

  /** Waits until there is something to tell, or it is time for a beat. */
  private synchronized News await(int told, Progress shown, long shownAt) {
    try {
      long until = System.nanoTime() + BEATS.toNanos();
      long left = BEATS.toNanos();
      while (pieces.size() <= told
          && exit.isEmpty()
          && !isDue(progress, shown, shownAt)
          && left > 0) {
        long soon =
            progress.equals(shown) ? left : shownAt + TELLS_AGAIN.toNanos() - System.nanoTime();
        TimeUnit.NANOSECONDS.timedWait(this, Math.max(1_000_000, Math.min(left, soon)));
        left = until - System.nanoTime();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    var rest =
        told < pieces.size() ? List.copyOf(pieces.subList(told, pieces.size())) : List.<Piece>of();
    return new News(rest, progress, exit.isPresent());
  }

  /** That there is nothing to be shown any more is told at once. */
  private static boolean isDue(Progress now, Progress shown, long shownAt) {
    return !now.equals(shown)
        && (!now.isShown() || System.nanoTime() - shownAt >= TELLS_AGAIN.toNanos());
  }

  /** Waits for its end, though not for ever. */
  void await(Duration atMost) {
    try {
      if (isBegun()) {
        over.await(Math.max(0, atMost.toMillis()), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String json(String text) {
    try {
      return JSON.writeValueAsString(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("every text can be written as JSON", e);
    }
  }

  /** Gathers what is printed until it is flushed, or is long enough. */
  private final class Printed extends Writer {
    private final String stream;
    private final StringBuilder gathered = new StringBuilder();

    Printed(String stream) {
      this.stream = stream;
    }

    @Override
    public void write(char[] chars, int offset, int length) {
      int end = offset + length;
      for (int at = offset; at < end; ) {
        int more = Math.min(end - at, Math.max(1, PIECE - gathered.length()));
        gathered.append(chars, at, more);
        at += more;
        // Never between the two halves of one character.
        if (gathered.length() >= PIECE
            && !Character.isHighSurrogate(gathered.charAt(gathered.length() - 1))) {
          flush();
        }
      }
    }

    @Override
    public void flush() {
      if (!gathered.isEmpty()) {
        print(stream, gathered.toString());
        gathered.setLength(0);
      }
    }

    @Override
    public void close() {
      flush();
    }
  }
}
