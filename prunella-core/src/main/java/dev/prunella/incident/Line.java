package dev.prunella.incident;

/**
 * A line of a failure's text and how much it tells.
 *
 * @param masked the text without what varies, by {@link Signature}
 * @param weight from 0 (nothing) to 1 (the failure itself)
 */
record Line(String text, String masked, double weight, Role role) {

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

  /** Whether it tells of the failure, rather than repeating a query or a row. */
  boolean tells(double least) {
    return role != Role.ECHO && weight >= least;
  }
}
