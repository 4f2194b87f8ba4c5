package dev.prunella.bench.anomalies;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was done to an interval.
 *
 * @param query the damaged rows
 * @param columns those whose values are wrong
 * @param category the column and the value within which they are
 * @param amount a factor, hours, or a share, as the kind has it
 * @param mapping for recoded values: original to damaged
 */
record Damage(
    Kind kind,
    String query,
    List<String> columns,
    Optional<Map.Entry<String, String>> category,
    double amount,
    Map<String, String> mapping) {

  Damage {
    columns = List.copyOf(columns);
    mapping = Map.copyOf(mapping);
  }

  static Damage of(Kind kind, String query, List<String> columns, double amount) {
    return new Damage(kind, query, columns, Optional.empty(), amount, Map.of());
  }

  /** Kinds of damage; the specification's, then two that are reported apart. */
  enum Kind {
    UNIT_ALL,
    UNIT_CATEGORY,
    CENTS,
    DAY_MONTH,
    TIME_SHIFT,
    RECODED_NEW,
    RECODED_PERMUTED,
    SWAPPED,
    DUPLICATED_ALL,
    DUPLICATED_PART,
    HALF_MISSING_RANDOM,
    HALF_MISSING_TAIL,
    NULLS_5,
    NULLS_20,
    NULLS_50,
    TRUNCATED,
    STALE_AS_IS,
    STALE_REDATED,
    ZERO_ROWS,
    FAT_FINGER_10,
    FAT_FINGER_1000,
    SIGN_FLIPPED,
    CASE_CHANGED;

    boolean isExtra() {
      return this == SIGN_FLIPPED || this == CASE_CHANGED;
    }
  }
}
