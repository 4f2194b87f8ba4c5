package dev.prunella.local.quality;

import dev.prunella.quality.Outline;
import dev.prunella.quality.Outline.Usual;
import dev.prunella.quality.Span;
import dev.prunella.quality.Statistics.ColumnStatistics;
import dev.prunella.quality.Statistics.UsualStatistics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything of all columns side by side, so that many rows are read once. */
final class WideParts implements ScanParts {
  private final Map<String, ColumnAsk> columns = new HashMap<>();
  private final Map<String, UsualAsk> usuals = new HashMap<>();

  /**
   * Asks.
   *
   * @param asked to which the aggregates are added
   */
  WideParts(
      List<String> asked,
      ScanSql sql,
      List<Outline.Column> open,
      List<Usual.OfNumber> numbers,
      Span span,
      boolean counted) {
    for (var c : open) {
      var x = sql.any(c.name());
      var kept = ScanSql.kept(sql.hashed(c.name()), c.sampled());
      var distinct = ColumnAsk.isWhole(c) ? "0" : ScanSql.distinct(x, counted);
      columns.put(c.name(), new ColumnAsk(asked, c.type(), x, kept, distinct, span));
    }
    for (var usual : numbers) {
      usuals.put(usual.toString(), new UsualAsk(asked, sql.againstUsual(usual)));
    }
  }

  @Override
  public ColumnStatistics column(Outline.Column column, Answers whole) {
    return Optional.ofNullable(columns.get(column.name())).orElseThrow().read(whole, column);
  }

  @Override
  public UsualStatistics usual(Usual.OfNumber usual, Answers whole) {
    return Optional.ofNullable(usuals.get(usual.toString())).orElseThrow().read(whole);
  }
}
