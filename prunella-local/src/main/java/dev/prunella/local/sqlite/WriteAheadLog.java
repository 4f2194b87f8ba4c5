package dev.prunella.local.sqlite;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * The mode in which readers of a SQLite file go on while it is written to. The mode stays with the
 * file. Who sets it while another sets it or closes the file is told that it is locked, however
 * long the connection's own patience is: <a
 * href="https://www.sqlite.org/c3ref/busy_handler.html">SQLite does not wait where waiting might
 * never end</a>. Here it is tried again for a while.
 */
public final class WriteAheadLog {
  /** {@code SQLITE_BUSY} among <a href="https://www.sqlite.org/rescode.html">SQLite's codes</a>. */
  private static final int BUSY = 5;

  private static final int TRIES = 500;
  private static final int PAUSE_MILLIS = 10;

  private WriteAheadLog() {}

  /**
   * Sets the mode.
   *
   * @return whether the disk allows it
   * @throws SQLException if it cannot be set, or others have kept the file locked for five seconds
   */
  public static boolean use(Connection file) throws SQLException {
    for (int tries = 1; ; tries++) {
      try (var statement = file.createStatement();
          var mode = statement.executeQuery("PRAGMA journal_mode = WAL")) {
        return mode.next() && mode.getString(1).equals("wal");
      } catch (SQLException e) {
        if (!isBusy(e) || tries == TRIES) {
          throw e;
        }
        pause(e);
      }
    }
  }

  /** The low byte says it; the rest says why. */
  private static boolean isBusy(SQLException e) {
    return (e.getErrorCode() & 0xff) == BUSY;
  }

  private static void pause(SQLException because) throws SQLException {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw because;
    }
  }
}
