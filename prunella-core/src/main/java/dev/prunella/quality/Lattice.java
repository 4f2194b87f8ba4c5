package dev.prunella.quality;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Many columns take their values from a list of prices, steps of an instrument, or few decimals.
 * Multiplied, they fall off that list; the right factor brings them back onto it.
 */
final class Lattice {
  private static final int MOST_VALUES = 12;
  private static final int MOST_KNOWN = 400;
  private static final int CHECKED = 150;

  /** So many of the values must fall onto known ones. */
  private static final double ONTO = 0.85;

  /** With a wrong factor no more than this share of those may. */
  private static final double BY_CHANCE = 0.6;

  private static final double WINDOW = 0.6;

  private static final List<Double> MULTIPLES = List.of(1.5, 2.0, 3.0, 4.0, 5.0, 10.0);

  private Lattice() {}

  /**
   * Factors under which values never seen become values seen, the best first.
   *
   * @param shift about which, as a logarithm
   * @param share of the rows that are changed; where it is not all, the others dilute the shift
   */
  static List<Double> factors(Suspect s, String column, double shift, double share) {
    var values = values(s, column);
    if (values.isEmpty()) {
      return List.of();
    }
    var known = values.get().known();
    var novel = values.get().novel();
    int digits = digits(novel);
    record Found(double factor, double onto) {}
    var found = new ArrayList<Found>();
    for (double v : novel.subList(0, Math.min(MOST_VALUES, novel.size()))) {
      for (double u : known) {
        double f = v / u;
        if (f > 0 && Math.abs(Math.log(f) - shift) < WINDOW && Math.abs(f - 1) > 0.01) {
          double part = part(known, novel, f, digits);
          if (part >= ONTO
              && Math.max(
                      part(known, novel, f * 1.0137, digits),
                      part(known, novel, f / 1.0171, digits))
                  < BY_CHANCE * part) {
            found.add(new Found(f, part));
          }
        }
      }
    }
    found.sort((a, b) -> Double.compare(b.onto(), a.onto()));
    var out = new ArrayList<Double>();
    for (var f : found) {
      double best = simplest(known, novel, f.factor(), f.onto(), digits);
      if (out.size() < 3 && out.stream().noneMatch(o -> Math.abs(o / best - 1) < 2e-3)) {
        out.add(best);
      }
    }
    return share > 0 ? out : List.of();
  }

  /**
   * Values that were never seen, and those that were.
   *
   * @param novel the most frequent
   */
  private record Values(NavigableSet<Double> known, List<Double> novel) {}

  /** Empty where there are too few to tell. */
  private static Optional<Values> values(Suspect s, String column) {
    var sample = s.column(column).map(c -> c.sample()).orElse(Map.of());
    var known = new TreeSet<Double>();
    s.history().known(column).stream()
        .map(Lattice::number)
        .filter(v -> v != 0)
        .limit(20L * MOST_KNOWN)
        .forEach(known::add);
    var novel =
        sample.entrySet().stream()
            .filter(e -> number(e.getKey()) != 0 && !onto(known, number(e.getKey()), 0))
            .sorted(
                Map.Entry.<String, Long>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .map(e -> number(e.getKey()))
            .limit(CHECKED)
            .toList();
    boolean complete = s.outline().column(column).filter(c -> c.sampled() >= 1).isPresent();
    return complete && novel.size() >= 5 && known.size() >= 5
        ? Optional.of(new Values(known, novel))
        : Optional.empty();
  }

  /**
   * Whether a factor brings every new value back onto a known one, and no simple multiple of it
   * brings most of them: values that are steps of an instrument fit half of a factor as well.
   */
  static boolean isTheOnly(Suspect s, String column, double factor) {
    return values(s, column)
        .filter(
            v -> {
              int digits = digits(v.novel());
              return part(v.known(), v.novel(), factor, digits) >= 1
                  && MULTIPLES.stream()
                      .allMatch(
                          m ->
                              part(v.known(), v.novel(), factor * m, digits) < BY_CHANCE
                                  && part(v.known(), v.novel(), factor / m, digits) < BY_CHANCE);
            })
        .isPresent();
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static double part(
      NavigableSet<Double> known, List<Double> values, double factor, int digits) {
    double slack = digits < 6 ? 0.5 * Math.pow(10, -digits) / factor : 0;
    return values.stream().filter(v -> onto(known, v / factor, slack)).count()
        / (double) values.size();
  }

  private static boolean onto(NavigableSet<Double> known, double value, double slack) {
    double tolerance = Math.max(1.01 * slack, 2e-6 * Math.abs(value));
    var near = known.ceiling(value - tolerance);
    return near != null && near <= value + tolerance;
  }

  /** To how many decimals all values are written. */
  private static int digits(List<Double> values) {
    for (int d = 0; d < 6; d++) {
      double unit = Math.pow(10, d);
      if (values.stream()
          .allMatch(
              v -> Math.abs(v * unit - Math.rint(v * unit)) < 1e-4 * Math.max(1, Math.abs(v)))) {
        return d;
      }
    }
    return 6;
  }

  /** The factor with the fewest digits, or one over such a number, that fits as well. */
  private static double simplest(
      NavigableSet<Double> known, List<Double> values, double factor, double onto, int digits) {
    for (int significant = 2; significant <= 5; significant++) {
      for (double candidate :
          new double[] {rounded(factor, significant), 1 / rounded(1 / factor, significant)}) {
        if (part(known, values, candidate, digits) >= onto - 1e-9) {
          return candidate;
        }
      }
    }
    return factor;
  }

  /** A measured factor, without the digits that are noise, where that changes next to nothing. */
  static double plain(double factor) {
    for (int significant = 1; significant <= 4; significant++) {
      for (double candidate :
          new double[] {rounded(factor, significant), 1 / rounded(1 / factor, significant)}) {
        if (Math.abs(candidate / factor - 1) < 2e-4) {
          return candidate;
        }
      }
    }
    return factor;
  }

  private static double rounded(double x, int significant) {
    return new java.math.BigDecimal(x).round(new java.math.MathContext(significant)).doubleValue();
  }
}
