package dev.prunella.bench.anomalies;

import dev.prunella.quality.Cause;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether a stated cause is what was done. */
final class Truth {

  /** A factor is right within this. */
  private static final double FACTOR = 0.01;

  private Truth() {}

  /**
   * Compares.
   *
   * @param before the start of the interval before, whose content a stale copy has
   */
  static boolean isRight(Cause cause, Damage damage, Instant before) {
    return switch (damage.kind()) {
      case UNIT_ALL, UNIT_CATEGORY, CENTS, SIGN_FLIPPED ->
          cause instanceof Cause.Scaled c
              && c.columns().equals(damage.columns())
              && c.within().map(w -> Map.entry(w.column(), w.value())).equals(damage.category())
              && Math.abs(c.factor() / damage.amount() - 1) < FACTOR;
      case DAY_MONTH ->
          cause instanceof Cause.DayAndMonthFlipped c
              && List.of(c.column()).equals(damage.columns());
      case TIME_SHIFT ->
          cause instanceof Cause.TimesShifted c
              && c.columns().equals(damage.columns())
              && c.by().toSeconds() == Math.round(damage.amount() * 3600);
      case RECODED_NEW, RECODED_PERMUTED ->
          cause instanceof Cause.Recoded c
              && List.of(c.column()).equals(damage.columns())
              && c.values().entrySet().stream()
                  .allMatch(e -> e.getValue().equals(damage.mapping().get(e.getKey())));
      case SWAPPED ->
          cause instanceof Cause.Swapped c
              && Set.of(c.first(), c.second()).equals(Set.copyOf(damage.columns()));
      case DUPLICATED_ALL -> cause instanceof Cause.LoadedTwice c && c.share() > 0.9;
      case DUPLICATED_PART ->
          cause instanceof Cause.LoadedTwice c && Math.abs(c.share() - damage.amount()) < 0.1;
      case HALF_MISSING_RANDOM, HALF_MISSING_TAIL -> cause instanceof Cause.LoadedInPart;
      case NULLS_5, NULLS_20, NULLS_50 ->
          cause instanceof Cause.NullBurst c && List.of(c.column()).equals(damage.columns());
      case TRUNCATED ->
          cause instanceof Cause.Truncated c
              && List.of(c.column()).equals(damage.columns())
              && c.length() == damage.amount();
      case STALE_AS_IS, STALE_REDATED ->
          cause instanceof Cause.StaleCopy c && c.of().equals(before);
      case ZERO_ROWS -> cause instanceof Cause.ZeroRows;
      case FAT_FINGER_10, FAT_FINGER_1000 ->
          cause instanceof Cause.WrongCells c
              && List.of(c.column()).equals(damage.columns())
              && c.cells().stream()
                  .allMatch(
                      cell ->
                          cell.factor() == 1
                              || Math.abs(cell.factor() * damage.amount() - 1) < 1e-6);
      case CASE_CHANGED ->
          cause instanceof Cause.Respelt c && List.of(c.column()).equals(damage.columns());
    };
  }
}
