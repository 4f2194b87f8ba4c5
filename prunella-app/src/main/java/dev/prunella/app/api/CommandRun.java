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

/** One command at work for somebody elsewhere, and what it has printed so far. Thread-safe. */
final class CommandRun {
  /** More than that is not kept, and not told; the command goes on all the same. */
  private static final long MOST_CHARS = 8L << 20;

  private static final int PIECE = 8 << 10;
  private static final Duration BEATS = Duration.ofSeconds(10);
  private static final Duration STOPS = Duration.ofSeconds(20);

  /** As of a command that Ctrl-C has ended. */
  private static final int INTERRUPTED = 130;

  private static final int FAILED = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String sent;
  private final Commands.Work work;
  private final List<Piece> pieces = new ArrayList<>();
  private long chars;
  private boolean cut;
  private boolean begun;
  private boolean stopped;
  private OptionalInt exit = OptionalInt.empty();
  private final CountDownLatch over = new CountDownLatch(1);

  private record Piece(String stream, String text) {}

  CommandRun(String sent, Commands.Work work) {
    this.sent = sent;
    this.work = work;
  }

  /** All that was asked for, so that a key is not used for something else. */
  String sent() {
    return sent;
  }

  /** Begins it, unless it has begun; it waits for its place among the others. */
  void start(Semaphore places, Duration longest) {
    synchronized (this) {
      if (begun) {
        return;
      }
      begun = true;
    }
    var thread =
        Thread.ofPlatform().daemon().name("prunella-command").start(() -> waitAndWork(places));
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

  private void waitAndWork(Semaphore places) {
    int code = FAILED;
    try {
      places.acquire();
      try {
        code = isStopped() ? INTERRUPTED : work();
      } finally {
        places.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end(code);
    }
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

  private synchronized boolean isStopped() {
    return stopped;
  }

  void interrupt() {
    synchronized (this) {
      stopped = true;
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
  void await() {
    try {
      if (isBegun()) {
        over.await(STOPS.toMillis(), TimeUnit.MILLISECONDS);
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
      gathered.append(chars, offset, length);
      // Never between the two halves of one character.
      if (gathered.length() >= PIECE
          && !Character.isHighSurrogate(gathered.charAt(gathered.length() - 1))) {
        flush();
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
