package dev.prunella.quality;

import dev.prunella.quality.Statistics.ColumnStatistics;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** Days of small tables. */
final class Pictures {
  private Pictures() {}

  /** Columns without relations, usuals or groups, of which all values are kept. */
  static Outline outline(Outline.Column... columns) {
    return new Outline(1, List.of(columns), List.of(), List.of(), List.of(), List.of());
  }

  /** A day of different rows, without relations, usuals or groups. */
  static Picture day(Outline outline, Instant start, long rows, List<ColumnStatistics> columns) {
    return Picture.of(
        outline,
        new Statistics(
            start,
            Duration.ofDays(1),
            ZoneOffset.UTC,
            rows,
            rows,
            start.toString(),
            columns,
            List.of(),
            Map.of(),
            Map.of()));
  }
}
