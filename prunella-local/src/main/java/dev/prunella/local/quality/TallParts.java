package dev.prunella.local.quality;

import dev.prunella.quality.Outline;
import dev.prunella.quality.Outline.Usual;
import dev.prunella.quality.Span;
import dev.prunella.quality.Statistics.ColumnStatistics;
import dev.prunella.quality.Statistics.UsualStatistics;
import dev.prunella.quality.TypeClass;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The columns of a type one under another, and the aggregates once for all of them. A query of some
 * hundred aggregates costs a tenth of a second to plan, which for few rows is nearly all that it
 * costs. Needs rows: of none there would be no answers.
 */
final class TallParts implements ScanParts {
  private final Asker asker;
  private final ScanSql sql;
  private final Map<TypeClass, ColumnAsk> asks = new EnumMap<>(TypeClass.class);
  private final Map<String, Answers> columns = new HashMap<>();
  private final Map<String, UsualStatistics> usuals = new HashMap<>();

  /** Asks, and answers at once. */
  TallParts(
      Asker asker,
      ScanSql sql,
      List<Outline.Column> open,
      List<Usual.OfNumber> numbers,
      Span span,
      boolean counted)
      throws SQLException {
    this.asker = asker;
    this.sql = sql;
    for (var type : TypeClass.values()) {
      var alike = open.stream().filter(c -> c.type() == type).toList();
      if (!alike.isEmpty()) {
        columns(type, alike, span, counted);
      }
    }
    usuals(numbers);
  }

  private void columns(TypeClass type, List<Outline.Column> alike, Span span, boolean counted)
      throws SQLException {
    var asked = new ArrayList<String>();
    var kept = "hash(" + ScanSql.hashed(type, "x") + ") <= most";
    var distinct =
        alike.stream().allMatch(ColumnAsk::isWhole) ? "0" : ScanSql.distinct("x", counted);
    asks.put(type, new ColumnAsk(asked, type, "x", kept, distinct, span));
    var from =
        "SELECT "
            + numbered(alike.size())
            + ", "
            + unnested(alike.stream().map(c -> sql.any(c.name())).toList(), "x")
            + ", "
            + unnested(alike.stream().map(c -> ScanSql.bound(c.sampled())).toList(), "most")
            + " FROM "
            + sql.from();
    var answers = answers(from, asked, alike.size());
    for (int i = 0; i < alike.size(); i++) {
      columns.put(alike.get(i).name(), answers.get(i));
    }
  }

  private void usuals(List<Usual.OfNumber> numbers) throws SQLException {
    if (numbers.isEmpty()) {
      return;
    }
    var asked = new ArrayList<String>();
    var ask = new UsualAsk(asked, "x");
    var from =
        "SELECT "
            + numbered(numbers.size())
            + ", "
            + unnested(numbers.stream().map(sql::againstUsual).toList(), "x")
            + " FROM "
            + sql.from();
    var answers = answers(from, asked, numbers.size());
    for (int i = 0; i < numbers.size(); i++) {
      usuals.put(numbers.get(i).toString(), ask.read(answers.get(i)));
    }
  }

  private static String numbered(int count) {
    return "unnest(range(" + count + ")) AS i";
  }

  private static String unnested(List<String> expressions, String as) {
    return expressions.stream().collect(Collectors.joining(", ", "unnest([", "]) AS " + as));
  }

  /** One for each that is numbered, in order. */
  private List<Answers> answers(String from, List<String> asked, int count) throws SQLException {
    var query =
        "SELECT i, " + String.join(",\n", asked) + " FROM (" + from + ") GROUP BY i ORDER BY i";
    var found = new ArrayList<Answers>();
    asker.query(query, row -> found.add(Answers.of(row, 2, asked.size())));
    if (found.size() != count) {
      throw new SQLException(found.size() + " answers came for " + count + " columns");
    }
    return found;
  }

  @Override
  public ColumnStatistics column(Outline.Column column, Answers whole) {
    var ask = Optional.ofNullable(asks.get(column.type())).orElseThrow();
    return ask.read(Optional.ofNullable(columns.get(column.name())).orElseThrow(), column);
  }

  @Override
  public UsualStatistics usual(Usual.OfNumber usual, Answers whole) {
    return Optional.ofNullable(usuals.get(usual.toString())).orElseThrow();
  }
}
