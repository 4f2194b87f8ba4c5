package dev.prunella.local.refs;

import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What SQLite's result codes (sqlite.org/rescode.html) mean for a lake. */
final class SqliteErrors {
  private final Path file;

  SqliteErrors(Path file) {
    this.file = file;
  }

  LakeException explain(SQLException e) {
    if (e instanceof SQLDataException) {
      return damaged(e);
    }
    if (isFull(e)) {
      return new LakeException(
          Problem.STORAGE_FULL,
          "the disk of " + name() + " is full; nothing was changed and nothing is lost",
          e);
    }
    return switch (primary(e)) {
      case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL, SQLITE_INTERRUPT ->
          new LakeException(Problem.TOO_BUSY, name() + " is held by another process for long", e);
      case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_FORMAT -> damaged(e);
      case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH ->
          new LakeException(
              Problem.STORAGE_FAILED, name() + " may not be written to" + byWhom(), e);
      case SQLITE_CANTOPEN ->
          new LakeException(
              Problem.STORAGE_FAILED,
              name() + " or its folder cannot be opened for writing" + byWhom(),
              e);
      case SQLITE_TOOBIG ->
          new LakeException(Problem.UNSUPPORTED, "an object is too large for " + name(), e);
      default ->
          new LakeException(Problem.STORAGE_FAILED, name() + " failed: " + e.getMessage(), e);
    };
  }

  private String byWhom() {
    var missing = missingRights();
    return " by the user "
        + System.getProperty("user.name")
        + (missing.isEmpty()
            ? ", for another reason than the rights of the file and its folder"
            : ": the right to write to "
                + String.join(" and ", missing)
                + " is missing, and also who only reads needs it");
  }

  /** Readers, too, keep a log beside the file. */
  private List<String> missingRights() {
    var folder = Optional.ofNullable(file.toAbsolutePath().getParent());
    return Stream.concat(
            Stream.of(file).filter(SqliteErrors::isClosed).map(f -> "the file"),
            folder.filter(SqliteErrors::isClosed).map(f -> "the folder " + f).stream())
        .toList();
  }

  private static boolean isClosed(Path path) {
    return Files.exists(path) && !Files.isWritable(path);
  }

  private LakeException damaged(SQLException e) {
    return new LakeException(
        Problem.LAKE_DAMAGED, name() + " is damaged or no SQLite file: " + e.getMessage(), e);
  }

  LakeException busy(String why) {
    return new LakeException(Problem.TOO_BUSY, name() + " is busy: " + why);
  }

  /**
   * Whether a failed COMMIT may still turn out to be done: its last record may have reached the log
   * although the reply was an input/output error, and a later recovery would then honour it.
   */
  boolean isUndecided(SQLException e) {
    return primary(e) == SQLiteErrorCode.SQLITE_IOERR;
  }

  /** Where not even the file that readers share can grow, SQLite calls it an input/output error. */
  private static boolean isFull(SQLException e) {
    return primary(e) == SQLiteErrorCode.SQLITE_FULL
        || (e instanceof SQLiteException s
            && s.getResultCode() == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE);
  }

  /** The family of a code: extended codes keep it in their low byte. */
  private static SQLiteErrorCode primary(SQLException e) {
    return e instanceof SQLiteException s
        ? SQLiteErrorCode.getErrorCode(s.getResultCode().code & 0xff)
        : SQLiteErrorCode.SQLITE_ERROR;
  }

  private String name() {
    return "the database " + file;
  }
}
