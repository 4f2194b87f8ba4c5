package dev.prunella.local.fetch;

import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Fault.Kind;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes an interval's bounds into a text: {@code {interval:yyyy-MM-dd}} and {@code
 * {interval_start:...}} for its start, {@code {interval_end:...}} for its end, in the pipeline's
 * zone; without a pattern as an ISO timestamp in UTC.
 */
public final class IntervalText {
  private static final Pattern PLACE =
      Pattern.compile("\\{(interval|interval_start|interval_end)(?::([^}]*))?\\}");

  private IntervalText() {}

  static boolean isIn(String text) {
    return PLACE.matcher(text).find();
  }

  /** Whether two intervals give other texts: a file of a month is the same for each of its days. */
  public static boolean tellsApart(String text, DataInterval one, DataInterval other, ZoneId zone) {
    return !fill(text, Optional.of(one), zone, UnaryOperator.identity())
        .equals(fill(text, Optional.of(other), zone, UnaryOperator.identity()));
  }

  /**
   * The text with the bounds in it.
   *
   * @param escape is applied to what is put in
   */
  static String fill(
      String text, Optional<DataInterval> interval, ZoneId zone, UnaryOperator<String> escape) {
    return PLACE
        .matcher(text)
        .replaceAll(
            place ->
                Matcher.quoteReplacement(
                    escape.apply(
                        written(
                            at(place.group(), place.group(1).equals("interval_end"), interval),
                            Optional.ofNullable(place.group(2)),
                            zone))));
  }

  private static Instant at(String place, boolean end, Optional<DataInterval> interval) {
    var given =
        interval.orElseThrow(
            () ->
                new FetchFailed(
                    Kind.FAILED,
                    "the source is read by interval (" + place + "), but the run is for none",
                    "give the pipeline an interval, or take " + place + " out"));
    return end ? given.end() : given.start();
  }

  private static String written(Instant at, Optional<String> pattern, ZoneId zone) {
    if (pattern.isEmpty()) {
      return at.toString();
    }
    try {
      return DateTimeFormatter.ofPattern(pattern.get(), Locale.ROOT).format(at.atZone(zone));
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new FetchFailed(
          Kind.FAILED,
          "'" + pattern.get() + "' is no pattern for a time: " + e.getMessage(),
          "write it like yyyy-MM-dd or yyyy/MM/dd/HH");
    }
  }
}
