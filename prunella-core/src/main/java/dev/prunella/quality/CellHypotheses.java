package dev.prunella.quality;

import dev.prunella.pipeline.Transformation;
import dev.prunella.pipeline.Transformation.Cell;
import dev.prunella.quality.Rows.Outlier;
import dev.prunella.quality.Statistics.UsualStatistics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A few cells wrong by a power of ten, as a typing finger makes them. */
final class CellHypotheses {

  /** More cells than these, or this share of the rows, are no slips. */
  private static final int MOST = 5;

  private static final double MOST_SHARE = 0.05;
  private static final int MOST_NAMES = 3;

  /** How near a power of ten must bring a value to its usual one, as a logarithm. */
  private static final double NEAR = 0.4;

  /** Cells that lie barely outside, beside one that lies far, are new extremes and not wrong. */
  private static final double BARELY = 0.05;

  private CellHypotheses() {}

  static List<Hypothesis> draw(Suspect s) {
    var out = new ArrayList<Hypothesis>();
    for (var column : s.outline().names(TypeClass.NUMBER)) {
      if (s.stirred(column) && s.numbers(s.today(), column).isPresent()) {
        cells(s, column).ifPresent(out::add);
      }
    }
    return out;
  }

  private static Optional<Hypothesis> cells(Suspect s, String column) {
    double least =
        s.before(x -> s.numbers(x, column).map(Statistics.Numbers::min)).stream()
            .mapToDouble(Double::doubleValue)
            .min()
            .orElse(Double.NEGATIVE_INFINITY);
    double greatest =
        s.before(x -> s.numbers(x, column).map(Statistics.Numbers::max)).stream()
            .mapToDouble(Double::doubleValue)
            .max()
            .orElse(Double.POSITIVE_INFINITY);
    if (!Double.isFinite(least) || !Double.isFinite(greatest)) {
      return Optional.empty();
    }
    var usual =
        s.usual(column).flatMap(u -> farthest(s, u).map(most -> new Rows.UsualBound(u, most)));
    var sum =
        s.outline().relations().stream()
            .filter(Relation.Sum.class::isInstance)
            .map(Relation.Sum.class::cast)
            .filter(r -> r.columns().contains(column))
            .findFirst();
    var found =
        s.rows()
            .outliers(column, new Rows.Bounds(least, greatest), usual, sum, naming(s), MOST + 1);
    if (found.isEmpty()
        || found.size() > MOST
        || found.size() > Math.max(1, MOST_SHARE * s.today().rows())) {
      return Optional.empty();
    }
    double farthest = found.stream().mapToDouble(o -> beyond(o, least, greatest)).max().orElse(0);
    var far =
        found.stream()
            .filter(
                o ->
                    o.demanded().isPresent()
                        || o.usual().isPresent()
                        || beyond(o, least, greatest) >= BARELY * farthest)
            .toList();
    return Optional.of(hypothesis(s, column, far));
  }

  private static double beyond(Outlier o, double least, double greatest) {
    return Math.max(0, Math.max(least - o.value(), o.value() - greatest));
  }

  /** Empty where no earlier interval knows it: then nothing is farther than ever. */
  private static Optional<Double> farthest(Suspect s, Outline.Usual.OfNumber usual) {
    return s
        .before(
            x ->
                Optional.ofNullable(x.usuals().get(usual.toString()))
                    .filter(u -> u.known() > 0)
                    .map((UsualStatistics u) -> Math.max(Math.abs(u.min()), Math.abs(u.max()))))
        .stream()
        .max(Comparator.naturalOrder())
        .filter(Double::isFinite);
  }

  private static List<String> naming(Suspect s) {
    var unique =
        s.today().columns().stream()
            .filter(c -> c.type() == TypeClass.TEXT && c.distinct() == s.today().rows())
            .map(Statistics.ColumnStatistics::name)
            .findFirst();
    return unique
        .map(List::of)
        .orElseGet(
            () ->
                s.outline().groups().stream()
                    .map(Outline.Group::column)
                    .filter(
                        c ->
                            s.outline()
                                .column(c)
                                .filter(o -> o.type() == TypeClass.TEXT)
                                .isPresent())
                    .limit(MOST_NAMES)
                    .toList());
  }

  private static Hypothesis hypothesis(Suspect s, String column, List<Outlier> found) {
    var cells = new ArrayList<Cell>();
    boolean certain = true;
    for (var outlier : found) {
      var factor = factor(outlier);
      certain &= factor.isPresent();
      cells.add(new Cell(outlier.row(), outlier.value(), factor.orElse(1.0)));
    }
    // Taken out, the cells leave gaps; only those are theirs.
    var brought = EnumSet.of(Aspect.NULLS, Aspect.DEPENDENCIES);
    boolean correctable = certain;
    return new Hypothesis(
        new Cause.WrongCells(column, cells),
        Optional.of(new Transformation.Cells(column, cells)),
        a -> !correctable && brought.contains(a.aspect()) && a.columns().contains(column),
        correctable,
        correctable ? 0.95 : 0.85,
        List.of(
            String.format(
                Locale.ROOT,
                "%d of %d cells of %s lie outside all of history; without them nothing stands out",
                found.size(),
                s.today().rows(),
                column)),
        correctable
            ? List.of("a real, rare value cannot be excluded: the source's record would tell")
            : List.of("what the cells should be is not told by any key"));
  }

  /** The power of ten, or what a sum demands, where it is told. */
  private static Optional<Double> factor(Outlier o) {
    if (o.value() == 0) {
      return Optional.empty();
    }
    if (o.demanded().isPresent()) {
      double f = o.demanded().get() / o.value();
      double power = Math.log10(Math.abs(f));
      return f > 0 && Math.abs(power - Math.rint(power)) < 1e-3 && Math.rint(power) != 0
          ? Optional.of(Math.pow(10, Math.rint(power)))
          : Optional.empty();
    }
    if (o.usual().isEmpty() || o.usual().get() / o.value() <= 0) {
      return Optional.empty();
    }
    double logarithm = Math.log(o.usual().get() / o.value());
    double power = Math.rint(logarithm / Math.log(10));
    return power != 0 && Math.abs(logarithm - power * Math.log(10)) < NEAR
        ? Optional.of(Math.pow(10, power))
        : Optional.empty();
  }
}
