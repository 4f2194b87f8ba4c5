package dev.prunella.bench.diagnose;

import dev.prunella.bench.Samples;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** At which rank the first failure of the same group was found; 0 where it was not. */
final class Recalls {
  private final List<Integer> ranks = new ArrayList<>();

  void add(int rank) {
    ranks.add(rank);
  }

  Map<String, Object> summary() {
    var out = new LinkedHashMap<String, Object>();
    out.put("queries", ranks.size());
    out.put("recall_at_1", within(1));
    out.put("recall_at_3", within(3));
    out.put(
        "mrr",
        Samples.round(ranks.stream().mapToDouble(r -> r == 0 ? 0 : 1.0 / r).average().orElse(0)));
    return out;
  }

  private double within(int most) {
    return ranks.isEmpty()
        ? 0
        : Samples.round(
            (double) ranks.stream().filter(r -> r > 0 && r <= most).count() / ranks.size());
  }
}
