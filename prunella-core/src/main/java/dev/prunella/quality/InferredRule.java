package dev.prunella.quality;

/**
 * A rule with what speaks for it.
 *
 * @param support rows that it speaks about
 * @param violations those that break it
 * @param confidence that a row which breaks it is wrong, from 0 to 1, by this rule alone
 */
public record InferredRule(RowRule rule, long support, long violations, double confidence) {

  public InferredRule {
    if (support < 0 || violations < 0 || confidence < 0 || confidence > 1) {
      throw new IllegalArgumentException(
          rule.words() + ": need counts from 0 and a confidence from 0 to 1");
    }
  }

  /** The share of rows that break it, from 0 to 1. */
  public double share() {
    return support == 0 ? 0 : (double) violations / support;
  }

  public InferredRule broken(long times) {
    return new InferredRule(rule, support, times, confidence);
  }
}
