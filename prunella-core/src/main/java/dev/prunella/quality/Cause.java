package dev.prunella.quality;

import dev.prunella.pipeline.Transformation;
import dev.prunella.pipeline.Transformation.Category;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What may have happened to an interval. */
public sealed interface Cause {

  /** Columns were multiplied: a unit, a currency, cents, or a lost sign. */
  record Scaled(List<String> columns, double factor, Optional<Category> within) implements Cause {
    public Scaled {
      columns = List.copyOf(columns);
    }
  }

  record DayAndMonthFlipped(String column) implements Cause {}

  record TimesShifted(List<String> columns, Duration by) implements Cause {
    public TimesShifted {
      columns = List.copyOf(columns);
    }
  }

  /**
   * Category values were replaced.
   *
   * @param values original to found; empty where it is not known which stands for which
   */
  record Recoded(String column, Map<String, String> values) implements Cause {
    public Recoded {
      values = Statistics.sorted(values);
    }
  }

  record Swapped(String first, String second) implements Cause {}

  /**
   * Rows were loaded again.
   *
   * @param share of the rows that came twice, 0 to 1
   */
  record LoadedTwice(double share) implements Cause {}

  /**
   * Rows are missing.
   *
   * @param share of the usual number that came, about
   */
  record LoadedInPart(double share) implements Cause {}

  /**
   * The content is that of an earlier interval.
   *
   * @param of that interval's start
   * @param redated whether its times were moved into this one
   */
  record StaleCopy(Instant of, boolean redated) implements Cause {}

  record NullBurst(String column, double share) implements Cause {}

  record Truncated(String column, long length) implements Cause {}

  /** Letters' case, white space or encoding were damaged. */
  record Respelt(String column) implements Cause {}

  record ZeroRows() implements Cause {}

  /**
   * A few cells are wrong by a power of ten.
   *
   * @param cells named by their rows
   */
  record WrongCells(String column, List<Transformation.Cell> cells) implements Cause {
    public WrongCells {
      cells = List.copyOf(cells);
    }
  }
}
