package dev.prunella.local.process;

import dev.prunella.pipeline.RunId;
import dev.prunella.refs.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the programs of runs' steps printed: a file for each run, on the machine that ran it, up to
 * a bound, of the newest runs. Any process may read while another writes. A run goes on without it
 * where it cannot be kept. Thread-safe.
 */
public final class Printed {
  private static final Logger LOG = LoggerFactory.getLogger(Printed.class);
  private static final String ENDING = ".log";

  /** Read at once at most; longer than any line that is kept. */
  private static final int BLOCK = 128 << 10;

  private final Path folder;
  private final Limits limits;
  private final Clock clock;
  private final UnaryOperator<String> redacted;

  /**
   * How much is kept.
   *
   * @param bytes of one run, about
   * @param runs the newest that printed anything
   */
  public record Limits(long bytes, int runs) {
    public static final Limits DEFAULT = new Limits(2L << 20, 200);
  }

  /** A line, with the step's table. */
  public record Line(Instant at, String table, String text) {}

  /**
   * A part of a run's lines, in their order.
   *
   * @param next where the part after it begins; never in the middle of a line
   */
  public record Part(List<Line> lines, long next) {
    public Part {
      lines = List.copyOf(lines);
    }
  }

  /**
   * Files in a folder, which need not be there yet.
   *
   * @param redacted masks secrets that have become known since a line was kept
   */
  public Printed(Path folder, Limits limits, Clock clock, UnaryOperator<String> redacted) {
    this.folder = folder;
    this.limits = limits;
    this.clock = clock;
    this.redacted = redacted;
  }

  // ---- writing

  /** Takes the lines of one step's program. Not thread-safe. */
  final class Writer implements AutoCloseable {
    private final RunId run;
    private final String table;
    private @Nullable FileChannel open;
    private boolean ended;

    private Writer(RunId run, TableName table) {
      this.run = run;
      this.table = oneField(table.toString());
    }

    /** Keeps a line that has been masked, if there is room. */
    void keep(String text) {
      if (ended) {
        return;
      }
      try {
        var channel = channel();
        boolean full = channel.size() >= limits.bytes();
        ended = full;
        append(
            channel,
            full ? "... (no more than " + limits.bytes() + " bytes of a run are kept)" : text);
      } catch (IOException e) {
        ended = true;
        LOG.warn("what {} of {} prints cannot be kept: {}", table, run, e.getMessage());
      }
    }

    private FileChannel channel() throws IOException {
      var known = open;
      if (known != null) {
        return known;
      }
      Files.createDirectories(folder);
      var file = file(run);
      boolean isNew = Files.notExists(file);
      var opened = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      open = opened;
      if (isNew) {
        prune();
      }
      return opened;
    }

    /** In one write, for steps beside each other write into one file. */
    private void append(FileChannel channel, String text) throws IOException {
      var line = clock.instant() + "\t" + table + "\t" + text.replaceAll("[\\r\\n]", " ") + "\n";
      var bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }

    @Override
    public void close() {
      try {
        if (open != null) {
          open.close();
        }
      } catch (IOException e) {
        LOG.warn("what {} of {} printed may be lost: {}", table, run, e.getMessage());
      }
    }
  }

  Writer writer(RunId run, TableName table) {
    return new Writer(run, table);
  }

  private static String oneField(String text) {
    return text.replaceAll("\\p{Cntrl}", " ");
  }

  private void prune() throws IOException {
    List<RunId> all;
    try (var files = Files.list(folder)) {
      all =
          files
              .flatMap(f -> runOf(f).stream())
              .sorted(Comparator.reverseOrder())
              .skip(limits.runs())
              .toList();
    }
    for (var old : all) {
      Files.deleteIfExists(file(old));
    }
  }

  private static Optional<RunId> runOf(Path file) {
    var name = file.getFileName().toString();
    return name.endsWith(ENDING)
        ? RunId.parse(name.substring(0, name.length() - ENDING.length()))
        : Optional.empty();
  }

  private Path file(RunId run) {
    return folder.resolve(run + ENDING);
  }

  // ---- reading

  /**
   * The lines after a place; the first of them, if they are many.
   *
   * @param from as a {@link Part} has named it; from the last lines where the file has no such
   *     place
   * @throws UncheckedIOException if it cannot be read
   */
  public Part after(RunId run, long from, int most) {
    return read(
        run,
        channel -> {
          if (from < 0 || from > channel.size()) {
            return tail(channel, most);
          }
          return part(block(channel, from), from, most);
        });
  }

  /**
   * The last lines.
   *
   * @throws UncheckedIOException if they cannot be read
   */
  public Part tail(RunId run, int most) {
    return read(run, channel -> tail(channel, most));
  }

  private interface Reading {
    Part of(FileChannel channel) throws IOException;
  }

  private Part read(RunId run, Reading reading) {
    try (var channel = FileChannel.open(file(run), StandardOpenOption.READ)) {
      return reading.of(channel);
    } catch (NoSuchFileException e) {
      // Nothing was printed, or elsewhere, or long ago.
      return new Part(List.of(), 0);
    } catch (IOException e) {
      throw new UncheckedIOException("what " + run + " printed cannot be read", e);
    }
  }

  private Part tail(FileChannel channel, int most) throws IOException {
    long from = Math.max(0, channel.size() - BLOCK);
    var bytes = block(channel, from);
    int start = 0;
    if (from > 0) {
      // The first line of the block has lost its beginning.
      while (start < bytes.length && bytes[start] != '\n') {
        start++;
      }
      start = Math.min(bytes.length, start + 1);
    }
    var whole = part(Arrays.copyOfRange(bytes, start, bytes.length), from + start, BLOCK);
    var lines = whole.lines();
    return new Part(lines.subList(Math.max(0, lines.size() - most), lines.size()), whole.next());
  }

  private static byte[] block(FileChannel channel, long from) throws IOException {
    var buffer = ByteBuffer.allocate((int) Math.min(BLOCK, Math.max(0, channel.size() - from)));
    long at = from;
    while (buffer.hasRemaining()) {
      int read = channel.read(buffer, at);
      if (read < 0) {
        break;
      }
      at += read;
    }
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  /** Whole lines only: what has no end yet is still being written. */
  private Part part(byte[] bytes, long from, int most) {
    var lines = new ArrayList<Line>();
    int start = 0;
    for (int i = 0; i < bytes.length && lines.size() < most; i++) {
      if (bytes[i] == '\n') {
        line(new String(bytes, start, i - start, StandardCharsets.UTF_8)).ifPresent(lines::add);
        start = i + 1;
      }
    }
    return new Part(lines, from + start);
  }

  /** Empty for what no writer of ours has written. */
  private Optional<Line> line(String text) {
    var fields = text.split("\t", 3);
    if (fields.length < 3) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Line(Instant.parse(fields[0]), fields[1], redacted.apply(fields[2])));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
