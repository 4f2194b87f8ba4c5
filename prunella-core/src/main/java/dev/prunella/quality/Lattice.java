package dev.prunella.quality;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Many columns take their values from a list of prices, steps of an instrument, or few decimals.
 * Multiplied, they fall off that list; the right factor brings them back onto it.
 */
final class Lattice {
  private static final int MOST_VALUES = 6;
  private static final int MOST_KNOWN = 8_000;
  private static final int FEWEST = 5;
  private static final int CHECKED = 150;

  /** So many of the values must fall onto known ones. */
  private static final double ONTO = 0.85;

  /** With a wrong factor no more than this share of those may. */
  private static final double BY_CHANCE = 0.6;

  private static final double WINDOW = 0.6;

  private static final List<Double> MULTIPLES = List.of(1.5, 2.0, 3.0, 4.0, 5.0, 10.0);

  private final double[] known;
  private final List<Double> novel;

  /** To how many decimals the new values are written. */
  private final int digits;

  /**
   * A lattice.
   *
   * @param known values that were seen before, in ascending order
   * @param novel the most frequent of those that were not
   */
  private Lattice(double[] known, List<Double> novel) {
    this.known = known;
    this.novel = novel;
    this.digits = digits(novel);
  }

  /** That of a column; empty where there are too few values to tell. */
  static Optional<Lattice> of(Suspect s, String column) {
    boolean complete = s.outline().column(column).filter(c -> c.sampled() >= 1).isPresent();
    if (!complete) {
      return Optional.empty();
    }
    var known =
        s.history().known(column).stream()
            .mapToDouble(Lattice::number)
            .filter(v -> v != 0)
            .limit(MOST_KNOWN)
            .sorted()
            .distinct()
            .toArray();
    var sample = s.column(column).map(c -> c.sample()).orElse(Map.of());
    var novel =
        sample.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .map(e -> number(e.getKey()))
            .filter(v -> v != 0 && !onto(known, v, 0))
            .limit(CHECKED)
            .toList();
    return novel.size() >= FEWEST && known.length >= FEWEST
        ? Optional.of(new Lattice(known, novel))
        : Optional.empty();
  }

  /**
   * Factors under which values never seen become values seen, the best first.
   *
   * @param shift about which, as a logarithm
   */
  List<Double> factors(double shift) {
    record Found(double factor, double onto) {}
    var found = new ArrayList<Found>();
    for (double v : novel.subList(0, Math.min(MOST_VALUES, novel.size()))) {
      for (double u : known) {
        double f = v / u;
        if (f > 0 && Math.abs(Math.log(f) - shift) < WINDOW && Math.abs(f - 1) > 0.01) {
          // Next to all of these are wrong: each is given up as soon as that is certain.
          if (brings(f, ONTO)) {
            double part = part(f);
            if (!brings(f * 1.0137, BY_CHANCE * part) && !brings(f / 1.0171, BY_CHANCE * part)) {
              found.add(new Found(f, part));
            }
          }
        }
      }
    }
    found.sort((a, b) -> Double.compare(b.onto(), a.onto()));
    var out = new ArrayList<Double>();
    for (var f : found) {
      double best = simplest(f.factor(), f.onto());
      if (out.size() < 3 && out.stream().noneMatch(o -> Math.abs(o / best - 1) < 2e-3)) {
        out.add(best);
      }
    }
    return out;
  }

  /**
   * Whether a factor brings every new value back onto a known one, and no simple multiple of it
   * brings most of them: values that are steps of an instrument fit half of a factor as well.
   */
  boolean isTheOnly(double factor) {
    return brings(factor, 1)
        && MULTIPLES.stream()
            .noneMatch(m -> brings(factor * m, BY_CHANCE) || brings(factor / m, BY_CHANCE));
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private double part(double factor) {
    double slack = slack(factor);
    return novel.stream().filter(v -> onto(known, v / factor, slack)).count()
        / (double) novel.size();
  }

  /** Whether the part of the values that a factor brings onto known ones is at least so large. */
  private boolean brings(double factor, double least) {
    double slack = slack(factor);
    double all = novel.size();
    int onto = 0;
    for (int i = 0; i < novel.size(); i++) {
      onto += onto(known, novel.get(i) / factor, slack) ? 1 : 0;
      int yet = novel.size() - 1 - i;
      if (onto / all >= least || (onto + yet) / all < least) {
        break;
      }
    }
    return onto / all >= least;
  }

  /** How far a value may lie from a known one because it was rounded. */
  private double slack(double factor) {
    return digits < 6 ? 0.5 * Math.pow(10, -digits) / factor : 0;
  }

  private static boolean onto(double[] known, double value, double slack) {
    double tolerance = Math.max(1.01 * slack, 2e-6 * Math.abs(value));
    int found = Arrays.binarySearch(known, value - tolerance);
    int near = found < 0 ? -found - 1 : found;
    return near < known.length && known[near] <= value + tolerance;
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
  private double simplest(double factor, double onto) {
    for (int significant = 2; significant <= 5; significant++) {
      for (double candidate :
          new double[] {rounded(factor, significant), 1 / rounded(1 / factor, significant)}) {
        if (brings(candidate, onto - 1e-9)) {
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
