package dev.prunella.local.diff;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One row that differs. Values are numbers, booleans, or text.
 *
 * @param times how often, for rows that are compared without a key; else 1
 * @param before the row's columns before; empty for an added row
 * @param after the row's columns after; empty for a removed row
 */
public record RowChange(
    Kind kind,
    long times,
    Map<String, @Nullable Object> before,
    Map<String, @Nullable Object> after) {

  /** What happened to a row. */
  public enum Kind {
    ADDED,
    REMOVED,
    CHANGED
  }

  public RowChange {
    // Not Map.copyOf: it knows neither null nor order.
    before = Collections.unmodifiableMap(new LinkedHashMap<>(before));
    after = Collections.unmodifiableMap(new LinkedHashMap<>(after));
  }
}
