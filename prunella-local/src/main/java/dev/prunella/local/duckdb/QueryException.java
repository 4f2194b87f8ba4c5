package dev.prunella.local.duckdb;

import dev.prunella.pipeline.Position;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A query that a person typed did not run, or did not run to its end; the message is a sentence for
 * that person.
 */
public final class QueryException extends DuckDbException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final transient @Nullable Position at;

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
    this.at = null;
  }

  QueryException(Reason reason, String message, Position at) {
    super(message);
    this.reason = reason;
    this.at = at;
  }

  public QueryException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
    this.at = null;
  }

  public Reason reason() {
    return reason;
  }

  /** The place in the query, where it is known. */
  public Optional<Position> at() {
    return Optional.ofNullable(at);
  }
}
