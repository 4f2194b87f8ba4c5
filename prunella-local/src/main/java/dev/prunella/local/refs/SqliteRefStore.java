package dev.prunella.local.refs;

import dev.prunella.refs.LakeException;
import dev.prunella.refs.ObjectId;
import dev.prunella.refs.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Refs in one SQLite file, in WAL mode with durable commits. Threads and processes on one machine
 * may use the file at once; the file must lie on a local disk, since its locks do not cross
 * machines.
 */
public final class SqliteRefStore extends JdbcRefStore {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int MAX_READERS = 8;
  private static final int SHOWN_FAULTS = 20;

  private final SqliteDatabase database;

  private SqliteRefStore(SqliteDatabase database) {
    super(database);
    this.database = database;
  }

  /** Opens the store that is there. */
  public static SqliteRefStore open(Path file) {
    return open(file, PATIENCE);
  }

  /**
   * Opens the store that is there.
   *
   * @param patience how long to wait for another writer before {@link Problem#TOO_BUSY}
   */
  public static SqliteRefStore open(Path file, Duration patience) {
    if (!Files.isRegularFile(file)) {
      throw new LakeException(
          Problem.NOT_A_LAKE, "there is no lake: the file " + file + " is missing");
    }
    var database = new SqliteDatabase(file, patience, MAX_READERS);
    SqliteSchema.requireLake(file, database);
    return new SqliteRefStore(database);
  }

  /** A store over a database that is already known to be a lake's. */
  static SqliteRefStore over(SqliteDatabase database) {
    return new SqliteRefStore(database);
  }

  /** Makes the store with its folder, or opens it when it is there. */
  public static SqliteRefStore create(Path file) {
    var database = new SqliteDatabase(file, PATIENCE, MAX_READERS);
    SqliteSchema.create(file, database);
    return new SqliteRefStore(database);
  }

  /** Reads every page and every object; says what is wrong with them, nothing when all is well. */
  public List<String> check() {
    var faults =
        new ArrayList<>(database.read(s -> s.query("PRAGMA quick_check(20)", r -> r.getString(1))));
    faults.remove("ok");
    visitObjects(id -> check(id, faults));
    return List.copyOf(faults);
  }

  private void check(ObjectId id, List<String> faults) {
    if (faults.size() >= SHOWN_FAULTS) {
      return;
    }
    try {
      object(id);
    } catch (LakeException e) {
      faults.add(String.valueOf(e.getMessage()));
    }
  }
}
