package dev.prunella.local.merge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The naive three-way merge that the real one is held against: whole tables in memory, rows as
 * maps.
 */
final class MergeModel {
  private MergeModel() {}

  /** Empty when a key was changed on both sides. */
  static Optional<List<Map<Integer, Object>>> keyed(
      List<Map<Integer, Object>> base,
      List<Map<Integer, Object>> ours,
      List<Map<Integer, Object>> theirs) {
    Map<Object, Map<Integer, Object>> b = byKey(base);
    Map<Object, Map<Integer, Object>> o = byKey(ours);
    Map<Object, Map<Integer, Object>> t = byKey(theirs);
    var keys = new HashSet<>(b.keySet());
    keys.addAll(o.keySet());
    keys.addAll(t.keySet());
    var merged = new ArrayList<Map<Integer, Object>>();
    for (Object key : keys) {
      boolean oursChanged = !Objects.equals(b.get(key), o.get(key));
      if (oursChanged && !Objects.equals(b.get(key), t.get(key))) {
        return Optional.empty();
      }
      Map<Integer, Object> row = oursChanged ? o.get(key) : t.get(key);
      if (row != null) {
        merged.add(row);
      }
    }
    return Optional.of(merged);
  }

  private static Map<Object, Map<Integer, Object>> byKey(List<Map<Integer, Object>> rows) {
    var byKey = new HashMap<Object, Map<Integer, Object>>();
    for (Map<Integer, Object> row : rows) {
      if (byKey.put(Objects.requireNonNull(row.get(1)), row) != null) {
        throw new IllegalStateException("the script made a double key: " + row);
      }
    }
    return byKey;
  }

  /**
   * Counts of equal rows: what came and went on either side. Empty when both removed the same row.
   */
  static Optional<List<Map<Integer, Object>>> keyless(
      List<Map<Integer, Object>> base,
      List<Map<Integer, Object>> ours,
      List<Map<Integer, Object>> theirs) {
    var counts = new HashMap<Map<Integer, Object>, Integer>();
    ours.forEach(row -> counts.merge(row, 1, Integer::sum));
    theirs.forEach(row -> counts.merge(row, 1, Integer::sum));
    base.forEach(row -> counts.merge(row, -1, Integer::sum));
    var merged = new ArrayList<Map<Integer, Object>>();
    for (var row : counts.entrySet()) {
      if (row.getValue() < 0) {
        return Optional.empty();
      }
      for (int i = 0; i < row.getValue(); i++) {
        merged.add(row.getKey());
      }
    }
    return Optional.of(merged);
  }
}
