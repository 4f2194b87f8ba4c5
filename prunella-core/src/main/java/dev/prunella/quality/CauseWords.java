package dev.prunella.quality;

import java.util.Locale;

/** Causes as people say them. */
public final class CauseWords {
  private CauseWords() {}

  public static String of(Cause cause) {
    return switch (cause) {
      case Cause.Scaled c ->
          String.format(
              Locale.ROOT,
              "%s multiplied by %.6g%s",
              String.join(", ", c.columns()),
              c.factor(),
              c.within().map(w -> " where " + w).orElse(""));
      case Cause.DayAndMonthFlipped c -> "day and month of " + c.column() + " swapped";
      case Cause.TimesShifted c ->
          String.join(", ", c.columns()) + " shifted by " + c.by().toMinutes() + " minutes";
      case Cause.Recoded c -> c.column() + " recoded";
      case Cause.Swapped c -> c.first() + " and " + c.second() + " swapped";
      case Cause.LoadedTwice c ->
          String.format(Locale.ROOT, "%.0f %% of the rows loaded twice", 100 * c.share());
      case Cause.LoadedInPart c ->
          String.format(Locale.ROOT, "loaded in part: %.0f %% of the usual rows", 100 * c.share());
      case Cause.StaleCopy c -> "the content of " + c.of() + " again";
      case Cause.NullBurst c ->
          String.format(
              Locale.ROOT, "%s missing in %.1f %% of the rows", c.column(), 100 * c.share());
      case Cause.Truncated c -> c.column() + " cut off after " + c.length() + " characters";
      case Cause.Respelt c -> c.column() + " spelt otherwise";
      case Cause.ZeroRows() -> "no rows came";
      case Cause.WrongCells c -> c.cells().size() + " wrong cells in " + c.column();
    };
  }
}
