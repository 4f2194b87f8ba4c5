package dev.prunella.quality;

import dev.prunella.pipeline.Transformation;
import dev.prunella.pipeline.Transformation.Category;
import dev.prunella.quality.Hypothesis.Proof;
import dev.prunella.quality.Statistics.GroupStatistics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * Columns multiplied by a factor, in all rows or in one category. The factor comes from rows
 * against what their keys usually have, from values that fall onto known ones when divided by it,
 * or from a list of conversions near the shift of the distribution.
 */
final class ScaleHypotheses {
  private static final int MOST_FACTORS = 7;
  private static final int MOST_RATIOS = 200;

  /** So far apart, as a logarithm, half of the rows may lie that have a usual number exactly. */
  private static final double EXACTLY = 0.004;

  /** Factors that differ by less are one. */
  private static final double SAME = 3e-4;

  private static final int MOST_CATEGORIES = 4;

  /** A shift of the distribution tells the factor to within this, as a logarithm. */
  private static final double ROUGHLY = 0.35;

  /** Conversions in daily use; some are written with fewer digits as often as with all. */
  private static final double[] CONVERSIONS = {
    100, 1000, 1e6, 60, 3600, 24, 12, 2.2046, 2.20462, 2.54, 25.4, 1.609344, 1.609, 3.28084, 0.9144,
    3.6, 28.3495, 4.54609, 3.78541, 1.8, 1.852, 0.514444, 33.8639, 1024
  };

  private ScaleHypotheses() {}

  /** Half and double of a factor over all rows, where they are in daily use. */
  static List<Hypothesis> halfAndDouble(Suspect s, Cause.Scaled scaled) {
    return scaled.within().isPresent()
        ? List.of()
        : DoubleStream.of(scaled.factor() / 2, scaled.factor() * 2)
            .filter(ScaleHypotheses::isInDailyUse)
            .mapToObj(f -> new Factor(f, false))
            .map(f -> hypothesis(s, scaled.columns(), f, Optional.empty(), Proof.NOT_NEEDED))
            .toList();
  }

  /** Whether numbers are often multiplied, or divided, by a factor. */
  private static boolean isInDailyUse(double factor) {
    return Arrays.stream(CONVERSIONS)
        .anyMatch(c -> Math.abs(factor / c - 1) < 1e-3 || Math.abs(factor * c - 1) < 1e-3);
  }

  static List<Hypothesis> draw(Suspect s) {
    var out = new ArrayList<Hypothesis>();
    var estimates = new LinkedHashMap<String, Factor>();
    for (var column : s.outline().names(TypeClass.NUMBER)) {
      if (!s.stirred(column) || s.numbers(s.today(), column).isEmpty()) {
        continue;
      }
      for (var factor : factors(s, column)) {
        out.add(hypothesis(s, List.of(column), factor, Optional.empty(), Proof.NOT_NEEDED));
        estimates.putIfAbsent(column, factor);
      }
    }
    together(s, estimates).ifPresent(h -> out.addFirst(h));
    for (var column : s.outline().names(TypeClass.NUMBER)) {
      if (s.stirred(column)) {
        out.addAll(withinCategories(s, column));
      }
    }
    return out;
  }

  /**
   * A factor.
   *
   * @param listed it comes from the list of conversions, and nothing but the shift speaks for it
   */
  private record Factor(double value, boolean listed) {}

  /** Columns that moved by one factor, as amounts of one currency do. */
  private static Optional<Hypothesis> together(Suspect s, Map<String, Factor> estimates) {
    for (var factor : new LinkedHashSet<>(estimates.values())) {
      var alike =
          estimates.entrySet().stream()
              .filter(e -> Math.abs(e.getValue().value() / factor.value() - 1) < 1e-3)
              .map(Map.Entry::getKey)
              .toList();
      if (alike.size() >= 2) {
        return Optional.of(hypothesis(s, alike, factor, Optional.empty(), Proof.NOT_NEEDED));
      }
    }
    return Optional.empty();
  }

  private static Hypothesis hypothesis(
      Suspect s, List<String> columns, Factor factor, Optional<Category> within, Proof proof) {
    var decimals =
        columns.stream().map(s::decimals).reduce(ScaleHypotheses::finer).orElse(Optional.empty());
    return new Hypothesis(
        new Cause.Scaled(columns, factor.value(), within),
        Optional.of(new Transformation.Scale(columns, 1 / factor.value(), decimals, within)),
        Hypothesis.Cover.nothing(),
        factor.listed(),
        proof,
        true,
        0.96,
        List.of(
            String.format(
                Locale.ROOT,
                "divided by %.6g, %s%s is as usual",
                factor.value(),
                String.join(", ", columns),
                within.map(w -> " where " + w).orElse(""))),
        List.of());
  }

  private static Optional<Integer> finer(Optional<Integer> a, Optional<Integer> b) {
    return a.isEmpty() || b.isEmpty() ? Optional.empty() : Optional.of(Math.max(a.get(), b.get()));
  }

  private static List<Factor> factors(Suspect s, String column) {
    var told = new LinkedHashSet<Double>();
    if (signTurned(s, column)) {
      told.add(-1.0);
    }
    againstUsual(s, column).ifPresent(told::add);
    ratios(s, column).ifPresent(told::add);
    fromSum(s, column).ifPresent(told::add);
    double shift = shift(s, column);
    Lattice.of(s, column).ifPresent(l -> told.addAll(l.factors(shift)));
    var listed = Math.abs(shift) > 0.1 ? nearby(shift, roughly(s, column)) : List.<Double>of();
    return different(told, listed).stream().limit(MOST_FACTORS).toList();
  }

  /**
   * Those that are not the same but for the last digits of a measurement. Where a conversion in
   * daily use lies so near to what the rows tell, it may be that one: which, large numbers decide.
   */
  private static List<Factor> different(Collection<Double> told, Collection<Double> listed) {
    var out = new ArrayList<Factor>();
    told.stream().filter(f -> !isAmong(out, f)).forEach(f -> out.add(new Factor(f, false)));
    var measured = List.copyOf(out);
    for (double f : listed) {
      boolean near = isAmong(measured, f);
      if (near || !isAmong(out, f)) {
        out.add(new Factor(f, !near));
      }
    }
    return out;
  }

  private static boolean isAmong(List<Factor> factors, double f) {
    return factors.stream().anyMatch(o -> Math.abs(o.value() / f - 1) < SAME);
  }

  /**
   * Whether rows have their key's usual number so exactly that a factor can be read off it. What
   * merely lies around it would give a factor that is nearly right, and so wrong.
   */
  private static boolean tells(Suspect s, Outline.Usual.OfNumber usual) {
    var widths =
        s.before(
            x ->
                Optional.ofNullable(x.usuals().get(usual.toString()))
                    .map(Statistics.UsualStatistics::quantiles)
                    .filter(q -> q.size() == Statistics.GRID.size())
                    .map(q -> q.get(q.size() / 2 + 1) - q.get(q.size() / 2 - 1)));
    return !widths.isEmpty() && Numeric.median(widths) < EXACTLY;
  }

  private static Optional<Double> againstUsual(Suspect s, String column) {
    return s.usual(column)
        .filter(u -> tells(s, u))
        .map(u -> s.today().usuals().get(u.toString()))
        .filter(u -> !u.quantiles().isEmpty() && u.known() >= Scoring.FEWEST)
        .map(u -> u.quantiles().get(u.quantiles().size() / 2))
        .filter(r -> Math.abs(r) > 0.02)
        .map(r -> Lattice.plain(Math.exp(r)));
  }

  /** From steady ratios that the column is a part of. */
  private static Optional<Double> ratios(Suspect s, String column) {
    for (var usual : s.outline().usualNumbers()) {
      var q = usual.quantity();
      var seen = s.today().usuals().get(usual.toString());
      boolean asked = q.under() != null && q.involves(column) && tells(s, usual);
      if (!asked || seen == null || seen.quantiles().isEmpty()) {
        continue;
      }
      double r = seen.quantiles().get(seen.quantiles().size() / 2);
      if (Math.abs(r) > 0.02) {
        return Optional.of(Lattice.plain(Math.exp(q.over().equals(column) ? r : -r)));
      }
    }
    return Optional.empty();
  }

  /** How far the middle of the distribution moved, as a logarithm. */
  static double shift(Suspect s, String column) {
    var now = s.numbers(s.today(), column).map(Statistics.Numbers::logMean).orElse(Double.NaN);
    double usual =
        Numeric.median(s.before(x -> s.numbers(x, column).map(Statistics.Numbers::logMean)));
    double shift = now - usual;
    return Double.isFinite(shift) ? shift : 0;
  }

  /** How far the shift may lie from the factor: the middle moves by itself, too. */
  private static double roughly(Suspect s, String column) {
    var past = s.before(x -> s.numbers(x, column).map(Statistics.Numbers::logMean));
    return past.isEmpty() ? ROUGHLY : Math.max(ROUGHLY, 2.5 * Numeric.spread(past));
  }

  /** What a broken sum demands, where rows agree about it. */
  private static Optional<Double> fromSum(Suspect s, String column) {
    var sum =
        s.outline().relations().stream()
            .filter(r -> r instanceof Relation.Sum && r.columns().contains(column))
            .map(Relation.Sum.class::cast)
            .findFirst();
    if (sum.isEmpty() || !s.stirred(column, Aspect.RELATIONS)) {
      return Optional.empty();
    }
    var everything = new Rows.Bounds(-Double.MAX_VALUE, Double.MAX_VALUE);
    var ratios =
        s
            .rows()
            .outliers(column, everything, Optional.empty(), sum, List.of(), MOST_RATIOS)
            .stream()
            .filter(o -> o.demanded().filter(d -> d != 0).isPresent())
            .map(o -> o.value() / o.demanded().orElseThrow())
            .filter(r -> r > 0)
            .toList();
    if (ratios.size() < Scoring.FEWEST) {
      return Optional.empty();
    }
    double middle = Numeric.median(ratios);
    long agree = ratios.stream().filter(r -> Math.abs(r / middle - 1) < 0.02).count();
    return agree >= 0.8 * ratios.size() && Math.abs(middle - 1) > 0.01
        ? Optional.of(Lattice.plain(middle))
        : Optional.empty();
  }

  private static List<Double> nearby(double shift, double roughly) {
    var out = new ArrayList<Double>();
    for (double f : CONVERSIONS) {
      for (double candidate : new double[] {f, 1 / f}) {
        if (Math.abs(Math.log(candidate) - shift) < roughly) {
          out.add(candidate);
        }
      }
    }
    out.sort(
        (a, b) -> Double.compare(Math.abs(Math.log(a) - shift), Math.abs(Math.log(b) - shift)));
    return out;
  }

  private static boolean signTurned(Suspect s, String column) {
    var now = s.numbers(s.today(), column);
    double usual =
        Numeric.median(
            s.before(x -> s.numbers(x, column).map(n -> (double) n.negatives() / n.count())));
    return now.isPresent()
        && Math.abs((double) now.get().negatives() / now.get().count() - usual) > 0.3;
  }

  private static List<Hypothesis> withinCategories(Suspect s, String column) {
    var out = new ArrayList<Hypothesis>();
    var lattice = Lattice.of(s, column);
    for (var group : s.outline().groups()) {
      if (!group.category() || group.column().equals(column)) {
        continue;
      }
      var moved = new ArrayList<Moved>();
      for (var g : s.today().groupsBy(group.column())) {
        moved(s, column, g).ifPresent(moved::add);
      }
      moved.sort((a, b) -> Double.compare(b.distance(), a.distance()));
      for (var m : moved.subList(0, Math.min(MOST_CATEGORIES, moved.size()))) {
        var told = new LinkedHashSet<Double>();
        m.exact().ifPresent(told::add);
        lattice.ifPresent(l -> told.addAll(l.factors(m.shift())));
        var listed = nearby(m.shift(), ROUGHLY).stream().limit(3).toList();
        different(told, listed).stream()
            .filter(f -> Math.abs(Math.log(f.value())) > 0.02)
            .limit(3)
            .forEach(
                f ->
                    out.add(
                        hypothesis(
                            s,
                            List.of(column),
                            f,
                            Optional.of(new Category(group.column(), m.group().key())),
                            proof(lattice, m, f.value()))));
      }
    }
    return out;
  }

  /**
   * A part of the rows hides half of a factor, or twice of it, where the others have such values
   * anyway. So the factor must be the one that the part's keys tell, or the only one that brings
   * every value back onto a known one. Whether it also gives the usual decimals is seen on the
   * rows.
   */
  private static Proof proof(Optional<Lattice> lattice, Moved moved, double factor) {
    boolean told = moved.exact().filter(f -> Math.abs(f / factor - 1) < SAME).isPresent();
    return told || lattice.filter(l -> l.isTheOnly(factor)).isPresent()
        ? Proof.GIVEN
        : Proof.MISSING;
  }

  private record Moved(
      GroupStatistics group, double shift, double distance, Optional<Double> exact) {}

  /** How far a category's median lies from where it usually does. */
  private static Optional<Moved> moved(Suspect s, String column, GroupStatistics g) {
    if (g.rows() < 2) {
      return Optional.empty();
    }
    for (var usual : s.outline().usualNumbers()) {
      Double r = g.medians().get(usual.toString());
      var q = usual.quantity();
      if (r == null || !q.involves(column) || !tells(s, usual)) {
        continue;
      }
      if (Math.abs(r) > 0.02) {
        double own = q.over().equals(column) ? r : -r;
        return Optional.of(
            new Moved(g, own, 100 * Math.abs(own), Optional.of(Lattice.plain(Math.exp(own)))));
      }
    }
    Double median = g.medians().get(column);
    var past =
        s.before(
            x ->
                x.groupsBy(g.column()).stream()
                    .filter(o -> o.key().equals(g.key()))
                    .findFirst()
                    .map(o -> o.medians().get(column)));
    if (median == null || median <= 0 || past.size() < Scoring.FEWEST) {
      return Optional.empty();
    }
    var logs = past.stream().filter(v -> v > 0).map(Math::log).toList();
    if (logs.size() < Scoring.FEWEST) {
      return Optional.empty();
    }
    double shift = Math.log(median) - Numeric.median(logs);
    double spread = Math.max(0.02, Numeric.spread(logs));
    return Math.abs(shift) < 0.05
        ? Optional.empty()
        : Optional.of(new Moved(g, shift, Math.abs(shift) / spread, Optional.empty()));
  }
}
