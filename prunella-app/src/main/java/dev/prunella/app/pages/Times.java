package dev.prunella.app.pages;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Times for people, by the project's own zone. */
public record Times(Instant now, ZoneId zone) {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.ENGLISH);
  private static final DateTimeFormatter FULL =
      DateTimeFormatter.ofPattern("d MMM yyyy HH:mm:ss zzz", Locale.ENGLISH);

  public String clock(Instant at) {
    return CLOCK.format(at.atZone(zone));
  }

  public String day(@Nullable Instant at) {
    return at == null ? "" : DAY.format(at.atZone(zone));
  }

  public String full(Instant at) {
    return FULL.format(at.atZone(zone));
  }

  /** {@code 3 min ago}; what is to come is {@code in 3 min}. */
  public String ago(@Nullable Instant at) {
    if (at == null) {
      return "";
    }
    var since = Duration.between(at, now);
    return since.isNegative()
        ? "in " + span(since.negated())
        : since.toSeconds() < 5 ? "just now" : span(since) + " ago";
  }

  public static String span(Duration span) {
    if (span.toSeconds() < 1) {
      return span.toMillis() + " ms";
    }
    if (span.toSeconds() < 60) {
      return span.toSeconds() + " s";
    }
    if (span.toMinutes() < 60) {
      return span.toMinutes() + " min";
    }
    return span.toHours() < 48 ? span.toHours() + " h" : span.toDays() + " days";
  }
}
