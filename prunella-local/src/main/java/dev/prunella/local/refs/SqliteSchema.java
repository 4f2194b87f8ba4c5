package dev.prunella.local.refs;

import dev.prunella.local.sqlite.WriteAheadLog;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;

/** Tells a lake's SQLite file from others, makes one, and brings an older one up to date. */
final class SqliteSchema {
  private SqliteSchema() {}

  /** Looks without changing anything; then lets an older version follow. */
  static void requireLake(Path file, SqliteDatabase database) {
    int version =
        database.read(
            s -> {
              requireOurs(file, s);
              return version(file, s);
            });
    if (version < Schema.VERSION) {
      upgrade(file, database);
    }
  }

  static void create(Path file, SqliteDatabase database) {
    var folder = file.toAbsolutePath().resolve("..").normalize();
    try {
      Files.createDirectories(folder);
      boolean made = !Files.exists(file);
      try (var session = database.connect(true, true)) {
        requireNothingElse(file, session);
        useWriteAheadLog(file, session);
      }
      upgrade(file, database);
      if (made) {
        sync(folder);
      }
    } catch (SQLException e) {
      throw database.explain(e);
    } catch (IOException e) {
      throw new LakeException(
          Problem.STORAGE_FAILED, "the folder " + folder + " cannot be made: " + e, e);
    }
  }

  /** In one transaction, so that of two processes one does it and the other finds it done. */
  private static void upgrade(Path file, SqliteDatabase database) {
    database.transact(
        s -> {
          requireNothingElse(file, s);
          s.execute("PRAGMA application_id = " + Schema.APPLICATION_ID);
          for (var step : Schema.forSqlite(version(file, s), Schema.VERSION)) {
            s.execute(step);
          }
          s.execute("PRAGMA user_version = " + Schema.VERSION);
          return new Database.Ending.Commit<>(Schema.VERSION);
        },
        reason -> {
          throw new LakeException(Problem.STORAGE_FAILED, reason);
        });
  }

  private static void requireOurs(Path file, Session session) throws SQLException {
    if (number(session, "PRAGMA application_id") != Schema.APPLICATION_ID) {
      throw new LakeException(
          Problem.NOT_A_LAKE, "the file " + file + " is a database, but not a lake's");
    }
  }

  /**
   * Refuses a file with the tables of something else. Counts before it looks at the mark, for
   * another process may be making the lake: its tables and its mark come in one commit.
   */
  private static void requireNothingElse(Path file, Session session) throws SQLException {
    if (number(session, "SELECT count(*) FROM sqlite_schema") > 0
        && number(session, "PRAGMA application_id") != Schema.APPLICATION_ID) {
      throw new LakeException(
          Problem.NOT_A_LAKE,
          "the file " + file + " is a database of something else; choose another place for a lake");
    }
  }

  private static int version(Path file, Session session) throws SQLException {
    int version = number(session, "PRAGMA user_version");
    if (version > Schema.VERSION) {
      throw new LakeException(
          Problem.UNSUPPORTED,
          "the lake "
              + file
              + " was written by a newer Prunella (schema "
              + version
              + ", this one knows up to "
              + Schema.VERSION
              + "); use the newer one");
    }
    return version;
  }

  private static void useWriteAheadLog(Path file, Session session) throws SQLException {
    if (!WriteAheadLog.use(session.connection())) {
      throw new LakeException(
          Problem.STORAGE_FAILED,
          "the disk of " + file + " cannot hold a lake: it allows no write-ahead log");
    }
  }

  private static int number(Session session, String sql) throws SQLException {
    return session.first(sql, row -> row.getInt(1)).orElse(0);
  }

  /** A new file's name is safe only when its folder is. */
  private static void sync(Path folder) throws IOException {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
