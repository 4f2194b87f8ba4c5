package dev.prunella.local.quality;

import dev.prunella.local.duckdb.DuckDbException;
import dev.prunella.local.duckdb.Sql;
import dev.prunella.local.engine.TransformationSql;
import dev.prunella.pipeline.Transformation;
import dev.prunella.quality.Outline;
import dev.prunella.quality.Relation;
import dev.prunella.quality.Rows;
import dev.prunella.quality.Span;
import dev.prunella.quality.Statistics;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A relation of a DuckDB connection as the rows of an interval. Not thread-safe. */
public final class IntervalRows implements Rows {
  /** A column that no table has. */
  private static final String WAS = "\"prunella:was\"";

  private final Connection connection;
  private final String relation;
  private final Outline outline;
  private final ReferenceTables reference;
  private final Span span;
  private final long expectedRows;

  /** Empty until they are asked for. */
  private Optional<Statistics> known = Optional.empty();

  /** Empty until they are asked for, which only rows that stand out are. */
  private Optional<List<String>> columns = Optional.empty();

  /**
   * Rows to be asked about.
   *
   * @param relation what stands in a FROM clause: a quoted name or a query in parentheses
   * @param reference the one with which the interval's statistics were computed
   */
  public IntervalRows(
      Connection connection,
      String relation,
      Outline outline,
      ReferenceTables reference,
      Span span,
      long expectedRows) {
    this.connection = connection;
    this.relation = relation;
    this.outline = outline;
    this.reference = reference;
    this.span = span;
    this.expectedRows = expectedRows;
  }

  /** The statistics as they are. */
  public Statistics statistics() {
    var statistics = scan(new StatisticsScan(connection), relation);
    known = Optional.of(statistics);
    return statistics;
  }

  /** Takes statistics that were computed before: of the same rows, with the same reference. */
  void know(Statistics statistics) {
    known = Optional.of(statistics);
  }

  private List<String> columns() {
    var names =
        columns.orElseGet(
            () -> TableColumns.of(connection, relation).stream().map(TableColumns::name).toList());
    columns = Optional.of(names);
    return names;
  }

  @Override
  public Statistics under(Transformation change) {
    // Where only some of the rows are looked at, other values may choose other rows.
    boolean allRowsStay = !change.changed().isEmpty() && outline.rows() >= 1;
    var scan =
        known
            .filter(_ -> allRowsStay)
            .map(k -> new StatisticsScan(connection, new Known(k, change.changed())))
            .orElseGet(() -> new StatisticsScan(connection));
    return scan(scan, TransformationSql.over(relation, change, columns()));
  }

  private Statistics scan(StatisticsScan scan, String from) {
    return scan.scan(from, outline, reference, span, expectedRows);
  }

  @Override
  public long strays(Transformation.Scale back, String column, int digits) {
    var c = Sql.identifier(column);
    var before = "(SELECT *, CAST(" + c + " AS DOUBLE) AS " + WAS + " FROM " + relation + " t)";
    var again = "round(CAST(" + c + " AS DOUBLE) / " + back.factor() + ", " + digits + ")";
    var out = new ArrayList<Long>();
    query(
        "SELECT count_if(abs("
            + again
            + " - "
            + WAS
            + ") > 1e-7 * greatest(1, abs("
            + WAS
            + "))) FROM "
            + TransformationSql.over(before, back, columns())
            + " t",
        row -> out.add(row.getLong(1)));
    return out.getFirst();
  }

  @Override
  public Map<Integer, Long> multiplicities(int most) {
    var sql =
        "SELECT least(n, "
            + most
            + "), count(*) FROM (SELECT count(*) AS n FROM "
            + relation
            + " t GROUP BY ALL_COLUMNS) GROUP BY 1";
    var all = columns().stream().map(Sql::identifier).collect(Collectors.joining(", "));
    var out = new TreeMap<Integer, Long>();
    query(
        sql.replace("ALL_COLUMNS", all),
        row -> {
          out.put(row.getInt(1), row.getLong(2));
        });
    return out;
  }

  private ScanSql sql() {
    // Single cells are looked for among all rows, also of an interval that is looked at in part.
    return new ScanSql(relation, outline, reference, span);
  }

  @Override
  public List<Pair> against(Outline.Usual.OfText usual, int most) {
    var sql = sql();
    var found = sql.text(usual.column());
    var expected = sql.usual(usual);
    var out = new ArrayList<Pair>();
    query(
        "SELECT "
            + found
            + ", "
            + expected
            + ", count(*) FROM "
            + sql.from()
            + " WHERE "
            + found
            + " IS NOT NULL AND "
            + expected
            + " IS NOT NULL GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT "
            + most,
        row -> out.add(new Pair(row.getString(1), row.getString(2), row.getLong(3))));
    return out;
  }

  @Override
  public List<Outlier> outliers(
      String column,
      Bounds bounds,
      Optional<UsualBound> usual,
      Optional<Relation.Sum> sum,
      List<String> naming,
      int most) {
    var sql = sql();
    var x = sql.number(column);
    double middle = (bounds.least() + bounds.greatest()) / 2;
    var off =
        usual
            .map(u -> "coalesce(abs(" + sql.againstUsual(u.usual()) + "), 0)")
            .orElse("CAST(0 AS DOUBLE)");
    var demanded = sum.map(r -> demanded(sql, r, column)).orElse("NULL");
    var broken =
        sum.map(r -> "coalesce(abs(" + x + " - " + demanded + ") > 1e-6 * abs(" + x + "), FALSE)")
            .orElse("FALSE");
    var conditions = new ArrayList<String>();
    conditions.add(x + " < " + bounds.least());
    conditions.add(x + " > " + bounds.greatest());
    conditions.add(broken);
    usual.ifPresent(u -> conditions.add(off + " > " + u.most()));
    var query =
        "SELECT "
            + x
            + ", "
            + usual.map(u -> sql.usual(u.usual())).orElse("NULL")
            + ", CASE WHEN "
            + broken
            + " THEN "
            + demanded
            + " END"
            + naming.stream()
                .map(n -> ", CAST(" + sql.any(n) + " AS VARCHAR)")
                .collect(Collectors.joining())
            + " FROM "
            + sql.from()
            + " WHERE "
            + String.join(" OR ", conditions)
            + " ORDER BY "
            + off
            + " DESC, abs("
            + x
            + " - "
            + middle
            + ") DESC LIMIT "
            + most;
    var out = new ArrayList<Outlier>();
    query(query, row -> out.add(outlier(row, naming)));
    return out;
  }

  /** What a column must be for a sum to hold. */
  private static String demanded(ScanSql sql, Relation.Sum sum, String column) {
    var total = sql.number(sum.total());
    var first = sql.number(sum.first());
    var second = sql.number(sum.second());
    if (column.equals(sum.total())) {
      return "(" + first + " + " + second + ")";
    }
    return "(" + total + " - " + (column.equals(sum.first()) ? second : first) + ")";
  }

  private static Outlier outlier(ResultSet row, List<String> naming) throws SQLException {
    var names = new HashMap<String, String>();
    for (int i = 0; i < naming.size(); i++) {
      var value = row.getString(4 + i);
      if (value != null) {
        names.put(naming.get(i), value);
      }
    }
    return new Outlier(names, row.getDouble(1), optional(row, 2), optional(row, 3));
  }

  private static Optional<Double> optional(ResultSet row, int column) throws SQLException {
    double value = row.getDouble(column);
    return row.wasNull() ? Optional.empty() : Optional.of(value);
  }

  private void query(String sql, Asker.RowReader reader) {
    try {
      new Statements(connection).query(sql, reader);
    } catch (SQLException e) {
      throw new DuckDbException("rows of " + relation + " cannot be read: " + e.getMessage(), e);
    }
  }
}
