package dev.prunella.incident;

/**
 * A line of a failure's text and how much it tells.
 *
 * @param weight from 0 (nothing) to 1 (the failure itself)
 */
record Line(String text, double weight, Role role) {

  enum Role {
    /** The innermost cause, or the last line of a Python traceback. */
    ROOT,
    /** An exception or error of which another one may be the cause. */
    ERROR,
    /** What explains an error: details, hints. */
    DETAIL,
    /** A query or a row that is repeated. */
    ECHO,
    /** Whatever else was written. */
    OTHER
  }
}
