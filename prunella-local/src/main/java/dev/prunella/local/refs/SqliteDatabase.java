package dev.prunella.local.refs;

import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteOpenMode;

/**
 * One SQLite file: a pool of readers and one writer. The file is never opened by Java I/O, because
 * closing it there would drop the locks that SQLite holds on it.
 */
final class SqliteDatabase implements Database {
  /** The log of writes is cut back to this size once it has been folded into the file. */
  private static final int LOG_BYTES = 16 << 20;

  private final Path file;
  private final Duration patience;
  private final int maxReaders;
  private final SqliteErrors errors;
  private final Semaphore readers;
  private final Deque<Session> idle = new ArrayDeque<>();
  private final ReentrantLock turn = new ReentrantLock(true);
  private @Nullable Session writer;
  private Optional<Object> writtenTo = Optional.empty();
  private volatile boolean closed;

  SqliteDatabase(Path file, Duration patience, int maxReaders) {
    this.file = file;
    this.patience = patience;
    this.maxReaders = maxReaders;
    this.errors = new SqliteErrors(file);
    this.readers = new Semaphore(maxReaders, true);
  }

  @Override
  public String prefix() {
    return "";
  }

  @Override
  public String lockingSuffix() {
    return ""; // BEGIN IMMEDIATE has locked already
  }

  @Override
  public String byCodePoint() {
    return ""; // as SQLite does anyway
  }

  /** Opens a connection of its own, for what the pool does not do. */
  Session connect(boolean mayCreate, boolean mayWrite) throws SQLException {
    var config = new SQLiteConfig();
    if (!mayCreate) {
      config.resetOpenMode(SQLiteOpenMode.CREATE);
    }
    config.setOpenMode(SQLiteOpenMode.OPEN_URI);
    config.setBusyTimeout(Math.toIntExact(patience.toMillis()));
    config.setSynchronous(SynchronousMode.FULL);
    // As a URI, for in a plain path the driver would take what follows a '?' for settings.
    var uri = file.toAbsolutePath().toUri().toASCIIString();
    var session = new Session(config.createConnection("jdbc:sqlite:" + uri));
    try {
      session.execute("PRAGMA trusted_schema = OFF");
      session.execute(
          mayWrite ? "PRAGMA journal_size_limit = " + LOG_BYTES : "PRAGMA query_only = ON");
      return session;
    } catch (SQLException e) {
      session.close();
      throw e;
    }
  }

  @Override
  public <T> T read(Work<T> work) {
    await(readers);
    try {
      var session = reader();
      boolean sound = false;
      try {
        T result = work.on(session);
        sound = true;
        return result;
      } finally {
        giveBack(session, sound);
      }
    } catch (SQLException e) {
      throw errors.explain(e);
    } finally {
      readers.release();
    }
  }

  private Session reader() throws SQLException {
    synchronized (idle) {
      var session = idle.poll();
      if (session != null) {
        return session;
      }
    }
    return connect(false, false);
  }

  private void giveBack(Session session, boolean sound) throws SQLException {
    if (!sound || closed) {
      session.close();
      return;
    }
    synchronized (idle) {
      idle.push(session);
    }
  }

  @Override
  public <T> T transact(Work<Ending<T>> work, Function<String, T> unknown) {
    awaitTurn();
    try {
      return transactNow(work, unknown);
    } finally {
      turn.unlock();
    }
  }

  private <T> T transactNow(Work<Ending<T>> work, Function<String, T> unknown) {
    Ending<T> ending;
    Session session;
    boolean begun = false;
    try {
      session = writer();
      session.update("BEGIN IMMEDIATE");
      begun = true;
      ending = work.on(session);
      requireSameFile();
      begun = false;
      if (ending instanceof Ending.Rollback<T>(T value)) {
        session.update("ROLLBACK");
        return value;
      }
    } catch (SQLException e) {
      begun = false;
      dropWriter(e);
      throw errors.explain(e);
    } finally {
      if (begun) { // another exception or error is on its way to the caller
        dropWriter(null);
      }
    }
    try {
      session.update("COMMIT");
    } catch (SQLException e) {
      dropWriter(e);
      if (errors.isUndecided(e)) {
        return unknown.apply("the database " + file + ": " + e.getMessage());
      }
      throw errors.explain(e);
    }
    return switch (ending) {
      case Ending.Commit<T>(T value) -> value;
      case Ending.Rollback<T>(T value) -> value;
    };
  }

  private Session writer() throws SQLException {
    var session = writer;
    if (session == null) {
      session = connect(false, true);
      writer = session;
      writtenTo = fileKey();
    }
    return session;
  }

  /**
   * SQLite goes on writing into a file that somebody has deleted, and would let us tell of
   * publications that nobody will ever see. A look at its attributes does not open the file.
   */
  private void requireSameFile() throws SQLException {
    if (!fileKey().equals(writtenTo)) {
      closeIdle();
      throw new LakeException(
          Problem.LAKE_DAMAGED,
          "the database "
              + file
              + " was taken away or replaced while it was open; nothing was written");
    }
  }

  /** What tells the file from another of the same name; empty when there is none. */
  private Optional<Object> fileKey() {
    try {
      var key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
      return Optional.of(key == null ? file : key);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new LakeException(
          Problem.STORAGE_FAILED, "the database " + file + " cannot be looked at: " + e, e);
    }
  }

  private void closeIdle() throws SQLException {
    synchronized (idle) {
      for (var session = idle.poll(); session != null; session = idle.poll()) {
        session.close();
      }
    }
  }

  /** Closing rolls back whatever was begun; the next writer starts afresh. */
  private void dropWriter(@Nullable SQLException because) {
    var session = writer;
    writer = null;
    if (session != null) {
      try {
        session.close();
      } catch (SQLException e) {
        if (because != null) {
          because.addSuppressed(e);
        }
      }
    }
  }

  private void awaitTurn() {
    try {
      if (!turn.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw errors.busy("other threads of this process are writing to it");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw errors.busy("the wait for it was interrupted");
    }
    if (closed) {
      turn.unlock();
      throw closed();
    }
  }

  private void await(Semaphore permits) {
    try {
      if (!permits.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw errors.busy("all of its " + maxReaders + " readers are at work");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw errors.busy("the wait for it was interrupted");
    }
    if (closed) {
      permits.release();
      throw closed();
    }
  }

  private LakeException closed() {
    return new LakeException(Problem.STORAGE_FAILED, "the database " + file + " has been closed");
  }

  LakeException explain(SQLException e) {
    return errors.explain(e);
  }

  /** Waits for the write that is going on; readers at work close their own connections. */
  @Override
  public void close() {
    closed = true;
    turn.lock();
    try {
      var failure = new SQLException("closing the database " + file);
      dropWriter(failure);
      closeIdle();
    } catch (SQLException e) {
      throw errors.explain(e);
    } finally {
      turn.unlock();
    }
  }
}
