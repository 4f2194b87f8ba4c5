package dev.prunella.local.duckdb;

import dev.prunella.local.duckdb.QueryException.Reason;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A query's rows, one at a time, within limits. {@link #open} runs any SQL and is for SQL that we
 * made ourselves; for SQL that a person typed see {@link LakeQuery}. DuckDB holds the whole result
 * until the cursor is closed, because its streaming results lose the text of errors. For one
 * thread; {@link #cancel} may come from any.
 */
public final class QueryCursor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(QueryCursor.class);
  private static final ScheduledExecutorService TIMER =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("duckdb-timeout").daemon(true).factory());

  private final QueryLimits limits;
  private final Statement statement;
  private final ScheduledFuture<?> alarm;
  private final List<AutoCloseable> closeWithMe;
  private @Nullable ResultSet rows;
  private List<Column> columns = List.of();
  private long count;
  private boolean truncated;
  private volatile boolean timedOut;
  private volatile boolean cancelled;
  private boolean closed;

  /** A result column with DuckDB's name of its type. */
  public record Column(String name, String type) {}

  private QueryCursor(Statement statement, QueryLimits limits, List<AutoCloseable> closeWithMe) {
    this.statement = statement;
    this.limits = limits;
    this.closeWithMe = closeWithMe;
    this.alarm =
        TIMER.schedule(
            () -> {
              timedOut = true;
              stop();
            },
            limits.timeout().toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** Starts trusted SQL; the caller bounds its result. */
  public static QueryCursor open(Connection connection, String sql, QueryLimits limits) {
    return open(connection, sql, limits, List.of(), QueryCursor::labels);
  }

  /**
   * Starts one SELECT and lets DuckDB stop after the rows that are wanted, and one to know whether
   * there are more.
   */
  static QueryCursor openBounded(
      Connection connection, String sql, QueryLimits limits, List<AutoCloseable> resources) {
    String bounded = "SELECT * FROM " + Sql.subquery(sql) + " LIMIT " + (limits.maxRows() + 1);
    // A subquery renames columns of the same name, so the names come from the query as it was
    // typed.
    return open(
        connection,
        bounded,
        limits,
        resources,
        rows -> {
          try (var prepared = connection.prepareStatement(sql)) {
            return labels(prepared.getMetaData());
          }
        });
  }

  private interface Labels {
    List<Column> of(ResultSetMetaData rows) throws SQLException;
  }

  private static List<Column> labels(ResultSetMetaData metadata) throws SQLException {
    List<Column> found = new ArrayList<>();
    for (int i = 1; i <= metadata.getColumnCount(); i++) {
      found.add(new Column(metadata.getColumnLabel(i), metadata.getColumnTypeName(i)));
    }
    return List.copyOf(found);
  }

  /** The resources are closed, last first, with the cursor or when it cannot be opened. */
  private static QueryCursor open(
      Connection connection,
      String sql,
      QueryLimits limits,
      List<AutoCloseable> resources,
      Labels labels) {
    QueryCursor cursor;
    try {
      cursor = new QueryCursor(connection.createStatement(), limits, List.copyOf(resources));
    } catch (SQLException e) {
      closeAll(resources);
      throw new QueryException(Reason.FAILED, String.valueOf(e.getMessage()), e);
    }
    try {
      cursor.start(sql, labels);
      return cursor;
    } catch (SQLException e) {
      QueryException translated = cursor.translate(e);
      cursor.close();
      throw translated;
    }
  }

  private void start(String sql, Labels labels) throws SQLException {
    ResultSet result = statement.executeQuery(sql);
    rows = result;
    columns = labels.of(result.getMetaData());
  }

  public List<Column> columns() {
    return columns;
  }

  /**
   * Moves to the next row; false after the last one, or after the last one that the limits allow.
   */
  public boolean next() {
    try {
      if (truncated || !open().next()) {
        return false;
      }
      if (count == limits.maxRows()) {
        truncated = true;
        return false;
      }
      count++;
      return true;
    } catch (SQLException e) {
      throw translate(e);
    }
  }

  /** A value of the current row as JDBC gives it, by index from 0; null for NULL. */
  public @Nullable Object value(int column) {
    try {
      return open().getObject(column + 1);
    } catch (SQLException e) {
      throw translate(e);
    }
  }

  /** A value of the current row as text, by index from 0; null for NULL. */
  public @Nullable String text(int column) {
    try {
      return open().getString(column + 1);
    } catch (SQLException e) {
      throw translate(e);
    }
  }

  /**
   * Whether rows were left out because of {@link QueryLimits#maxRows}; known after {@link #next}
   * gave false.
   */
  public boolean truncated() {
    return truncated;
  }

  /** Ends the query from any thread; the reading thread gets a {@link QueryException}. */
  public void cancel() {
    cancelled = true;
    stop();
  }

  private ResultSet open() {
    ResultSet result = rows;
    if (result == null || closed) {
      throw new IllegalStateException("the cursor is closed");
    }
    return result;
  }

  private void stop() {
    try {
      statement.cancel();
    } catch (SQLException e) {
      LOG.debug("nothing to cancel: {}", e.getMessage());
    }
  }

  private QueryException translate(SQLException error) {
    String message = String.valueOf(error.getMessage());
    String lower = message.toLowerCase(Locale.ROOT);
    if (timedOut) {
      return new QueryException(
          Reason.TIMED_OUT,
          "The query was stopped after "
              + limits.timeout().toMillis()
              + " ms. Next: read fewer rows or columns, or allow more time.",
          error);
    }
    if (cancelled) {
      return new QueryException(Reason.TIMED_OUT, "The query was cancelled.", error);
    }
    if (DuckDbException.isOutOfMemory(message)) {
      return new QueryException(
          Reason.OUT_OF_MEMORY,
          "The query needed more memory than it may use. Next: read fewer rows or columns, or allow more memory. DuckDB says: "
              + firstLine(message),
          error);
    }
    if (lower.startsWith("permission error")
        || lower.contains("disabled through configuration")
        || lower.contains("configuration has been locked")) {
      return new QueryException(
          Reason.REFUSED,
          "A query sees the lake's tables and nothing else on this machine. DuckDB says: "
              + firstLine(message),
          error);
    }
    if (lower.startsWith("binder error")
        || lower.startsWith("catalog error")
        || lower.startsWith("parser error")) {
      return new QueryException(Reason.INVALID, message, error);
    }
    return new QueryException(Reason.FAILED, message, error);
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse(text);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    alarm.cancel(false);
    List<AutoCloseable> all = new ArrayList<>(closeWithMe);
    all.add(statement);
    if (rows != null) {
      all.add(rows);
    }
    closeAll(all);
  }

  static void closeAll(List<AutoCloseable> resources) {
    for (AutoCloseable resource : resources.reversed()) {
      try {
        resource.close();
      } catch (Exception e) {
        LOG.warn("{} did not close: {}", resource.getClass().getSimpleName(), e.getMessage());
      }
    }
  }
}
