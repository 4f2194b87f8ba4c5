package dev.prunella.app.cli;

/** Bounds that a user may choose. */
final class Limits {
  private Limits() {}

  static int atLeastOne(String option, int value) {
    if (value < 1) {
      throw Failure.usage(option + " must be at least 1, not " + value, null);
    }
    return value;
  }
}
