package dev.prunella.contract;

import java.math.BigDecimal;
import java.util.Comparator;

/**
 * What becomes of rows that a check finds wrong.
 *
 * @param action whether they hold the publication, or are laid aside
 * @param maxShare of the rows looked at that may be laid aside, from 0 to 1; where there are more,
 *     the publication is held
 */
public record OnFailure(Action action, BigDecimal maxShare) implements Comparable<OnFailure> {
  private static final Comparator<OnFailure> BY_ROWS_ASIDE =
      Comparator.comparing(OnFailure::action).thenComparing(OnFailure::maxShare);

  /** Where a contract says {@code quarantine} and no share. */
  public static final BigDecimal USUAL_SHARE = new BigDecimal("0.01");

  /** Where a contract says nothing. */
  public static final OnFailure UNSAID = new OnFailure(Action.UNSAID, BigDecimal.ZERO);

  public static final OnFailure HOLD = new OnFailure(Action.HOLD, BigDecimal.ZERO);

  /** What is done, by how many rows may be laid aside. */
  public enum Action {
    /** The publication is held, and nothing is laid aside. */
    HOLD,
    /** The publication is held; a remedy may lay a few rows aside. */
    UNSAID,
    /** The rows go to the table's quarantine with the reason, and the rest goes on. */
    QUARANTINE
  }

  public OnFailure {
    if (maxShare.signum() < 0 || maxShare.compareTo(BigDecimal.ONE) > 0) {
      throw new IllegalArgumentException("a share is a number from 0 to 1, not " + maxShare);
    }
    maxShare = maxShare.stripTrailingZeros();
  }

  public boolean quarantines() {
    return action == Action.QUARANTINE;
  }

  /** Whether a remedy may lay rows aside: what a person has said of it, no remedy goes beyond. */
  public boolean leavesItToRemedies() {
    return action == Action.UNSAID;
  }

  /** Greater where more rows may be laid aside. */
  @Override
  public int compareTo(OnFailure other) {
    return BY_ROWS_ASIDE.compare(this, other);
  }
}
