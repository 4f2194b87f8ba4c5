package dev.prunella.quality;

import dev.prunella.pipeline.Transformation;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A significant change of an interval's statistics.
 *
 * @param within the category that it was seen in, where it was
 * @param found as it was measured, between {@code low} and {@code high} where it was expected;
 *     times in seconds from the interval's start, shares as parts of one
 * @param rarity -log10 of the probability that a clean interval shows as much there
 */
public record Anomaly(
    Aspect aspect,
    String subject,
    List<String> columns,
    Optional<Transformation.Category> within,
    String statistic,
    double low,
    double high,
    double found,
    double rarity) {

  public Anomaly {
    columns = List.copyOf(columns);
  }

  /** A sentence without row values but for the category. */
  public String inWords() {
    var where = within.map(w -> " where " + w).orElse("");
    return String.format(
        Locale.ROOT,
        "%s, %s%s: %s %s, usually %s",
        subject,
        aspect.words(),
        where,
        statistic,
        shortly(found),
        high == Double.MAX_VALUE
            ? shortly(low) + " or more"
            : shortly(low) + " to " + shortly(high));
  }

  private static String shortly(double x) {
    double size = Math.abs(x);
    if (size != 0 && (size < 0.001 || size >= 1e9)) {
      return String.format(Locale.ROOT, "%.3g", x);
    }
    return x == Math.rint(x) || size >= 1000
        ? String.format(Locale.ROOT, "%,.0f", x)
        : String.format(Locale.ROOT, "%.4g", x);
  }
}
