package dev.prunella.app.cli;

import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads a server's events as they come; a connection that has fallen silent ends with an error. */
final class EventLines implements AutoCloseable {
  /** A server beats every ten seconds where it has nothing to tell. */
  private static final Duration SILENCE = Duration.ofSeconds(45);

  private static final int LONGEST = 64 << 20;

  private static final Duration LOOKS = Duration.ofSeconds(5);

  private final InputStream in;
  private final Duration silence;
  private final Duration looks;
  private final BufferedReader reader;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile long heardAt = System.nanoTime();

  /** An event; its id counts from 1. */
  record Event(int id, String name, String data) {}

  EventLines(InputStream in) {
    this(in, SILENCE, LOOKS);
  }

  /**
   * The same, of another patience.
   *
   * @param silence after so long without a byte it is given up
   * @param looks so often is looked
   */
  EventLines(InputStream in, Duration silence, Duration looks) {
    this.in = in;
    this.silence = silence;
    this.looks = looks;
    this.reader = new BufferedReader(new InputStreamReader(new Heard(in), StandardCharsets.UTF_8));
    Thread.ofVirtual().name("prunella-silence").start(this::watch);
  }

  /** Ends a read that would wait for ever, where the other side has gone without a word. */
  private void watch() {
    try {
      while (!closed.await(looks.toMillis(), TimeUnit.MILLISECONDS)) {
        if (System.nanoTime() - heardAt > silence.toNanos()) {
          in.close();
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // It is closed all the same, and the read ends.
      closed.countDown();
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }

  /** The next one; null at the end of the stream. */
  @Nullable Event next() throws IOException {
    int id = 0;
    var name = "";
    var data = "";
    for (var line = line(); line != null; line = line()) {
      if (line.startsWith("id: ")) {
        id = line.matches("id: \\d{1,9}") ? Integer.parseInt(line.substring(4)) : 0;
      } else if (line.startsWith("event: ")) {
        name = line.substring(7);
      } else if (line.startsWith("data: ")) {
        data = line.substring(6);
      } else if (line.isEmpty() && !name.isEmpty()) {
        return new Event(id, name, data);
      }
    }
    return null;
  }

  private @Nullable String line() throws IOException {
    var line = new StringBuilder();
    for (int c = reader.read(); c >= 0; c = reader.read()) {
      if (c == '\n') {
        return line.toString();
      }
      if (line.length() >= LONGEST) {
        throw new IOException("the server sends a line without an end");
      }
      line.append((char) c);
    }
    // A line that has not come whole is none.
    return null;
  }

  /** Notes when something came: over a slow way one line may take longer than any silence. */
  private final class Heard extends FilterInputStream {
    Heard(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      return heard(super.read());
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return heard(super.read(bytes, offset, length));
    }

    private int heard(int read) {
      if (read >= 0) {
        heardAt = System.nanoTime();
      }
      return read;
    }
  }
}
