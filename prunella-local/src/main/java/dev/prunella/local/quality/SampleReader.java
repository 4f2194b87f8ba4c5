package dev.prunella.local.quality;

import dev.prunella.local.duckdb.DuckDbException;
import dev.prunella.local.duckdb.Sql;
import dev.prunella.quality.RowSample;
import dev.prunella.quality.TypeClass;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads some rows of earlier intervals, from which a table's outline is found. */
public final class SampleReader {
  private final Connection connection;

  public SampleReader(Connection connection) {
    this.connection = connection;
  }

  /**
   * Reads the first rows of each relation.
   *
   * @param intervals one relation for each interval; all have the same columns
   * @param most rows in all
   */
  public RowSample read(List<String> intervals, int most) {
    if (intervals.isEmpty()) {
      throw new IllegalArgumentException("an outline needs at least one interval");
    }
    var columns = TableColumns.of(connection, intervals.getFirst());
    var texts = new ArrayList<List<@Nullable String>>();
    var numbers = new ArrayList<List<Double>>();
    columns.forEach(
        c -> {
          texts.add(new ArrayList<>());
          numbers.add(new ArrayList<>());
        });
    var from = new ArrayList<Integer>();
    long rows = 0;
    int each = Math.max(1, most / intervals.size());
    for (int i = 0; i < intervals.size(); i++) {
      try {
        rows += count(intervals.get(i));
        read(intervals.get(i), each, columns, texts, numbers, from, i);
      } catch (SQLException e) {
        throw new DuckDbException(
            "rows of " + intervals.get(i) + " cannot be sampled: " + e.getMessage(), e);
      }
    }
    var values = new ArrayList<RowSample.Values>();
    for (int c = 0; c < columns.size(); c++) {
      values.add(
          RowSample.Values.of(
              columns.get(c).name(), columns.get(c).type(), texts.get(c), numbers.get(c)));
    }
    return new RowSample((double) rows / intervals.size(), values, from);
  }

  private long count(String relation) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT count(*) FROM " + relation + " t")) {
      row.next();
      return row.getLong(1);
    }
  }

  private void read(
      String relation,
      int most,
      List<TableColumns> columns,
      List<List<@Nullable String>> texts,
      List<List<Double>> numbers,
      List<Integer> from,
      int interval)
      throws SQLException {
    var select =
        columns.stream()
            .map(
                c -> {
                  var x = Sql.identifier(c.name());
                  return c.type() == TypeClass.NUMBER
                      ? "CAST(" + x + " AS DOUBLE)"
                      : "CAST(" + x + " AS VARCHAR)";
                })
            .collect(Collectors.joining(", "));
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery("SELECT " + select + " FROM " + relation + " t LIMIT " + most)) {
      while (row.next()) {
        from.add(interval);
        for (int c = 0; c < columns.size(); c++) {
          var text = row.getString(c + 1);
          texts.get(c).add(text);
          double number =
              text != null && columns.get(c).type() == TypeClass.NUMBER
                  ? row.getDouble(c + 1)
                  : Double.NaN;
          numbers.get(c).add(number);
        }
      }
    }
  }
}
