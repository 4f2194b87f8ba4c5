package dev.prunella.local.duckdb;

/**
 * A query that a person typed did not run, or did not run to its end; the message is a sentence for
 * that person.
 */
public final class QueryException extends DuckDbException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** Why a query failed. */
  public enum Reason {
    /** Not SQL, or a column or function that does not exist. */
    INVALID,
    /**
     * SQL that is not allowed here: not one SELECT, or reaching for files, settings and the like.
     */
    REFUSED,
    /** A table that the lake does not have. */
    UNKNOWN_TABLE,
    /** It took longer than allowed, or was cancelled. */
    TIMED_OUT,
    /** It needed more memory or spill space than allowed. */
    OUT_OF_MEMORY,
    /** Anything else, such as a division by zero or a cast that fails. */
    FAILED
  }

  public QueryException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public QueryException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
