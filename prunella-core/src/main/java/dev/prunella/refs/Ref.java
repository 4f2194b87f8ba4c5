package dev.prunella.refs;

/**
 * A name for a commit.
 *
 * @param guarded whether it moves only by publication, as {@code main} does
 */
public record Ref(String name, Kind kind, CommitId head, boolean guarded) {

  /** A branch moves; a tag stays. */
  public enum Kind {
    BRANCH,
    TAG
  }

  /** The branch that readers see. */
  public static final String MAIN = "main";

  public Ref {
    RefNames.check(name);
  }

  public static Ref branch(String name, CommitId head) {
    return new Ref(name, Kind.BRANCH, head, name.equals(MAIN));
  }

  public static Ref tag(String name, CommitId head) {
    return new Ref(name, Kind.TAG, head, false);
  }

  public Ref at(CommitId next) {
    return new Ref(name, kind, next, guarded);
  }
}
