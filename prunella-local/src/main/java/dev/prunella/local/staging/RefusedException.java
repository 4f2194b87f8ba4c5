package dev.prunella.local.staging;

/** Ends a transaction that finds another state than was approved; never leaves this package. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String sentence;

  RefusedException(String sentence) {
    super(sentence);
    this.sentence = sentence;
  }

  String sentence() {
    return sentence;
  }
}
