package dev.prunella.refs;

import java.util.Locale;

/** What can be wrong with a request to the lake: one code, one HTTP status, one next step each. */
public enum Problem {
  NO_SUCH_REF(404, "prunella branch list"),
  NO_SUCH_COMMIT(404, "prunella log"),
  NO_SUCH_TABLE(404, "prunella table list"),
  NO_SUCH_NAMESPACE(404, "prunella table list"),
  AMBIGUOUS(400, "give more digits of the commit id"),
  BAD_NAME(400, "choose another name"),
  BAD_REVISION(400, "prunella log --help"),
  BAD_REQUEST(400, "see --help of the command"),
  REF_EXISTS(409, "choose another name, or delete the old ref first"),
  ENTRY_EXISTS(409, "choose another name, or drop the old one first"),
  NOT_EMPTY(409, "drop what is inside first"),
  FOREIGN_WAREHOUSE(409, "give each lake a warehouse of its own"),
  GUARDED(403, "work on a branch and merge it"),
  CONFLICT(409, "look at the newest state and try again"),
  TOO_BUSY(503, "try again in a moment"),
  UNKNOWN_FATE(503, "look at the branch before trying again: the change may have landed"),
  NOT_A_LAKE(404, "prunella init"),
  LAKE_DAMAGED(500, "keep the files as they are; restore the database from a backup"),
  FILE_MISSING(500, "prunella log, then prunella rollback to a commit whose files are whole"),
  STORAGE_FULL(507, "free some space; prunella gc --dry-run says what it would free"),
  STORAGE_FAILED(500, "check the storage and try again"),
  UNSUPPORTED(501, "see the documentation of limits");

  private final int status;
  private final String nextStep;

  Problem(int status, String nextStep) {
    this.status = status;
    this.nextStep = nextStep;
  }

  /** The HTTP status that fits. */
  public int status() {
    return status;
  }

  /** What a person can do now. */
  public String nextStep() {
    return nextStep;
  }

  /** As clients see it: {@code no-such-ref}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
