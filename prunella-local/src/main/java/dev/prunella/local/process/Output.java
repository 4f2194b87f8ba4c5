package dev.prunella.local.process;

import dev.prunella.pipeline.StepWatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/**
 * What a program prints, line by line: passed on up to a bound, and the last lines kept. Long lines
 * are cut, bytes that are no UTF-8 and control characters are replaced.
 */
final class Output {
  private static final int LONGEST_LINE = 4_000;

  /** Read beyond that, so that a secret at the cut is masked as a whole before the line is cut. */
  private static final int MARGIN = 1_000;

  private static final int TAIL_LINES = 200;

  private final long mostBytes;
  private final UnaryOperator<String> redaction;
  private final StepWatch watch;
  private final ArrayDeque<Line> tail = new ArrayDeque<>();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long cut;
  private long passedOn;
  private boolean full;

  /** Kept as bytes, since most lines of a flood are never looked at. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Line(byte[] bytes, long cut) {}

  Output(long mostBytes, UnaryOperator<String> redaction, StepWatch watch) {
    this.mostBytes = mostBytes;
    this.redaction = redaction;
    this.watch = watch;
  }

  /** Reads in a thread of its own, until nobody can write any more. */
  CompletableFuture<Void> read(InputStream from) {
    var done = new CompletableFuture<Void>();
    Thread.ofPlatform()
        .daemon(true)
        .name("program-output")
        .start(
            () -> {
              try {
                readAll(from);
                done.complete(null);
              } catch (RuntimeException | Error e) {
                done.completeExceptionally(e);
              }
            });
    return done;
  }

  private void readAll(InputStream from) {
    var buffer = new byte[16 * 1024];
    try {
      for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
        take(buffer, n);
      }
    } catch (IOException e) {
      // The pipe was closed under us, since the program has been ended: what came is all there is.
      lineEnds();
      return;
    }
    lineEnds();
  }

  private void take(byte[] bytes, int n) {
    int start = 0;
    for (int i = 0; i < n; i++) {
      // A carriage return ends a line too: so do progress bars paint.
      if (bytes[i] == '\n' || bytes[i] == '\r') {
        add(bytes, start, i);
        lineEnds();
        start = i + 1;
      }
    }
    add(bytes, start, n);
  }

  private void add(byte[] bytes, int start, int end) {
    int room = Math.min(end - start, LONGEST_LINE + MARGIN - line.size());
    line.write(bytes, start, room);
    cut += end - start - room;
  }

  private void lineEnds() {
    if (line.size() == 0) {
      return;
    }
    var ended = new Line(line.toByteArray(), cut);
    line.reset();
    cut = 0;
    synchronized (tail) {
      tail.add(ended);
      if (tail.size() > TAIL_LINES) {
        tail.remove();
      }
    }
    passedOn += ended.bytes().length;
    if (passedOn <= mostBytes) {
      watch.log(text(ended));
    } else if (!full) {
      full = true;
      watch.log("... (the program prints more than " + mostBytes + " bytes; no more is kept)");
    }
  }

  private String text(Line ended) {
    var text = redaction.apply(clean(new String(ended.bytes(), StandardCharsets.UTF_8)));
    if (text.length() <= LONGEST_LINE && ended.cut() == 0) {
      return text;
    }
    int shown = Math.min(LONGEST_LINE, text.length());
    return text.substring(0, shown)
        + " ... ("
        + (ended.cut() + text.length() - shown)
        + " more characters)";
  }

  /** Without what could move a terminal's cursor, or hide a line from its reader. */
  private static String clean(String text) {
    var clean = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> clean.appendCodePoint(c != '\t' && Character.isISOControl(c) ? 0xFFFD : c));
    return clean.toString();
  }

  /** The last lines so far, oldest first. */
  List<String> tail() {
    synchronized (tail) {
      return tail.stream().map(this::text).toList();
    }
  }
}
