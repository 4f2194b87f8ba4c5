package dev.prunella.app.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
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

  /** As of a command that Ctrl-C has ended. */
  private static final int INTERRUPTED = 130;

  private static final int FAILED = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String by;
  private final String sent;
  private final Commands.Work work;
  private final Semaphore turns;
  private final List<Piece> pieces = new ArrayList<>();
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
      return work.run(out, err);
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

  private synchronized void end(int code) {
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
   * Tells what it prints, from an event on, until it ends or the reader has left.
   *
   * @param after the id of the last event that was heard; 0 for all
   */
  void tell(int after, Answer.Events events) throws IOException {
    int told = after;
    while (events.open()) {
      var news = await(told);
      if (news.isEmpty() && isOver()) {
        events.send(String.valueOf(told + 1), "exit", Json.line(ending()));
        return;
      }
      if (news.isEmpty()) {
        events.beat();
      }
      for (var piece : news) {
        events.send(String.valueOf(++told), piece.stream(), json(piece.text()));
      }
    }
  }

  private synchronized End ending() {
    return new End(exit.orElse(FAILED), cut);
  }

  private synchronized List<Piece> await(int told) {
    try {
      long until = System.nanoTime() + BEATS.toNanos();
      long left = BEATS.toMillis();
      while (pieces.size() <= told && exit.isEmpty() && left > 0) {
        wait(left);
        left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return told < pieces.size() ? List.copyOf(pieces.subList(told, pieces.size())) : List.of();
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
