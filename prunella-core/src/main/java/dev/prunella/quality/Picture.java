package dev.prunella.quality;

import java.time.Duration;
import java.util.Map;

/** An interval's statistics with the measures read off them, once. Immutable. */
public final class Picture {
  private final Statistics statistics;
  private final Map<String, Measure> measures;

  private Picture(Statistics statistics, Map<String, Measure> measures) {
    this.statistics = statistics;
    this.measures = measures;
  }

  public static Picture of(Outline outline, Statistics statistics) {
    return new Picture(statistics, Measures.of(outline, statistics));
  }

  public Statistics statistics() {
    return statistics;
  }

  Map<String, Measure> measures() {
    return measures;
  }

  /** Its place in a rhythm that tables of such intervals may have; 0 where none is known. */
  int season() {
    var start = statistics.begins();
    if (statistics.length().equals(Duration.ofHours(1))) {
      return start.getHour();
    }
    boolean day = Math.abs(statistics.length().toHours() - 24) <= 1;
    return day ? start.getDayOfWeek().getValue() : 0;
  }
}
