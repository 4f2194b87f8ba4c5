package dev.prunella.local.quality;

import dev.prunella.quality.Outline;
import dev.prunella.quality.Outline.Usual;
import dev.prunella.quality.Statistics.ColumnStatistics;
import dev.prunella.quality.Statistics.UsualStatistics;

/** How the columns of a scan are asked. */
sealed interface ScanParts permits WideParts, TallParts {

  /**
   * What is known of a column.
   *
   * @param whole the answers of the query over all of a row
   */
  ColumnStatistics column(Outline.Column column, Answers whole);

  /** What is known of numbers against what their keys usually have. */
  UsualStatistics usual(Usual.OfNumber usual, Answers whole);
}
