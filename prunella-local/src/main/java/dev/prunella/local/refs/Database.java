package dev.prunella.local.refs;

import java.sql.SQLException;
import java.util.function.Function;

/**
 * Connections, transactions, and what a database's errors mean. Thread-safe. Every failure is a
 * {@link dev.prunella.refs.LakeException} that names the database.
 */
interface Database extends AutoCloseable {

  /** What is done with a connection. */
  interface Work<T> {
    T on(Session session) throws SQLException;
  }

  /** How a transaction shall end. */
  sealed interface Ending<T> {
    record Commit<T>(T value) implements Ending<T> {}

    record Rollback<T>(T value) implements Ending<T> {}
  }

  /** Where the tables stand, to be put before their names; with the dot. */
  String prefix();

  /** What follows a SELECT so that others wait until this transaction has ended. */
  String lockingSuffix();

  /** What follows a text's name so that it is compared as journals' streams are. */
  String byCodePoint();

  /** Reads what is committed; several may read at once. */
  <T> T read(Work<T> work);

  /**
   * Runs one durable transaction.
   *
   * @param unknown what to answer when the connection was lost while the commit was decided
   */
  <T> T transact(Work<Ending<T>> work, Function<String, T> unknown);

  @Override
  void close();
}
