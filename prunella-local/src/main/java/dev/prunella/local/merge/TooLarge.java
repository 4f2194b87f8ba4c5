package dev.prunella.local.merge;

/** Ends a proof that would pass a limit; {@link TableMerge} turns it into a conflict. */
final class TooLarge extends Exception {
  private static final long serialVersionUID = 1L;

  TooLarge(String what, long limit) {
    super(what + " (limit " + limit + ")");
  }
}
