package dev.prunella.local.transfer;

import dev.prunella.local.transfer.TransferException.Reason;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Says in a sentence what DuckDB found wrong with a file, with the line where it knows it. */
public final class FileErrors {
  private static final Pattern LINE = Pattern.compile("CSV Error on Line: (\\d+)");
  private static final Pattern CONVERSION =
      Pattern.compile(
          "Error when converting column \"(.*?)\"\\. Could not convert string \"(.*?)\" to '(.*?)'",
          Pattern.DOTALL);
  private static final Pattern COLUMNS =
      Pattern.compile("Expected Number of Columns: (\\d+) Found: (\\d+)");
  private static final Pattern JSON_LINE =
      Pattern.compile(
          "Malformed JSON in file \".*?\", at byte (\\d+) in (?:line|record/value) (\\d+)");
  private static final Pattern CUT_OFF =
      Pattern.compile("Unexpected end of (GZIP|ZSTD|compressed)", Pattern.CASE_INSENSITIVE);
  private static final int LONGEST = 300;

  private FileErrors() {}

  /** Whether an error comes from the content of a file that is being read. */
  static boolean isAbout(Throwable error) {
    var text = text(error);
    return text.contains("CSV Error")
        || text.contains("Error when sniffing file")
        || text.contains("Malformed JSON")
        || text.contains("Invalid Input Error")
        || text.contains("Conversion Error")
        || text.contains("No magic bytes found")
        || text.toLowerCase(Locale.ROOT).contains("could not convert");
  }

  /**
   * What is wrong with a file.
   *
   * @param message a sentence without its full stop, beginning with the file's name
   * @param column the column whose values do not fit, where it is known
   * @param line the line or record, 0 where it is not known
   */
  public record Finding(
      String message, String next, Optional<String> column, long line, boolean aboutValues) {}

  static TransferException of(Path file, Throwable error) {
    var found = find(String.valueOf(file.getFileName()), text(error));
    return new TransferException(
        Reason.BAD_FILE, found.message() + ". Nothing was changed", found.next(), error);
  }

  /**
   * Reads what DuckDB says about a file.
   *
   * @param name the file's name for people
   */
  public static Finding find(String name, String text) {
    var line = LINE.matcher(text);
    long number = line.find() ? Long.parseLong(line.group(1)) : 0;
    var where = number > 0 ? name + ":" + number : name;
    var conversion = CONVERSION.matcher(text);
    if (conversion.find()) {
      var column = conversion.group(1);
      return new Finding(
          "%s: column %s: '%s' is no %s"
              .formatted(
                  where,
                  column,
                  cut(conversion.group(2)),
                  conversion.group(3).toLowerCase(Locale.ROOT)),
          "correct the line, or read the column as text: --column " + column + ":string",
          Optional.of(column),
          number,
          true);
    }
    var columns = COLUMNS.matcher(text);
    if (columns.find()) {
      return finding(
          "%s: %s columns where %s are expected"
              .formatted(where, columns.group(2), columns.group(1)),
          "correct the line; a value that holds the separator must be quoted",
          number);
    }
    var json = JSON_LINE.matcher(text);
    if (json.find()) {
      return finding(
          "%s:%s: this is not JSON (at byte %s)".formatted(name, json.group(2), json.group(1)),
          "correct the line",
          Long.parseLong(json.group(2)));
    }
    if (text.contains("not utf-8 encoded")) {
      return finding(
          where + ": its text is not UTF-8",
          "write the file as UTF-8, or say how it is written",
          number);
    }
    if (text.contains("Error when sniffing file")) {
      return finding(
          where + ": its lines do not make one table: they differ in their number of columns",
          "look for a line with too many or too few separators, or an open quote",
          number);
    }
    if (CUT_OFF.matcher(text).find()) {
      return finding(
          name + ": it is cut off: what is compressed ends too early",
          "have the file delivered again, whole",
          0);
    }
    return finding(where + ": " + cut(firstLine(text)), "", number);
  }

  private static Finding finding(String message, String next, long line) {
    return new Finding(message, next, Optional.empty(), line, false);
  }

  private static String text(Throwable error) {
    return Optional.ofNullable(error.getMessage()).orElse(error.toString());
  }

  private static String firstLine(String text) {
    return text.lines().filter(l -> !l.isBlank()).findFirst().orElse(text);
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
  }
}
