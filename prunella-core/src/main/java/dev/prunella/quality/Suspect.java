package dev.prunella.quality;

import dev.prunella.quality.Outline.Usual;
import dev.prunella.quality.Statistics.ColumnStatistics;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An interval under suspicion, with all that hypotheses are drawn from. */
record Suspect(History history, Picture picture, Assessment assessment, Rows rows) {

  Outline outline() {
    return history.outline();
  }

  Statistics today() {
    return picture.statistics();
  }

  boolean stirred(String column, Aspect... aspects) {
    var wanted = Set.copyOf(Arrays.asList(aspects));
    return assessment.anomalies().stream()
        .anyMatch(
            a -> a.columns().contains(column) && (wanted.isEmpty() || wanted.contains(a.aspect())));
  }

  boolean stirred(Aspect aspect) {
    return assessment.anomalies().stream().anyMatch(a -> a.aspect() == aspect);
  }

  Optional<ColumnStatistics> column(String name) {
    return today().column(name);
  }

  /** The usual of a number column, where its keys tell it. */
  Optional<Usual.OfNumber> usual(String column) {
    return outline().usualNumbers().stream()
        .filter(u -> u.quantity().equals(Quantity.of(column)))
        .findFirst();
  }

  /** Earlier values of a number that statistics hold. */
  List<Double> before(java.util.function.Function<Statistics, Optional<Double>> number) {
    return history.pictures().stream()
        .map(Picture::statistics)
        .flatMap(s -> number.apply(s).stream())
        .filter(Double::isFinite)
        .toList();
  }

  Optional<Statistics.Numbers> numbers(Statistics statistics, String column) {
    return statistics.column(column).flatMap(ColumnStatistics::numbers).filter(n -> n.count() > 0);
  }

  /** Numbers are written with so many decimals as a rule; absent for more than two. */
  Optional<Integer> decimals(String column) {
    double count = 0;
    double whole = 0;
    double tenths = 0;
    double hundredths = 0;
    for (var p : history.pictures()) {
      var n = numbers(p.statistics(), column);
      if (n.isPresent()) {
        count += n.get().count();
        whole += n.get().whole();
        tenths += n.get().tenths();
        hundredths += n.get().hundredths();
      }
    }
    double most = 0.999 * count;
    if (whole >= most) {
      return Optional.of(0);
    }
    if (tenths >= most) {
      return Optional.of(1);
    }
    return hundredths >= most ? Optional.of(2) : Optional.empty();
  }
}
