package dev.prunella.local.refs;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.prunella.refs.LakeException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Function;

/** One schema of a PostgreSQL database, behind a bounded pool of connections. */
final class PostgresDatabase implements Database {
  private static final Duration ANSWER_LATE = Duration.ofSeconds(10);

  private final HikariDataSource pool;
  private final String schema;
  private final PostgresErrors errors;

  /** Takes the settings with the address in them, adds those that the store relies on. */
  PostgresDatabase(HikariConfig config, String schema, String shownAs, Duration patience) {
    this.schema = schema;
    this.errors = new PostgresErrors(shownAs);
    config.setPoolName("prunella-refs");
    config.setConnectionTimeout(patience.toMillis());
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    config.setAutoCommit(true);
    config.setConnectionInitSql(promises(patience));
    config.setInitializationFailTimeout(-1);
    // The server gives up first, so that the reason is known; the socket is the last resort.
    config.addDataSourceProperty("connectTimeout", Math.max(1, patience.toSeconds()));
    config.addDataSourceProperty("socketTimeout", patience.plus(ANSWER_LATE).toSeconds());
    config.addDataSourceProperty("tcpKeepAlive", true);
    config.addDataSourceProperty("ApplicationName", "prunella");
    this.pool = new HikariDataSource(config);
  }

  /** Bounds for every wait, and commits that are durable even where the server's default is not. */
  private static String promises(Duration patience) {
    long millis = patience.toMillis();
    return "SELECT set_config('statement_timeout', '%1$d', false),"
            .formatted(millis + ANSWER_LATE.toMillis() / 2)
        + " set_config('lock_timeout', '%d', false),".formatted(millis)
        + " set_config('idle_in_transaction_session_timeout', '%d', false),".formatted(2 * millis)
        + " set_config('synchronous_commit', CASE current_setting('synchronous_commit')"
        + " WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false)";
  }

  @Override
  public String prefix() {
    return '"' + schema.replace("\"", "\"\"") + "\".";
  }

  String schema() {
    return schema;
  }

  PostgresErrors errors() {
    return errors;
  }

  private Statements statements() {
    return new Statements(prefix(), lockingSuffix(), byCodePoint());
  }

  @Override
  public String lockingSuffix() {
    return " FOR UPDATE";
  }

  @Override
  public String byCodePoint() {
    return Schema.POSTGRES_BY_CODE_POINT;
  }

  @Override
  public <T> T read(Work<T> work) {
    try (var session = new Session(pool.getConnection())) {
      return work.on(session);
    } catch (SQLException e) {
      throw errors.explain(e);
    }
  }

  @Override
  public <T> T transact(Work<Ending<T>> work, Function<String, T> unknown) {
    try (var session = new Session(pool.getConnection())) {
      var connection = session.connection();
      connection.setAutoCommit(false);
      switch (begin(session, work)) {
        case Ending.Rollback<T>(T value) -> {
          connection.rollback();
          return value;
        }
        case Ending.Commit<T>(T value) -> {
          return commit(connection) instanceof Decided.Lost(var reason)
              ? unknown.apply(reason)
              : value;
        }
      }
    } catch (SQLException e) {
      throw errors.explain(e);
    }
  }

  private static <T> Ending<T> begin(Session session, Work<Ending<T>> work) throws SQLException {
    boolean done = false;
    try {
      var ending = work.on(session);
      done = true;
      return ending;
    } finally {
      if (!done) {
        rollBackQuietly(session.connection());
      }
    }
  }

  /** The exception on its way to the caller tells more than a failed rollback could. */
  private static void rollBackQuietly(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      // A connection that cannot roll back is broken; the server rolls back when it ends.
      return;
    }
  }

  /** Whether a commit was answered. */
  private sealed interface Decided {
    record Done() implements Decided {}

    record Lost(String reason) implements Decided {}
  }

  private Decided commit(Connection connection) throws SQLException {
    try {
      connection.commit();
      return new Decided.Done();
    } catch (SQLException e) {
      if (errors.isDecided(e)) {
        throw e;
      }
      return new Decided.Lost(e.getMessage() + afterTheOther());
    }
  }

  /**
   * A backend whose client is gone may still be at its commit. Once its lock is free, what the refs
   * say is final; says so when that could not be waited for.
   */
  private String afterTheOther() {
    try (var session = new Session(pool.getConnection())) {
      session.connection().setAutoCommit(false);
      session.first(statements().lockLastWrite, r -> r.getLong(1));
      session.connection().rollback();
      return "";
    } catch (SQLException e) {
      return "; and the database cannot be asked yet: " + e.getMessage();
    }
  }

  LakeException explain(SQLException e) {
    return errors.explain(e);
  }

  @Override
  public void close() {
    pool.close();
  }
}
