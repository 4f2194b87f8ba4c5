package dev.prunella.quality;

import java.time.LocalDateTime;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;

/**
 * Numbers by which an interval's start is named, as clocks show it, in columns such as year, month
 * and day.
 */
enum CalendarPart {
  YEAR("year"),
  QUARTER("quarter"),
  MONTH("month"),
  WEEK("week"),
  DAY_OF_MONTH("day of the month"),
  DAY_OF_WEEK("weekday"),
  DAY_OF_YEAR("day of the year"),
  HOUR("hour"),
  DATE("date"),
  EPOCH_DAY("day since 1970");

  private final String name;

  CalendarPart(String name) {
    this.name = name;
  }

  /** What is said of a column that does not hold it. */
  String words() {
    return "unlike the interval's " + name;
  }

  double of(LocalDateTime t) {
    return switch (this) {
      case YEAR -> t.getYear();
      case QUARTER -> t.get(IsoFields.QUARTER_OF_YEAR);
      case MONTH -> t.getMonthValue();
      case WEEK -> t.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
      case DAY_OF_MONTH -> t.getDayOfMonth();
      case DAY_OF_WEEK -> t.getDayOfWeek().getValue();
      case DAY_OF_YEAR -> t.getDayOfYear();
      case HOUR -> t.getHour();
      case DATE -> 10_000.0 * t.getYear() + 100 * t.getMonthValue() + t.getDayOfMonth();
      case EPOCH_DAY -> t.getLong(ChronoField.EPOCH_DAY);
    };
  }
}
