package dev.prunella.quality;

import java.util.HashMap;
import java.util.Map;

/** How a distribution departs from the mean of others. */
enum Departure {
  /** Hellinger's distance (1909). */
  DISTANCE("", 0.02),
  /** What usually is there, and now is not at all. */
  ABSENT(", absent", 0.02),
  /** What is there, and hardly ever was. */
  UNUSUAL(", unusual", 0.005);

  private static final double HARDLY_EVER = 0.002;

  private static final double AS_A_RULE = 0.1;

  private final String suffix;
  private final double least;

  Departure(String suffix, double least) {
    this.suffix = suffix;
    this.least = least;
  }

  String suffix() {
    return suffix;
  }

  /** Smaller differences are nothing. */
  double least() {
    return least;
  }

  /** Where much is new or absent as a rule, as with the shapes of random keys, it says nothing. */
  boolean tells(Series past) {
    return this == DISTANCE || past.plain().middle() + past.plain().usualSpread() < AS_A_RULE;
  }

  double of(Map<String, Double> one, Map<String, Double> mean) {
    return switch (this) {
      case DISTANCE ->
          Math.sqrt(
              Math.max(
                  0,
                  1
                      - one.entrySet().stream()
                          .mapToDouble(
                              e -> Math.sqrt(e.getValue() * mean.getOrDefault(e.getKey(), 0.0)))
                          .sum()));
      case ABSENT ->
          mean.entrySet().stream()
              .filter(e -> !one.containsKey(e.getKey()))
              .mapToDouble(Map.Entry::getValue)
              .sum();
      case UNUSUAL ->
          one.entrySet().stream()
              .filter(e -> mean.getOrDefault(e.getKey(), 0.0) < HARDLY_EVER)
              .mapToDouble(Map.Entry::getValue)
              .sum();
    };
  }

  /** The mean of many distributions, of which one is not counted. */
  static Map<String, Double> mean(Map<String, Double> sum, Map<String, Double> less, int many) {
    var out = new HashMap<String, Double>();
    sum.forEach(
        (k, v) -> out.put(k, Math.max(0, v - less.getOrDefault(k, 0.0)) / Math.max(1, many)));
    return out;
  }
}
