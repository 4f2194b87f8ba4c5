package dev.prunella.local.staging;

import dev.prunella.incident.Amendment.Cell;
import dev.prunella.local.duckdb.Sql;
import dev.prunella.pipeline.Staging;
import dev.prunella.pipeline.Staging.Publish;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The rows of a staging, within one transaction. Names are quoted; values are bound as parameters,
 * and read by the server as its columns' types.
 */
final class StagedRows {
  /** Hardly a column's name, for that would go before it. */
  private static final String ROW = "\"a row of the staging\"";

  private final Connection connection;
  private final Staging staging;
  private final String table;

  StagedRows(Connection connection, Staging staging) {
    this.connection = connection;
    this.staging = staging;
    this.table = name(staging.schema(), staging.table());
  }

  private static String name(String schema, String table) {
    return Sql.identifier(schema) + "." + Sql.identifier(table);
  }

  /** Every cell's row is there once, and has the value. */
  void requireAll(List<Cell> cells, Function<Cell, String> value, String otherwise)
      throws SQLException, RefusedException {
    for (var cell : cells) {
      if (!has(table, cell, value.apply(cell), "")) {
        throw new RefusedException("a cell of " + cell.column() + " " + otherwise);
      }
    }
  }

  /** Whether a cell has a value. */
  private boolean has(String of, Cell cell, String value, String lock)
      throws SQLException, RefusedException {
    var sql =
        "SELECT "
            + Sql.identifier(cell.column())
            + " IS NOT DISTINCT FROM ? FROM "
            + of
            + " WHERE "
            + where(cell)
            + lock;
    try (var query = connection.prepareStatement(sql)) {
      bind(query, 1, value);
      bindKey(query, 2, cell);
      try (var rows = query.executeQuery()) {
        if (!rows.next()) {
          throw new RefusedException("a row is not in " + bare(of) + " any more");
        }
        boolean has = rows.getBoolean(1);
        if (rows.next()) {
          throw new RefusedException("a key finds more than one row of " + bare(of));
        }
        return has;
      }
    }
  }

  /**
   * Gives cells their new values.
   *
   * @return how many did not have them yet
   */
  int change(List<Cell> cells) throws SQLException, RefusedException {
    return change(table, cells);
  }

  private int change(String of, List<Cell> cells) throws SQLException, RefusedException {
    int changed = 0;
    for (var cell : cells) {
      if (has(of, cell, cell.after(), " FOR UPDATE")) {
        continue;
      }
      if (update(of, cell) != 1) {
        throw new RefusedException(
            "a cell of "
                + cell.column()
                + " in "
                + bare(of)
                + " was given another value by others");
      }
      changed++;
    }
    return changed;
  }

  private int update(String of, Cell cell) throws SQLException {
    var column = Sql.identifier(cell.column());
    var sql =
        "UPDATE " + of + " SET " + column + " = ? WHERE " + where(cell) + " AND " + column + " = ?";
    try (var update = connection.prepareStatement(sql)) {
      bind(update, 1, cell.after());
      int next = bindKey(update, 2, cell);
      bind(update, next, cell.before());
      return update.executeUpdate();
    }
  }

  /**
   * Names everything that is not to be changed: of the rows concerned their other columns; all
   * other rows too, where publishing brings the whole staging over.
   */
  String seen(List<Cell> cells) throws SQLException {
    boolean whole = staging.publish() instanceof Publish.Statement;
    var row = new StringBuilder("to_jsonb(" + ROW + ")");
    var any = new ArrayList<String>();
    for (var cell : cells) {
      row.append(" - CASE WHEN ").append(where(cell)).append(" THEN CAST(? AS text) ELSE '' END");
      any.add("(" + where(cell) + ")");
    }
    var sql =
        "SELECT count(*) || ':' || coalesce(sum(CAST(hashtextextended(CAST("
            + row
            + " AS text), 0) AS numeric)), 0) FROM "
            + table
            + " AS "
            + ROW
            + (whole ? "" : " WHERE " + String.join(" OR ", any));
    try (var query = connection.prepareStatement(sql)) {
      int next = 1;
      for (var cell : cells) {
        next = bindKey(query, next, cell);
        query.setString(next++, cell.column());
      }
      if (!whole) {
        for (var cell : cells) {
          next = bindKey(query, next, cell);
        }
      }
      try (var rows = query.executeQuery()) {
        return only(rows);
      }
    }
  }

  /**
   * Makes cells the source's own.
   *
   * @param receipt hears the transaction's number before anything counts
   */
  void publish(List<Cell> cells, Consumer<String> receipt) throws SQLException, RefusedException {
    var number = number();
    receipt.accept(number);
    switch (staging.publish()) {
      case Publish.Statement(var text) -> {
        try (var statement = connection.createStatement()) {
          statement.execute(text);
        }
      }
      case Publish.CellsInto(var schema, var into) -> change(name(schema, into), cells);
    }
    if (!number().equals(number)) {
      throw new SQLException(
          "the statement that publishes ends its transaction by itself", "2D000");
    }
  }

  /** This transaction's; the server keeps for long what became of it. */
  String number() throws SQLException {
    try (var query = connection.prepareStatement("SELECT CAST(txid_current() AS text)");
        var rows = query.executeQuery()) {
      return only(rows);
    }
  }

  /** What became of a transaction: committed, aborted, or anything else for nobody knows. */
  String status(String number) throws SQLException {
    try (var query =
        connection.prepareStatement("SELECT coalesce(txid_status(CAST(? AS bigint)), '')")) {
      query.setString(1, number);
      try (var rows = query.executeQuery()) {
        return only(rows);
      }
    }
  }

  private static String only(ResultSet rows) throws SQLException {
    rows.next();
    return rows.getString(1);
  }

  /** A quoted name for people. */
  private static String bare(String quoted) {
    return quoted.replace("\"", "");
  }

  private static String where(Cell cell) {
    return String.join(
        " AND ", cell.key().keySet().stream().map(k -> Sql.identifier(k) + " = ?").toList());
  }

  private static int bindKey(PreparedStatement to, int first, Cell cell) throws SQLException {
    int next = first;
    for (var value : cell.key().values()) {
      bind(to, next++, value);
    }
    return next;
  }

  /** The server reads it as the type that stands on the other side. */
  private static void bind(PreparedStatement to, int index, String value) throws SQLException {
    to.setObject(index, value, Types.OTHER);
  }
}
