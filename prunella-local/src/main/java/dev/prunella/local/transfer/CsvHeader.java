package dev.prunella.local.transfer;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Finds what separates the columns of a CSV file from its first line. DuckDB looks at all lines,
 * and takes a file with one bad line for a table of one column.
 */
public final class CsvHeader {
  private static final List<String> SEPARATORS = List.of(",", ";", "\t", "|");
  private static final int LONGEST_LINE = 1 << 20;

  private CsvHeader() {}

  /** Empty where the line has none of the usual ones, or cannot be looked into. */
  static Optional<String> separator(Path file) {
    var name = file.toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".zst") ? Optional.empty() : separator(file, name.endsWith(".gz"));
  }

  /** The same for a file whose name does not tell whether it is zipped. */
  public static Optional<String> separator(Path file, boolean zipped) {
    try (var in = open(file, zipped)) {
      var line = firstLineOutsideQuotes(in);
      return SEPARATORS.stream()
          .filter(line::contains)
          .max(
              Comparator.comparingInt(
                  separator -> line.split(separatorPattern(separator), -1).length));
    } catch (ZipException | EOFException e) {
      // DuckDB will say what is wrong with it.
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e.getMessage(), e);
    }
  }

  private static String separatorPattern(String separator) {
    return Pattern.quote(separator);
  }

  private static InputStream open(Path file, boolean zipped) throws IOException {
    var raw = Files.newInputStream(file);
    try {
      return new BufferedInputStream(zipped ? new GZIPInputStream(raw) : raw);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  private static String firstLineOutsideQuotes(InputStream in) throws IOException {
    var line = new StringBuilder();
    boolean quoted = false;
    byte[] start = in.readNBytes(LONGEST_LINE);
    for (char c : new String(start, StandardCharsets.ISO_8859_1).toCharArray()) {
      if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == '\n' || c == '\r')) {
        break;
      } else if (!quoted) {
        line.append(c);
      }
    }
    return line.toString();
  }
}
