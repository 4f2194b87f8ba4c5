package dev.prunella.local.duckdb;

import java.sql.SQLException;

/** A statement failed; it is told, because DuckDB counts the place of an error in it. */
public final class StatementException extends DuckDbException {
  private static final long serialVersionUID = 1L;

  private final String statement;
  private final SQLException error;

  public StatementException(String message, String statement, SQLException error) {
    super(message, error);
    this.statement = statement;
    this.error = error;
  }

  public String statement() {
    return statement;
  }

  /** What DuckDB said. */
  public SQLException error() {
    return error;
  }
}
