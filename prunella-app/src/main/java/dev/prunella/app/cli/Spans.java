package dev.prunella.app.cli;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Spans of time as people type them: 90s, 30m, 8h, 2d, or as ISO 8601 writes them. */
final class Spans {
  private static final Pattern SHORT = Pattern.compile("(?<n>\\d{1,6})(?<unit>[smhd])");

  private Spans() {}

  static Duration of(String text) {
    var words = SHORT.matcher(text.strip().toLowerCase(Locale.ROOT));
    try {
      var span =
          words.matches()
              ? Duration.parse(
                  (words.group("unit").equals("d") ? "P" : "PT")
                      + words.group("n")
                      + words.group("unit").toUpperCase(Locale.ROOT))
              : Duration.parse(text.strip());
      if (span.isPositive() && span.compareTo(Duration.ofDays(3_650)) < 0) {
        return span;
      }
    } catch (DateTimeParseException e) {
      throw new Failure(Exit.USAGE, "bad-usage", notASpan(text), "write 90s, 30m, 8h or 2d", e);
    }
    throw Failure.usage(notASpan(text), "write 90s, 30m, 8h or 2d");
  }

  private static String notASpan(String text) {
    return "'" + text + "' is no span of time";
  }
}
