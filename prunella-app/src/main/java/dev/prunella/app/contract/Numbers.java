package dev.prunella.app.contract;

import java.math.BigDecimal;
import java.util.Optional;

/** Numbers as contracts write them. */
final class Numbers {
  private static final int LONGEST = 60;
  private static final int MOST_SCALE = 100;

  private Numbers() {}

  /** Empty for what is no number, or none that anybody writes. */
  static Optional<BigDecimal> of(String text) {
    try {
      if (text.length() > LONGEST) {
        return Optional.empty();
      }
      return Optional.of(new BigDecimal(text)).filter(n -> Math.abs(n.scale()) <= MOST_SCALE);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** A whole number of at least 0. */
  static Optional<Long> count(String text) {
    return of(text)
        .filter(n -> n.signum() >= 0 && n.stripTrailingZeros().scale() <= 0)
        .filter(n -> n.precision() - n.scale() <= 15)
        .map(BigDecimal::longValueExact);
  }
}
