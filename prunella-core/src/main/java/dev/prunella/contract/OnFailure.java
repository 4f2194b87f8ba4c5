package dev.prunella.contract;

import java.math.BigDecimal;

/**
 * What becomes of rows that a check finds wrong.
 *
 * @param action whether they hold the publication, or are laid aside
 * @param maxShare of the rows looked at that may be laid aside, from 0 to 1; where there are more,
 *     the publication is held
 */
public record OnFailure(Action action, BigDecimal maxShare) {
  /** Where a contract says {@code quarantine} and no share. */
  public static final BigDecimal USUAL_SHARE = new BigDecimal("0.01");

  public static final OnFailure HOLD = new OnFailure(Action.HOLD, BigDecimal.ZERO);

  /** What is done. */
  public enum Action {
    HOLD,
    /** The rows go to the table's quarantine with the reason, and the rest goes on. */
    QUARANTINE
  }

  public OnFailure {
    if (maxShare.signum() < 0 || maxShare.compareTo(BigDecimal.ONE) > 0) {
      throw new IllegalArgumentException("a share is a number from 0 to 1, not " + maxShare);
    }
  }

  public boolean quarantines() {
    return action == Action.QUARANTINE;
  }
}
