package dev.prunella.local.contract;

import dev.prunella.contract.CheckResult.Sample;
import dev.prunella.local.duckdb.QueryCursor;
import dev.prunella.local.duckdb.QueryLimits;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs the queries that checks are made of, within limits. For one thread. */
final class CheckQueries {
  private final Connection connection;
  private final CheckLimits limits;

  CheckQueries(Connection connection, CheckLimits limits) {
    this.connection = connection;
    this.limits = limits;
  }

  /** The one row that a query gives. */
  List<Optional<String>> oneRow(String sql) {
    try (var cursor = open(sql, 1)) {
      cursor.next();
      var values = new ArrayList<Optional<String>>();
      for (int i = 0; i < cursor.columns().size(); i++) {
        values.add(Optional.ofNullable(cursor.text(i)));
      }
      return values;
    }
  }

  /** A query's first rows, with long values cut. */
  Sample rows(String sql) {
    try (var cursor = open(sql, limits.sampleRows())) {
      var found = new ArrayList<List<Optional<String>>>();
      while (cursor.next()) {
        var row = new ArrayList<Optional<String>>();
        for (int i = 0; i < cursor.columns().size(); i++) {
          row.add(Optional.ofNullable(cursor.text(i)).map(this::shortened));
        }
        found.add(row);
      }
      return new Sample(cursor.columns().stream().map(QueryCursor.Column::name).toList(), found);
    }
  }

  /** A query's rows one by one, so many at most. */
  QueryCursor open(String sql, long mostRows) {
    return QueryCursor.open(connection, sql, new QueryLimits(mostRows, limits.timeout()));
  }

  String shortened(String value) {
    int most = limits.valueChars();
    return value.codePointCount(0, value.length()) <= most
        ? value
        : value.substring(0, value.offsetByCodePoints(0, most)) + "…";
  }
}
