package dev.prunella.incident;

/**
 * How much each source of evidence counts towards a class.
 *
 * @param phrases for the phrases' strength
 * @param words for the words' statistics
 * @param likeness for known failures that are alike
 */
record Blend(double phrases, double words, double likeness) {

  /** What {@link Learnt#fit} finds of the project's own examples; a test of the app compares. */
  static final Blend FITTED = new Blend(0.6, 0.6, 4);
}
