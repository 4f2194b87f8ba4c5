package dev.prunella.local.quality;

import dev.prunella.local.duckdb.Sql;
import dev.prunella.quality.Outline;
import dev.prunella.quality.Outline.Usual;
import dev.prunella.quality.Quantity;
import dev.prunella.quality.Span;
import dev.prunella.quality.TypeClass;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The SQL of one scan: a common base with short names of our own (no column of the table can be
 * taken for one of them), over which the two queries of {@link StatisticsScan} aggregate.
 */
final class ScanSql {
  private static final BigDecimal HASHES = new BigDecimal("18446744073709551615");

  private static final int CHOOSING = 3;

  private final Outline outline;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final String rows;
  private final String from;

  ScanSql(String relation, Outline outline, ReferenceTables reference, Span span) {
    this.outline = outline;
    number(outline);
    this.rows = rows(relation, reference, span);
    this.from = "(" + rows + ") AS base";
  }

  private ScanSql(Outline outline, String table) {
    this.outline = outline;
    number(outline);
    this.rows = "SELECT * FROM " + table;
    this.from = table;
  }

  private void number(Outline outline) {
    for (int i = 0; i < outline.columns().size(); i++) {
      numbers.put(outline.columns().get(i).name(), i);
    }
  }

  /** The same over a table in which the rows are kept. */
  ScanSql over(String table) {
    return new ScanSql(outline, table);
  }

  /** The rows by short names, as a query. */
  String rows() {
    return rows;
  }

  /** What stands in a FROM clause for them. */
  String from() {
    return from;
  }

  private String rows(String relation, ReferenceTables reference, Span span) {
    var select = new ArrayList<String>();
    for (var column : outline.columns()) {
      var raw = "t." + Sql.identifier(column.name());
      switch (column.type()) {
        case NUMBER -> select.add("CAST(" + raw + " AS DOUBLE) AS " + number(column.name()));
        case TEXT -> select.add("CAST(" + raw + " AS VARCHAR) AS " + text(column.name()));
        case TIME -> select.add(shown(raw, span) + " AS " + time(column.name()));
      }
    }
    var joins = new StringBuilder();
    for (int i = 0; i < outline.usuals().size(); i++) {
      var usual = outline.usuals().get(i);
      select.add("u" + i + ".v AS u" + i);
      joins
          .append(" LEFT JOIN ")
          .append(reference.table(i))
          .append(" u")
          .append(i)
          .append(" ON u")
          .append(i)
          .append(".k = ")
          .append(key(rawKey(usual.key()), usual.key()));
    }
    return "SELECT " + String.join(", ", select) + " FROM " + relation + " t" + joins;
  }

  /** Seconds from what clocks show at the start to a time, or to what they show at a moment. */
  static String shown(String raw, Span span) {
    var seconds = "epoch(" + raw + ")";
    var later =
        span.change()
            .map(
                c ->
                    " + CASE WHEN "
                        + seconds
                        + " >= "
                        + c.at().getEpochSecond()
                        + " THEN "
                        + c.more().toSeconds()
                        + " ELSE 0 END")
            .orElse("");
    double moment = span.start().getEpochSecond();
    double shown = span.begins().toEpochSecond(ZoneOffset.UTC);
    // The one is the other in UTC; elsewhere the type is the same in all rows, and costs nothing.
    return moment == shown && later.isEmpty()
        ? seconds + " - " + moment
        : "CASE WHEN typeof("
            + raw
            + ") = 'TIMESTAMP WITH TIME ZONE' THEN "
            + seconds
            + later
            + " - "
            + moment
            + " ELSE "
            + seconds
            + " - "
            + shown
            + " END";
  }

  /**
   * Selects a share of a relation's rows by a hash of what does not tell time: a copy of earlier
   * rows with new times is then chosen as they were. The columns with the most values are enough.
   */
  static String chosen(String relation, Outline outline) {
    var columns = outline.columns();
    boolean timesOnly = columns.stream().allMatch(c -> c.type() == TypeClass.TIME);
    var hashed =
        columns.stream()
            .filter(c -> timesOnly || c.type() != TypeClass.TIME)
            .sorted(Comparator.comparingDouble(Outline.Column::sampled))
            .limit(CHOOSING)
            .map(c -> rawKey(c.name()))
            .collect(Collectors.joining(", "));
    return "SELECT "
        + columns.stream().map(c -> rawKey(c.name())).collect(Collectors.joining(", "))
        + " FROM "
        + relation
        + " t WHERE "
        + kept(hashed, outline.rows());
  }

  private static String rawKey(String column) {
    return "t." + Sql.identifier(column);
  }

  private TypeClass type(String column) {
    return outline.column(column).orElseThrow().type();
  }

  private String key(String raw, String column) {
    return switch (type(column)) {
      case NUMBER -> "CAST(TRY_CAST(" + raw + " AS BIGINT) AS VARCHAR)";
      case TEXT, TIME -> "CAST(" + raw + " AS VARCHAR)";
    };
  }

  String number(String column) {
    return "n" + numbers.get(column);
  }

  String text(String column) {
    return "t" + numbers.get(column);
  }

  String time(String column) {
    return "e" + numbers.get(column);
  }

  /** The base column that holds a column. */
  String any(String column) {
    return switch (type(column)) {
      case NUMBER -> number(column);
      case TEXT -> text(column);
      case TIME -> time(column);
    };
  }

  /** A column as it is hashed. */
  String hashed(String column) {
    return hashed(type(column), any(column));
  }

  /** A value as it is hashed: without the last bits in which equal results of sums differ. */
  static String hashed(TypeClass type, String x) {
    return switch (type) {
      case NUMBER ->
          "(CASE WHEN "
              + x
              + " = round("
              + x
              + ") THEN "
              + x
              + " ELSE CAST(CAST("
              + x
              + " AS FLOAT) AS DOUBLE) END)";
      case TEXT, TIME -> x;
    };
  }

  /** The number of different values; estimated where there are too many to count. */
  static String distinct(String expression, boolean counted) {
    return counted
        ? "count(DISTINCT " + expression + ")"
        : "approx_count_distinct(" + expression + ")";
  }

  /** Hashes added up: the same in any order. */
  static String sum(String hash) {
    return "CAST(coalesce(sum(CAST(" + hash + " AS HUGEINT)), 0) AS VARCHAR)";
  }

  /** Whether a value is among those kept. */
  static String kept(String expression, double share) {
    return share >= 1 ? "TRUE" : "hash(" + expression + ") <= " + bound(share);
  }

  /** The greatest hash of the values that are kept. */
  static String bound(double share) {
    var bound = share >= 1 ? HASHES : HASHES.multiply(BigDecimal.valueOf(share));
    return "CAST(" + bound.toBigInteger() + " AS UBIGINT)";
  }

  /** The text by which rows are grouped; null for values that are not looked at. */
  String group(Outline.Group group) {
    var text = key(any(group.column()), group.column());
    return group.sampled() >= 1
        ? text
        : "CASE WHEN " + kept(text, group.sampled()) + " THEN " + text + " END";
  }

  String quantity(Quantity quantity) {
    var over = number(quantity.over());
    if (quantity.under() == null) {
      return over;
    }
    var under = number(quantity.under());
    return "CASE WHEN " + under + " <> 0 THEN " + over + " / " + under + " END";
  }

  /** The logarithm of a number against its key's usual one. */
  String againstUsual(Usual.OfNumber usual) {
    var q = "(" + quantity(usual.quantity()) + ")";
    var u = "u" + outline.usuals().indexOf(usual);
    return "CASE WHEN " + q + " > 0 AND " + u + " > 0 THEN ln(" + q + " / " + u + ") END";
  }

  String usual(Usual usual) {
    return "u" + outline.usuals().indexOf(usual);
  }
}
