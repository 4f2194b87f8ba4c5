package dev.prunella.pipeline;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cuts time into data intervals: by the hour, day, week or month of a time zone. A day on which
 * clocks change has 23 or 25 hours; the hour that such a night repeats is two intervals.
 */
public record Calendar(Rhythm rhythm, ZoneId zone) {

  /** The length of an interval, as people count it. */
  public enum Rhythm {
    HOURLY,
    DAILY,
    /** From Monday. */
    WEEKLY,
    MONTHLY
  }

  private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH");
  private static final DateTimeFormatter HOUR_AND_OFFSET =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HHXXX");

  /** The interval in which a moment lies. */
  public DataInterval containing(Instant at) {
    var start = floor(at.atZone(zone));
    return new DataInterval(start.toInstant(), after(start).toInstant());
  }

  public DataInterval next(DataInterval interval) {
    return containing(interval.end());
  }

  /** The newest interval that is over at a moment. */
  public DataInterval newestOver(Instant at) {
    return previous(containing(at));
  }

  public DataInterval previous(DataInterval interval) {
    return containing(interval.start().minusNanos(1));
  }

  /**
   * The intervals that begin at or after {@code from} and before {@code to}, oldest first.
   *
   * @param most how many are given at most
   */
  public List<DataInterval> between(Instant from, Instant to, int most) {
    var found = new ArrayList<DataInterval>();
    var at = containing(from);
    if (at.start().isBefore(from)) {
      at = next(at);
    }
    while (at.start().isBefore(to) && found.size() < most) {
      found.add(at);
      at = next(at);
    }
    return List.copyOf(found);
  }

  /**
   * Reads an interval as {@link #label} writes it: {@code 2013-02-01}, {@code 2013-02-01T05},
   * {@code 2013-02}; a week by any of its days. Empty when the text is none of these.
   */
  public Optional<DataInterval> parse(String text) {
    try {
      return Optional.of(
          switch (rhythm) {
            case HOURLY -> containing(hour(text));
            case DAILY, WEEKLY -> containing(LocalDate.parse(text).atStartOfDay(zone).toInstant());
            case MONTHLY ->
                containing(YearMonth.parse(month(text)).atDay(1).atStartOfDay(zone).toInstant());
          });
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private Instant hour(String text) {
    return text.length() > "2013-02-01T05".length()
        ? ZonedDateTime.parse(text, HOUR_AND_OFFSET.withZone(zone)).toInstant()
        : LocalDateTime.parse(text + ":00").atZone(zone).toInstant();
  }

  /** A day stands for its month as well. */
  private static String month(String text) {
    return text.matches("\\d{4}-\\d\\d-\\d\\d") ? text.substring(0, "2013-02".length()) : text;
  }

  /** The interval's name for people and for {@link #parse}; unique also when clocks change. */
  public String label(DataInterval interval) {
    var start = interval.start().atZone(zone);
    return switch (rhythm) {
      case HOURLY ->
          zone.getRules().getValidOffsets(start.toLocalDateTime()).size() > 1
              ? start.format(HOUR_AND_OFFSET)
              : start.format(HOUR);
      case DAILY, WEEKLY -> start.toLocalDate().toString();
      case MONTHLY -> YearMonth.from(start).toString();
    };
  }

  private ZonedDateTime floor(ZonedDateTime at) {
    return switch (rhythm) {
      case HOURLY -> at.truncatedTo(ChronoUnit.HOURS);
      case DAILY -> at.toLocalDate().atStartOfDay(zone);
      case WEEKLY ->
          at.toLocalDate()
              .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
              .atStartOfDay(zone);
      case MONTHLY -> at.toLocalDate().withDayOfMonth(1).atStartOfDay(zone);
    };
  }

  private ZonedDateTime after(ZonedDateTime start) {
    return switch (rhythm) {
      case HOURLY -> start.plusHours(1);
      case DAILY -> start.toLocalDate().plusDays(1).atStartOfDay(zone);
      case WEEKLY -> start.toLocalDate().plusWeeks(1).atStartOfDay(zone);
      case MONTHLY -> start.toLocalDate().plusMonths(1).atStartOfDay(zone);
    };
  }
}
