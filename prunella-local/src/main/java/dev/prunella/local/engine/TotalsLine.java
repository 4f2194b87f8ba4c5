package dev.prunella.local.engine;

import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fault.Kind;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Writer;
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
 * A last line that is no row, but says how many there are: {@code TOTAL;107}. It is left out only
 * where it proves itself: it begins with a word for it, and names exactly the number of the rows
 * before it. A row that broke off does not; nor is a count that may be the header's as well any
 * proof, for it would hide that a row is missing.
 */
final class TotalsLine {
  /** As bytes: what is not understood stays as it is. */
  private static final Charset BYTES = StandardCharsets.ISO_8859_1;

  private static final List<String> WORDS =
      List.of("total", "totals", "count", "rows", "records", "trailer", "trl", "eof", "end", "sum");

  private static final int MOST_FIELDS = 3;

  private TotalsLine() {}

  /**
   * Writes a file without it; memory does not grow with its size.
   *
   * @throws FaultException where the last line does not prove to be one
   */
  static Path leftOut(String name, Path from, FirstBytes first, boolean header, Path to)
      throws IOException {
    long lines = 0;
    @Nullable String last = null;
    try (var in = new BufferedReader(new InputStreamReader(open(name, from, first), BYTES));
        var out = Files.newBufferedWriter(to, BYTES)) {
      for (var line = in.readLine(); line != null; line = in.readLine()) {
        if (!line.isBlank()) {
          write(out, last);
          last = line;
          lines++;
        }
      }
    }
    if (last == null || !counts(last, lines - (header ? 2 : 1))) {
      throw new FaultException(
          Fault.of(
                  Kind.BAD_BYTES,
                  name + ": its last line does not say how many rows there are",
                  "look at the end of the file")
              .with("file", name));
    }
    return to;
  }

  private static void write(Writer out, @Nullable String line) throws IOException {
    if (line != null) {
      out.write(line);
      out.write('\n');
    }
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

  private static InputStream open(String name, Path from, FirstBytes first) throws IOException {
    var in = new BufferedInputStream(Files.newInputStream(from));
    return switch (first) {
      case TEXT -> in;
      case GZIP -> new GZIPInputStream(in);
      case ZSTD, PARQUET, HTML -> {
        in.close();
        throw new FaultException(
            Kind.BAD_BYTES,
            name + ": a line at its end can be left out of text and gzip only",
            "bring it in one of these");
      }
    };
  }
}
