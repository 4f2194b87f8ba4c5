package dev.prunella.local.duckdb;

/**
 * Something between Iceberg and DuckDB went wrong; the message says what, where, and what to do
 * next.
 */
public class DuckDbException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DuckDbException(String message) {
    super(message);
  }

  public DuckDbException(String message, Throwable cause) {
    super(message, cause);
  }
}
