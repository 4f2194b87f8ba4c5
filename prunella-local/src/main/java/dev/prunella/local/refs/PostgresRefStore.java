package dev.prunella.local.refs;

import com.zaxxer.hikari.HikariConfig;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Refs in a PostgreSQL database, for a team. They live in a schema of their own, so that the
 * database may hold other things too. Writers take turns for the short time of a transaction.
 */
public final class PostgresRefStore extends JdbcRefStore {

  /**
   * Where and how.
   *
   * @param schema the schema for the tables, {@code prunella} unless there are several lakes
   * @param maxConnections most connections that one process holds
   * @param patience how long to wait for a connection, another writer, or an answer
   */
  public record Options(String schema, int maxConnections, Duration patience) {
    public static final Options DEFAULT = new Options("prunella", 8, Duration.ofSeconds(20));

    public Options {
      if (schema.isEmpty() || schema.length() > 63 || schema.indexOf('\0') >= 0) {
        throw new LakeException(
            Problem.BAD_NAME, "a schema's name has 1 to 63 characters: '" + schema + "'");
      }
    }

    public Options withSchema(String other) {
      return new Options(other, maxConnections, patience);
    }

    public Options withPatience(Duration other) {
      return new Options(schema, maxConnections, other);
    }
  }

  private PostgresRefStore(PostgresDatabase database) {
    super(database);
  }

  /** Opens the store that is there. The password may also come from the URL or a passfile. */
  public static PostgresRefStore open(
      String jdbcUrl, String user, String password, Options options) {
    return opened(database(jdbcUrl, user, password, options), false);
  }

  /** Makes the schema with its tables, or opens it when it is there. */
  public static PostgresRefStore create(
      String jdbcUrl, String user, String password, Options options) {
    return opened(database(jdbcUrl, user, password, options), true);
  }

  /** As {@link #open(String, String, String, Options)}, over connections that another hands out. */
  public static PostgresRefStore open(DataSource source, Options options) {
    return opened(database(source, options), false);
  }

  /** As {@link #create(String, String, String, Options)}, over connections of another. */
  public static PostgresRefStore create(DataSource source, Options options) {
    return opened(database(source, options), true);
  }

  private static PostgresDatabase database(
      String jdbcUrl, String user, String password, Options options) {
    var config = new HikariConfig();
    config.setJdbcUrl(jdbcUrl);
    config.setUsername(user);
    config.setPassword(password);
    config.setMaximumPoolSize(options.maxConnections());
    // Without the URL's parameters: a password may be among them.
    var shownAs = jdbcUrl.replaceFirst("\\?.*", "") + ", schema " + options.schema();
    return new PostgresDatabase(config, options.schema(), shownAs, options.patience());
  }

  private static PostgresDatabase database(DataSource source, Options options) {
    var config = new HikariConfig();
    config.setDataSource(source);
    config.setMaximumPoolSize(options.maxConnections());
    return new PostgresDatabase(
        config, options.schema(), "PostgreSQL, schema " + options.schema(), options.patience());
  }

  private static PostgresRefStore opened(PostgresDatabase database, boolean mayCreate) {
    boolean sound = false;
    try {
      database.transact(
          s -> {
            migrate(database, s, mayCreate);
            return new Database.Ending.Commit<>(true);
          },
          reason -> {
            throw new LakeException(Problem.STORAGE_FAILED, reason);
          });
      sound = true;
      return new PostgresRefStore(database);
    } finally {
      if (!sound) {
        database.close();
      }
    }
  }

  private static void migrate(PostgresDatabase database, Session session, boolean mayCreate)
      throws SQLException {
    var table = database.prefix() + "schema_version";
    boolean there =
        session
            .first("SELECT to_regclass(?) IS NOT NULL", row -> row.getBoolean(1), table)
            .orElse(false);
    if (!there && !mayCreate) {
      throw new LakeException(
          Problem.NOT_A_LAKE, "the database " + database.errors().shownAs() + " holds no lake");
    }
    int version = there ? version(session, table) : 0;
    if (version > Schema.VERSION) {
      throw new LakeException(
          Problem.UNSUPPORTED,
          "the lake in "
              + database.errors().shownAs()
              + " was written by a newer Prunella (schema "
              + version
              + ", this one knows up to "
              + Schema.VERSION
              + "); use the newer one");
    }
    if (version == Schema.VERSION) {
      return;
    }
    // One at a time; who comes second finds it done.
    session.first("SELECT pg_advisory_xact_lock(?)", row -> true, (long) Schema.APPLICATION_ID);
    createHome(database, session, table);
    int from = version(session, table);
    for (var step : Schema.forPostgres(from, Schema.VERSION, database.prefix())) {
      session.execute(step);
    }
    session.update("UPDATE " + table + " SET version = ?", Schema.VERSION);
  }

  /** A schema that an administrator has made beforehand needs no right to make one. */
  private static void createHome(PostgresDatabase database, Session session, String table)
      throws SQLException {
    boolean there =
        session
            .first(
                "SELECT true FROM pg_namespace WHERE nspname = ?", row -> true, database.schema())
            .orElse(false);
    if (!there) {
      session.execute("CREATE SCHEMA " + database.prefix().replaceFirst("\\.$", ""));
    }
    session.execute("CREATE TABLE IF NOT EXISTS " + table + " (version INTEGER NOT NULL)");
    session.execute(
        "INSERT INTO " + table + " SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM " + table + ")");
  }

  private static int version(Session session, String table) throws SQLException {
    return session.first("SELECT version FROM " + table, row -> row.getInt(1)).orElse(0);
  }
}
