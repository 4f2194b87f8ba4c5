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
 * Lines of a CSV file that are no rows. They are left out only where they prove it, and every other
 * byte stays as it is. Memory does not grow with a file's size.
 */
final class SpareLines {
  /** As bytes: what is not understood stays as it is. */
  private static final Charset BYTES = StandardCharsets.ISO_8859_1;

  private static final List<String> WORDS =
      List.of("total", "totals", "count", "rows", "records", "trailer", "trl", "eof", "end", "sum");

  private static final int MOST_FIELDS = 3;

  private final String name;
  private final Path from;
  private final FirstBytes first;

  /**
   * Lines of a file.
   *
   * @param name as its source has it
   */
  SpareLines(String name, Path from, FirstBytes first) {
    this.name = name;
    this.from = from;
    this.first = first;
  }

  /**
   * Writes the file without a last line that says how many rows there are: {@code TOTAL;107}. It
   * begins with a word for it, and names exactly the number of the rows before it. A row that broke
   * off does not; nor is a count that may be the header's as well any proof, for it would hide that
   * a row is missing.
   *
   * @throws FaultException where the last line does not prove to be one
   */
  Path withoutTotal(boolean header, Path to) throws IOException {
    long lines = 0;
    var last = new StringBuilder();
    var held = "";
    try (var in = open();
        var out = Files.newBufferedWriter(to, BYTES)) {
      for (var line = line(in); line != null; line = line(in)) {
        if (!line.isBlank()) {
          out.append(last);
          last.setLength(0);
          held = line;
          lines++;
        }
        last.append(line);
      }
    }
    if (!counts(held.strip(), lines - (header ? 2 : 1))) {
      throw refused("its last line does not say how many rows there are", "the end of the file");
    }
    return to;
  }

  /**
   * Writes the file without lines that are, byte for byte, the one with the columns' names once
   * more: files that were put one behind the other have them.
   *
   * @param skipped lines before the one with the names
   * @throws FaultException where there is none
   */
  Path withoutNamesAgain(int skipped, Path to) throws IOException {
    @Nullable String names = null;
    long again = 0;
    long lines = 0;
    try (var in = open();
        var out = Files.newBufferedWriter(to, BYTES)) {
      for (var line = line(in); line != null; line = line(in)) {
        boolean spare = names != null && line.strip().equals(names);
        if (lines++ >= skipped && names == null && !line.isBlank()) {
          names = withoutMark(line).strip();
        }
        if (spare) {
          again++;
        } else {
          out.write(line);
        }
      }
    }
    if (again == 0) {
      throw refused(
          "no line has the columns' names once more", "whether the file was put together");
    }
    return to;
  }

  /** Without the mark that tells UTF-8, which only the first line of a file has. */
  private static String withoutMark(String line) {
    return line.startsWith("\u00ef\u00bb\u00bf") ? line.substring(3) : line;
  }

  private FaultException refused(String what, String where) {
    return new FaultException(
        Fault.of(Kind.BAD_BYTES, name + ": " + what, "look at " + where).with("file", name));
  }

  /** The next line with what ends it; null at the end. */
  private static @Nullable String line(Reader in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c >= 0; c = in.read()) {
      line.append((char) c);
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
    return new BufferedReader(new InputStreamReader(bytes(), BYTES));
  }

  private InputStream bytes() throws IOException {
    var in = new BufferedInputStream(Files.newInputStream(from));
    return switch (first) {
      case TEXT -> in;
      case GZIP -> new GZIPInputStream(in);
      case ZSTD, PARQUET, HTML -> {
        in.close();
        throw new FaultException(
            Kind.BAD_BYTES,
            name + ": lines can be left out of text and gzip only",
            "bring it in one of these");
      }
    };
  }
}
