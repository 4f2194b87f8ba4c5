package dev.prunella.local.fetch;

import dev.prunella.pipeline.Batch;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.StepTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the rows of a query, in one transaction that only reads, and keeps them as one Parquet
 * file: of the formats here it is the one in which no decimal, time or null is changed. Rows stream
 * through; memory is bounded by the fetch size and a row group. Bytes stay bytes; arrays of
 * PostgreSQL become JSON texts; what Parquet has no type for becomes the database's own text.
 */
final class JdbcFetcher {
  private static final Logger LOG = LoggerFactory.getLogger(JdbcFetcher.class);
  private static final int USUAL_FETCH_SIZE = 10_000;
  private static final int LOOK_EVERY = 256;
  private static final int TELL_EVERY = 10_000;

  /** How long a statement may take to notice that it was cancelled, before its line is cut. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Revealed revealed;
  private final UnaryOperator<String> redaction;
  private final RawBytes raw;
  private final Path scratch;
  private final Clock clock;
  private final FetchLimits limits;

  JdbcFetcher(
      Revealed revealed,
      UnaryOperator<String> redaction,
      RawBytes raw,
      Path scratch,
      Clock clock,
      FetchLimits limits) {
    this.revealed = revealed;
    this.redaction = redaction;
    this.raw = raw;
    this.scratch = scratch.toAbsolutePath().normalize();
    this.clock = clock;
    this.limits = limits;
  }

  Batch fetch(StepTask task, Source.Declared declared, Source.Jdbc source, FetchWatch watch) {
    var address = address(source.url());
    var dialect = Dialect.of(source.url());
    var sql = BoundSql.of(source.query(), dialect == Dialect.POSTGRESQL);
    try (var connection = connect(source, dialect, address, task.step().limits().time())) {
      try {
        dialect.begin(connection, task.zone());
        return query(task, declared, source, new Open(connection, dialect, address, sql), watch);
      } catch (SQLException e) {
        watch.check();
        throw new FetchFailed(SqlFaults.of(e, address, redaction, source.query(), sql));
      } finally {
        rollBack(connection);
      }
    } catch (SQLException e) {
      watch.check();
      throw new FetchFailed(SqlFaults.of(e, address, redaction));
    }
  }

  private record Open(Connection connection, Dialect dialect, String address, BoundSql sql) {}

  /** The URL without its parameters, among which passwords may be. */
  private static String address(String url) {
    return Quoted.line(url.replaceFirst("[?;].*", "").replaceFirst("//[^/@]*@", "//"));
  }

  private Connection connect(Source.Jdbc source, Dialect dialect, String address, Duration limit)
      throws SQLException {
    var url = revealed.inUrl(source.url());
    var properties = dialect.properties(limits.connect(), limit);
    source.user().ifPresent(user -> properties.put("user", revealed.in(user)));
    source.password().ifPresent(word -> properties.put("password", revealed.in(word)));
    try {
      return DriverManager.getConnection(url, properties);
    } catch (SQLException e) {
      if (String.valueOf(e.getMessage()).startsWith("No suitable driver")) {
        throw new FetchFailed(
            Kind.FAILED,
            "there is no driver for " + address,
            "use a database that Prunella knows: jdbc:postgresql:, jdbc:sqlite:, jdbc:duckdb:");
      }
      throw e;
    }
  }

  private static void rollBack(Connection connection) {
    try {
      if (!connection.isClosed()) {
        connection.rollback();
      }
    } catch (SQLException e) {
      LOG.debug("a transaction that only read could not be rolled back", e);
    }
  }

  private Batch query(
      StepTask task, Source.Declared declared, Source.Jdbc source, Open open, FetchWatch watch)
      throws SQLException {
    try (var statement = open.connection().prepareStatement(open.sql().sql());
        var _ = watch.during(() -> abort(statement, open.connection()))) {
      statement.setFetchSize(source.fetchSize() > 0 ? source.fetchSize() : USUAL_FETCH_SIZE);
      bind(statement, task, open);
      watch.check();
      if (!statement.execute()) {
        throw new FetchFailed(
            Kind.SQL_INVALID, "the query gives no rows: it is no SELECT", "write one SELECT");
      }
      try (var rows = statement.getResultSet()) {
        var columns = columns(rows, declared, open.dialect());
        return keep(declared, open.address(), rows, columns, watch);
      }
    }
  }

  private static void bind(PreparedStatement statement, StepTask task, Open open)
      throws SQLException {
    var names = open.sql().names();
    for (int i = 0; i < names.size(); i++) {
      var name = names.get(i);
      DataInterval interval =
          task.interval()
              .orElseThrow(
                  () ->
                      new FetchFailed(
                          Kind.FAILED,
                          "the query asks for :" + name + ", but the run is for no interval",
                          "give the pipeline an interval, or take :" + name + " out"));
      var at = name.equals(BoundSql.START) ? interval.start() : interval.end();
      open.dialect().bind(statement, i + 1, at, task.zone());
    }
  }

  /** Asks the server to end; should nobody listen, the line is cut. */
  private static void abort(PreparedStatement statement, Connection connection) {
    try {
      statement.cancel();
    } catch (SQLException e) {
      LOG.debug("a query could not be cancelled", e);
    }
    var _ =
        FetchWatch.after(
            PATIENCE,
            () -> {
              try {
                if (!connection.isClosed()) {
                  connection.abort(Runnable::run);
                }
              } catch (SQLException e) {
                LOG.debug("a connection could not be cut", e);
              }
            });
  }

  private static List<ResultColumn> columns(
      ResultSet rows, Source.Declared declared, Dialect dialect) throws SQLException {
    var types = new HashMap<String, String>();
    declared.columns().forEach(c -> types.put(c.name().toLowerCase(Locale.ROOT), c.type()));
    var result = rows.getMetaData();
    var columns = new ArrayList<ResultColumn>();
    var names = new HashSet<String>();
    for (int i = 1; i <= result.getColumnCount(); i++) {
      var label = result.getColumnLabel(i).toLowerCase(Locale.ROOT);
      if (!names.add(label)) {
        throw new FetchFailed(
            Kind.SQL_INVALID,
            "the query gives two columns named " + Quoted.line(label),
            "give one of them another name: ... as ...");
      }
      columns.add(ResultColumn.of(result, i, dialect, types.getOrDefault(label, "")));
    }
    return columns;
  }

  private Batch keep(
      Source.Declared declared,
      String address,
      ResultSet rows,
      List<ResultColumn> columns,
      FetchWatch watch)
      throws SQLException {
    @Nullable Path file = null;
    try {
      Files.createDirectories(scratch);
      file = Files.createTempFile(scratch, "rows-", ".parquet");
      long count = write(file, rows, columns, watch);
      if (count == 0) {
        if (declared.onEmpty() != Source.OnEmpty.ALLOW) {
          throw new FetchFailed(
              Kind.NO_ROWS,
              address + ": the query gave no rows",
              "look whether the rows are there yet; if there may be none, say on_empty: allow");
        }
        return new Batch(List.of(), clock.instant());
      }
      try (var in = Files.newInputStream(file)) {
        var part = raw.keep(address + " (" + count + " rows)", in);
        return new Batch(List.of(part), clock.instant());
      }
    } catch (IOException | UncheckedIOException e) {
      boolean full = String.valueOf(e.getMessage()).contains("No space left on device");
      throw new FetchFailed(
          full ? Kind.DISK_FULL : Kind.FAILED,
          "the rows could not be written to " + scratch + ": " + e.getMessage(),
          full
              ? "free some space; prunella gc --dry-run says what it would free"
              : "look at the disk");
    } finally {
      remove(file);
    }
  }

  private long write(Path file, ResultSet rows, List<ResultColumn> columns, FetchWatch watch)
      throws SQLException, IOException {
    long count = 0;
    try (var out = new RowsFile(file, columns)) {
      // Bounded by the time of the step and the bytes of a fetch.
      while (rows.next()) {
        count++;
        if (count % LOOK_EVERY == 0) {
          watch.check();
        }
        out.add(rows, count);
        if (count % TELL_EVERY == 0) {
          watch.step().progress(count, -1);
          if (out.bytes() > limits.mostBytes()) {
            throw new FetchFailed(
                Kind.SOURCE_FAILED,
                "the query gives more than " + limits.mostBytes() + " bytes",
                "fetch it in smaller intervals, or allow more");
          }
        }
      }
    }
    watch.check();
    return count;
  }

  private static void remove(@Nullable Path file) {
    if (file == null) {
      return;
    }
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("{} could not be removed: {}", file, e.getMessage());
    }
  }
}
