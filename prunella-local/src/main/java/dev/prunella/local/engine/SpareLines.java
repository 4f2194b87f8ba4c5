package dev.prunella.local.engine;

import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fault.Kind;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a CSV file that are no rows. They are left out only where they prove it, never from
 * within a quoted value, and every other byte stays as it is. Memory does not grow with a file's
 * size.
 */
final class SpareLines {
  /** As they are read. */
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
    long last = 0;
    var text = "";
    try (var lines = lines()) {
      boolean oneColumn = false;
      long blank = 0;
      for (var line = lines.next(); line != null; line = lines.next()) {
        if (!lines.begins()) {
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
        last = lines.number();
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
    try (var lines = lines();
        var out = Files.newBufferedWriter(to, BYTES)) {
      for (var line = lines.next(); line != null; line = lines.next()) {
        if (lines.number() != last) {
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
    try (var lines = lines();
        var out = Files.newBufferedWriter(to, BYTES)) {
      for (var line = lines.next(); line != null; line = lines.next()) {
        var bare = bare(line);
        if (lines.begins() && bare.equals(names) && !isOneColumn(bare)) {
          continue;
        }
        if (lines.begins() && names == null && !line.isBlank()) {
          names = bare;
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

  private CsvTextLines lines() throws IOException {
    return new CsvTextLines(
        file.text("lines can be left out of text and gzip only"),
        options.text("quote").orElse("\"").charAt(0),
        options.text("escape").orElse("\"").charAt(0),
        options.whole("skip"));
  }
}
