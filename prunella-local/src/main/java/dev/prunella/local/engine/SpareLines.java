package dev.prunella.local.engine;

import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fault.Kind;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a CSV file that are no rows. They are left out only where they prove it, never from
 * within a quoted value, and every other byte stays as it is. Memory does not grow with a file's
 * size.
 */
final class SpareLines {
  /** As bytes: what is not understood stays as it is. */
  private static final Charset BYTES = StandardCharsets.ISO_8859_1;

  private static final List<String> WORDS =
      List.of("total", "totals", "count", "rows", "records", "trailer", "trl", "eof", "end", "sum");

  private static final int MOST_FIELDS = 3;

  /** What tells UTF-8, at the beginning of a file and of each that was put behind it. */
  private static final String MARK = "\u00ef\u00bb\u00bf";

  private final PartFile file;
  private final FormatOptions options;

  SpareLines(PartFile file, FormatOptions options) {
    this.file = file;
    this.options = options;
  }

  /**
   * Writes the file without a last line that says how many rows there are: {@code TOTAL;107}. It
   * begins with a word for it, and names exactly the number of the rows before it. A row that broke
   * off does not; nor is a count that may be the header's as well any proof, for it would hide that
   * a row is missing.
   *
   * @throws FaultException where the last line does not prove to be one
   */
  Path withoutTotal(Path to) throws IOException {
    long records = 0;
    long number = 0;
    long last = 0;
    var text = "";
    try (var lines = new Lines(open(), options)) {
      boolean oneColumn = false;
      long blank = 0;
      for (var line = lines.next(); line != null; line = lines.next()) {
        number++;
        if (lines.isWithinQuotes()) {
          continue;
        }
        if (line.isBlank()) {
          blank++;
          continue;
        }
        oneColumn |= records == 0 && isOneColumn(line);
        // There, an empty line is a row of an empty value.
        records += 1 + (oneColumn ? blank : 0);
        blank = 0;
        last = number;
        text = line;
      }
    }
    if (!counts(text.strip(), records - (options.hasHeader() ? 2 : 1))) {
      throw new FaultException(
          Fault.of(
                  Kind.BAD_BYTES,
                  file.name() + ": its last line does not say how many rows there are",
                  "look at the end of the file")
              .with("file", file.name()));
    }
    try (var lines = new Lines(open(), options);
        var out = Files.newBufferedWriter(to, BYTES)) {
      number = 0;
      for (var line = lines.next(); line != null; line = lines.next()) {
        if (++number != last) {
          out.write(line);
        }
      }
    }
    return to;
  }

  /**
   * Writes the file without lines that are, byte for byte, the one with the columns' names once
   * more: files that were put one behind the other have them. Of one column nothing is left out,
   * for its name may be a value.
   */
  Path withoutNamesAgain(Path to) throws IOException {
    @Nullable String names = null;
    int skipped = options.whole("skip");
    try (var lines = new Lines(open(), options);
        var out = Files.newBufferedWriter(to, BYTES)) {
      for (var line = lines.next(); line != null; line = lines.next()) {
        boolean begins = !lines.isWithinQuotes();
        var bare = bare(line);
        if (names != null && begins && bare.equals(names)) {
          continue;
        }
        if (skipped > 0) {
          skipped--;
        } else if (names == null && !line.isBlank()) {
          names = isOneColumn(bare) ? "" : bare;
        }
        out.write(line);
      }
    }
    return to;
  }

  /** Without what ends it, and without the mark before it. */
  private static String bare(String line) {
    var bare = line.replaceAll("[\r\n]+$", "");
    return bare.startsWith(MARK) ? bare.substring(MARK.length()) : bare;
  }

  private boolean isOneColumn(String line) {
    return options
        .text("delimiter")
        .map(delimiter -> !line.contains(delimiter))
        .orElseGet(() -> line.chars().noneMatch(c -> ",;|\t".indexOf(c) >= 0));
  }

  private static boolean counts(String line, long rows) {
    var fields =
        Arrays.stream(line.split("[;,|\t:=]"))
            .map(field -> field.replaceAll("^\"|\"$", "").strip())
            .filter(field -> !field.isEmpty())
            .toList();
    return fields.size() >= 2
        && fields.size() <= MOST_FIELDS
        && WORDS.contains(fields.getFirst().toLowerCase(Locale.ROOT))
        && fields.contains(Long.toString(rows));
  }

  private Reader open() throws IOException {
    var in = new BufferedInputStream(Files.newInputStream(file.path()));
    try {
      return new BufferedReader(new InputStreamReader(unpacked(in), BYTES));
    } catch (IOException | FaultException e) {
      in.close();
      throw e;
    }
  }

  private InputStream unpacked(InputStream in) throws IOException {
    return switch (file.first()) {
      case TEXT -> in;
      case GZIP -> new GZIPInputStream(in);
      case ZSTD, PARQUET, HTML ->
          throw new FaultException(
              Kind.BAD_BYTES,
              file.name() + ": lines can be left out of text and gzip only",
              "bring it in one of these");
    };
  }

  /** Lines with what ends them; a quoted value may go over several. */
  private static final class Lines implements AutoCloseable {
    private final Reader in;
    private final char quote;
    private final char escape;
    private boolean quoted;
    private boolean withinQuotes;

    Lines(Reader in, FormatOptions options) {
      this.in = in;
      this.quote = options.text("quote").orElse("\"").charAt(0);
      this.escape = options.text("escape").orElse("\"").charAt(0);
    }

    /** The next; null at the end. */
    @Nullable String next() throws IOException {
      withinQuotes = quoted;
      var line = new StringBuilder();
      int before = -1;
      for (int c = in.read(); c >= 0; before = c, c = in.read()) {
        line.append((char) c);
        if (c == quote && (escape == quote || before != escape)) {
          quoted = !quoted;
        }
        if (c == '\r') {
          in.mark(1);
          if (in.read() == '\n') {
            return line.append('\n').toString();
          }
          in.reset();
        }
        if (c == '\r' || c == '\n') {
          return line.toString();
        }
      }
      return line.isEmpty() ? null : line.toString();
    }

    /** Whether the line begins within a value. */
    boolean isWithinQuotes() {
      return withinQuotes;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
