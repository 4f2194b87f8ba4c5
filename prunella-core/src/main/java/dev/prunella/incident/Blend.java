package dev.prunella.incident;

/**
 * How much each source of evidence counts towards a class.
 *
 * @param phrases for the phrases' strength
 * @param words for the words' statistics
 * @param likeness for known failures that are alike
 */
record Blend(double phrases, double words, double likeness) {

  /** Fitted by {@link Learnt}; these are what it starts from and may not leave by far. */
  static final Blend PRIOR = new Blend(0.8, 0.35, 2);
}
