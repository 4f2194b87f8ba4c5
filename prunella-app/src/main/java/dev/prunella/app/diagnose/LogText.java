package dev.prunella.app.diagnose;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;

/**
 * A log of any size in bounded memory: its head, its tail, and from between them the last lines
 * that look like errors. Lines are cut where they are too long.
 */
public final class LogText {
  private static final int LONGEST_LINE = 8_000;
  private static final int HEAD = 128 << 10;
  private static final int MIDDLE = 128 << 10;
  private static final int TAIL = 512 << 10;
  private static final int LOOKED_AT = 8 << 10;

  /** Control characters that no text has; more than this share of them makes a file binary. */
  private static final double CONTROLS = 0.1;

  private final StringBuilder head = new StringBuilder();
  private final Window middle = new Window(MIDDLE);
  private final Window tail = new Window(TAIL);
  private boolean cut;

  private LogText() {}

  /** The last lines, as many as fit. */
  private static final class Window {
    private final Deque<String> lines = new ArrayDeque<>();
    private final int most;
    private int size;

    Window(int most) {
      this.most = most;
    }

    /** Takes a line, and gives up those that no longer fit. */
    void add(String line, Window next) {
      lines.add(line);
      size += line.length() + 1;
      while (size > most) {
        var oldest = lines.remove();
        size -= oldest.length() + 1;
        if (next != this && looksTelling(oldest)) {
          next.add(oldest, next);
        }
      }
    }
  }

  /**
   * Reads to the end of the stream, which is not closed.
   *
   * @return the text, or nothing where it is not text
   */
  public static Optional<String> read(InputStream from) throws IOException {
    var in = new BufferedInputStream(from, 1 << 16);
    in.mark(LOOKED_AT);
    var first = in.readNBytes(LOOKED_AT);
    in.reset();
    var charset = charset(first);
    if (charset.equals(StandardCharsets.UTF_8) && isBinary(first)) {
      return Optional.empty();
    }
    var log = new LogText();
    // Not closed: it would close what is not ours.
    log.readLines(new InputStreamReader(in, charset));
    return Optional.of(log.text());
  }

  private void readLines(InputStreamReader reader) throws IOException {
    var buffer = new char[1 << 14];
    var line = new StringBuilder();
    for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
      for (int i = 0; i < n; i++) {
        char c = buffer[i];
        if (c == '\n') {
          add(line.toString());
          line.setLength(0);
        } else if (line.length() < LONGEST_LINE && c != '\uFEFF') {
          line.append(c);
        }
      }
    }
    if (!line.isEmpty()) {
      add(line.toString());
    }
  }

  private void add(String line) {
    if (!cut && head.length() + line.length() < HEAD) {
      head.append(line).append('\n');
    } else {
      cut = true;
      tail.add(line, middle);
    }
  }

  private String text() {
    var text = new StringBuilder(head);
    middle.lines.forEach(line -> text.append(line).append('\n'));
    tail.lines.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  private static boolean looksTelling(String line) {
    var lower = line.toLowerCase(Locale.ROOT);
    return lower.contains("error")
        || lower.contains("exception")
        || lower.contains("fatal")
        || lower.contains("caused by")
        || lower.contains("fail");
  }

  private static Charset charset(byte[] first) {
    if (first.length >= 2 && (first[0] & 0xff) == 0xff && (first[1] & 0xff) == 0xfe) {
      return StandardCharsets.UTF_16LE;
    }
    if (first.length >= 2 && (first[0] & 0xff) == 0xfe && (first[1] & 0xff) == 0xff) {
      return StandardCharsets.UTF_16BE;
    }
    return StandardCharsets.UTF_8;
  }

  private static boolean isBinary(byte[] first) {
    int controls = 0;
    for (byte b : first) {
      if (b == 0) {
        return true;
      }
      if (b > 0 && b < 32 && b != '\n' && b != '\r' && b != '\t' && b != 27 && b != '\f') {
        controls++;
      }
    }
    return controls > CONTROLS * first.length;
  }
}
