package dev.prunella.incident;

/**
 * Why something failed. The vocabulary is open: what the catalogue lacks can be made.
 *
 * @param name such as {@code missing_column}
 * @param failureClass whose fault it is
 * @param remedy the sort of remedy that cures it most often
 * @param words what it is, for people: {@code a column that is not there}
 */
public record Cause(String name, FailureClass failureClass, RemedyFamily remedy, String words) {

  public Cause {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a cause needs a name");
    }
  }

  /** A cause that may be new; where it is known, in the known words. */
  public static Cause of(String name, FailureClass failureClass, RemedyFamily remedy) {
    return new Cause(
        name,
        failureClass,
        remedy,
        CauseTable.find(name).map(Cause::words).orElse(name.replace('_', ' ')));
  }
}
