package dev.prunella.local.sql;

import dev.prunella.pipeline.Position;
import java.util.Optional;

/**
 * One thing that is wrong with a model's SQL.
 *
 * @param message a sentence for its author: what, where, and a suggestion
 * @param at where, if that is known
 * @param suggestion the name that was probably meant
 */
public record SqlProblem(
    Kind kind, String message, Optional<Position> at, Optional<String> suggestion) {

  /** What sort of thing. */
  public enum Kind {
    /** DuckDB's parser does not take it. */
    NOT_SQL,
    /** SQL, but not one SELECT over tables of the lake. */
    REFUSED,
    UNKNOWN_TABLE,
    /** A table or alias before the dot that FROM does not bring in. */
    UNKNOWN_ALIAS,
    UNKNOWN_COLUMN,
    /** A column that two tables have, without saying which. */
    AMBIGUOUS_COLUMN
  }

  static SqlProblem named(Kind kind, String what, Position at, Optional<String> suggestion) {
    String hint = suggestion.map(name -> ", did you mean '" + name + "'?").orElse("");
    return new SqlProblem(kind, what + " at " + at + hint, Optional.of(at), suggestion);
  }
}
