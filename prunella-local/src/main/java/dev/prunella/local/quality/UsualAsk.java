package dev.prunella.local.quality;

import dev.prunella.quality.Statistics;
import dev.prunella.quality.Statistics.UsualStatistics;
import java.util.List;

/** What a scan asks of numbers against what their keys usually have. */
final class UsualAsk {
  private final int first;

  /**
   * Asks.
   *
   * @param asked to which the aggregates are added
   * @param r the logarithm of a number against the usual one
   */
  UsualAsk(List<String> asked, String r) {
    this.first = asked.size();
    asked.add("count(" + r + ")");
    asked.add("count_if(abs(" + r + ") < 0.005)");
    asked.add("min(" + r + ")");
    asked.add("max(" + r + ")");
    asked.add(quantiles(r));
  }

  /** At the shares of {@link Statistics#GRID}, as JSON. */
  static String quantiles(String x) {
    return "CAST(to_json(quantile_cont(" + x + ", " + Statistics.GRID + ")) AS VARCHAR)";
  }

  UsualStatistics read(Answers a) {
    return new UsualStatistics(
        a.count(first),
        a.count(first + 1),
        a.number(first + 2),
        a.number(first + 3),
        a.quantiles(first + 4));
  }
}
