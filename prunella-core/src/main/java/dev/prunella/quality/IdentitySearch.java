package dev.prunella.quality;

import java.math.BigInteger;
import java.util.Optional;

/**
 * Finds columns that identify rows. Numbers drawn by chance hardly repeat either, as birthdays in a
 * small class; so a column counts only if it repeats much less than numbers of its range would by
 * chance, or if its range is so wide that chance repeats nothing.
 */
final class IdentitySearch {
  private static final long LEAST_ROWS = 200;
  private static final double ALMOST_DISTINCT = 0.995;
  private static final double ONE_SHAPE = 0.95;

  /** Of the repetitions that chance would bring, an identifier has at most this share. */
  private static final double DELIBERATE = 0.2;

  private static final double NOT_BY_CHANCE = 0.1;
  private static final double CONFIDENT = 0.5;

  private IdentitySearch() {}

  static Optional<InferredRule> of(ColumnFacts facts) {
    long repeated = facts.filled() - facts.distinct();
    if (facts.numeric()
        || !facts.whole()
        || facts.filled() < LEAST_ROWS
        || facts.distinct() < ALMOST_DISTINCT * facts.filled()
        || !looksLikeAnId(facts)) {
      return Optional.empty();
    }
    double chance = byChance(facts);
    if (chance > NOT_BY_CHANCE && repeated > DELIBERATE * chance) {
      return Optional.empty();
    }
    return Optional.of(
        new InferredRule(
            new RowRule.Distinct(facts.name()), facts.filled(), 2 * repeated, CONFIDENT));
  }

  /** One word with a number in it, of one shape, and no measure with decimals. */
  private static boolean looksLikeAnId(ColumnFacts facts) {
    return facts.coarse().entrySet().stream()
        .anyMatch(
            e ->
                e.getValue() >= ONE_SHAPE * facts.filled()
                    && e.getKey().indexOf('9') >= 0
                    && e.getKey().indexOf('.') < 0
                    && e.getKey().indexOf(' ') < 0);
  }

  /** How often numbers of this range would repeat by chance. */
  private static double byChance(ColumnFacts facts) {
    var least = BigInteger.ZERO;
    var most = BigInteger.ZERO;
    boolean first = true;
    for (var value : facts.values()) {
      var digits = value.text().replaceAll("[^0-9]", "");
      if (digits.isEmpty()) {
        continue;
      }
      var number = new BigInteger(digits.substring(0, Math.min(digits.length(), 40)));
      least = first ? number : least.min(number);
      most = first ? number : most.max(number);
      first = false;
    }
    double range = most.subtract(least).doubleValue() + 1;
    return (double) facts.filled() * facts.filled() / (2 * range);
  }
}
