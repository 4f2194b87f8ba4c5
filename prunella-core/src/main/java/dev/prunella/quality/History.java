package dev.prunella.quality;

import dev.prunella.quality.Measure.Scale;
import dev.prunella.quality.Statistics.ColumnStatistics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Earlier intervals of a table, prepared so that many candidates can be judged against them. Only
 * intervals that were published as they came belong here: held and corrected ones stay out.
 * Immutable.
 */
public final class History {

  /** How many preceding intervals an interval is judged against. */
  public static final int INTERVALS = 30;

  /** Of a column's deviation. */
  private static final double NEAR = 0.2;

  private final Outline outline;
  private final List<Picture> pictures;
  private final List<Integer> seasons;
  private final Map<String, Series> series = new HashMap<>();
  private final Map<String, Measure> latest = new HashMap<>();
  private final Map<String, Support> supports = new HashMap<>();
  private final List<Distribution> distributions;
  private final Map<String, Mix> mixes = new LinkedHashMap<>();
  private final Set<String> repeating = new HashSet<>();
  private final Set<String> naming = new HashSet<>();

  /** The mean of distributions, and how each departs from the mean of the others. */
  private record Mix(Map<String, Double> sum, int many, Map<Departure, Series> past) {}

  /**
   * Prepares a history.
   *
   * @param pictures oldest first; of more than {@link #INTERVALS} the last are taken
   */
  public History(Outline outline, List<Picture> pictures) {
    this.outline = outline;
    this.pictures =
        List.copyOf(pictures.subList(Math.max(0, pictures.size() - INTERVALS), pictures.size()));
    this.distributions = Distribution.of(outline);
    this.seasons = this.pictures.stream().map(Picture::season).toList();
    prepareSeries();
    prepareNaming();
    var earlier = this.pictures.stream().map(Picture::statistics).toList();
    for (var column : outline.columns()) {
      if (column.type() != TypeClass.TIME) {
        boolean text = column.type() == TypeClass.TEXT;
        supports.put(column.name(), new Support(earlier, seasons, column.name(), text));
      }
    }
    for (var distribution : distributions) {
      prepareMix(distribution);
    }
    prepareRepeats();
  }

  Outline outline() {
    return outline;
  }

  public List<Picture> pictures() {
    return pictures;
  }

  /** Aspects of what a column's values are. */
  private static final Set<Aspect> OF_VALUES =
      EnumSet.of(
          Aspect.RANGE,
          Aspect.VALUES,
          Aspect.KINDS_OF_NUMBER,
          Aspect.SUPPORT,
          Aspect.CATEGORIES,
          Aspect.GROUP_VALUES,
          Aspect.RELATIONS,
          Aspect.USUALS);

  private void prepareNaming() {
    series.forEach(
        (id, past) -> {
          var m = latest.get(id);
          if (m != null && m.aspect() == Aspect.CALENDAR && enough(past) && past.largest() == 0) {
            naming.addAll(m.columns());
          }
        });
  }

  private void prepareSeries() {
    var ids = new LinkedHashMap<String, Measure>();
    pictures.forEach(p -> ids.putAll(p.measures()));
    ids.forEach(
        (id, sample) -> {
          var values = new ArrayList<Double>();
          var weights = new ArrayList<Double>();
          var places = new ArrayList<Integer>();
          for (int i = 0; i < pictures.size(); i++) {
            var found = pictures.get(i).measures().get(id);
            if (found == null && sample.aspect() != Aspect.CATEGORIES) {
              continue;
            }
            values.add(found == null ? 0 : found.value());
            weights.add(found == null ? pictures.get(i).statistics().rows() : found.weight());
            places.add(seasons.get(i));
          }
          var units = new ArrayList<Double>();
          for (var p : pictures) {
            var found = p.measures().get(id);
            if (found != null) {
              units.add(found.unit());
            }
          }
          series.put(id, new Series(sample.scale(), values, weights, places, Numeric.mean(units)));
          latest.put(id, sample);
        });
  }

  private void prepareMix(Distribution distribution) {
    var all = new ArrayList<Map<String, Double>>();
    var places = new ArrayList<Integer>();
    var sum = new HashMap<String, Double>();
    for (int i = 0; i < pictures.size(); i++) {
      var one = distribution.shares().apply(pictures.get(i).statistics());
      if (!one.isEmpty()) {
        all.add(one);
        places.add(seasons.get(i));
        one.forEach((k, v) -> sum.merge(k, v, Double::sum));
      }
    }
    var ones = all.stream().map(d -> 1.0).toList();
    var past = new EnumMap<Departure, Series>(Departure.class);
    for (var departure : Departure.values()) {
      var found =
          all.stream()
              .map(one -> departure.of(one, Departure.mean(sum, one, all.size() - 1)))
              .toList();
      past.put(departure, new Series(Scale.DISTANCE, found, ones, places, 0));
    }
    mixes.put(distribution.aspect() + "|" + distribution.column(), new Mix(sum, all.size(), past));
  }

  /** Columns whose content came twice in history: that it comes again says nothing. */
  private void prepareRepeats() {
    for (var column : outline.columns()) {
      var seen = new HashSet<String>();
      for (var p : pictures) {
        var c = p.statistics().column(column.name());
        if (c.isPresent() && !seen.add(c.get().contentHash())) {
          repeating.add(column.name());
        }
      }
    }
  }

  /**
   * A measure of today with the values it is to be judged by.
   *
   * @param common the measure always stood on a value that most rows have, and now stands on one
   *     that enough rows had before; or it only says once more which known values there are
   */
  record Compared(Measure measure, Series past, boolean common) {
    Compared(Measure measure, Series past) {
      this(measure, past, false);
    }
  }

  /** Everything of today that history has enough of. */
  List<Compared> compare(Picture today) {
    var out = new ArrayList<Compared>();
    today
        .measures()
        .forEach(
            (id, m) -> {
              var past = series.get(id);
              if (past != null && enough(past) && tells(m, past, today)) {
                out.add(
                    new Compared(
                        m,
                        past,
                        isOffPointMass(m, past, today)
                            || isNoBorder(m, past)
                            || isSpelledAsEver(m, today)));
              }
            });
    long rows = today.statistics().rows();
    if (rows > 0) {
      missingCategories(today, rows, out);
      outline.columns().stream()
          .filter(c -> c.type() != TypeClass.TIME && !naming.contains(c.name()))
          .forEach(c -> support(today.statistics(), c.name(), out));
      for (var distribution : distributions) {
        mix(today.statistics(), distribution, out);
      }
    }
    return out;
  }

  /**
   * A column that names the interval is judged by that, and not by its values, which must change.
   */
  private boolean tells(Measure m, Series past, Picture today) {
    return m.aspect() == Aspect.CALENDAR
        ? past.largest() == 0 && (m.value() == 0 || noOtherPartHolds(m, today))
        : Collections.disjoint(m.columns(), naming) || !OF_VALUES.contains(m.aspect());
  }

  /** In January a day of the month was a day of the year too: what still holds is meant. */
  private boolean noOtherPartHolds(Measure m, Picture today) {
    return today.measures().entrySet().stream()
        .filter(e -> e.getValue().cell().equals(m.cell()) && e.getValue().value() == 0)
        .noneMatch(
            e -> {
              var past = series.get(e.getKey());
              return past != null && enough(past) && past.largest() == 0;
            });
  }

  /**
   * Where most rows have one value, a quantile stands on it for long, and then falls off it far: as
   * far as the other values lie. Of those that enough rows had in an earlier interval this tells
   * little.
   */
  private boolean isOffPointMass(Measure m, Series past, Picture today) {
    boolean ofValues =
        m.aspect() == Aspect.VALUES
            || m.aspect() == Aspect.GROUP_VALUES
            || m.aspect() == Aspect.RANGE;
    if (!ofValues || !past.standsStill() || m.columns().size() != 1) {
      return false;
    }
    var value = m.scale() == Scale.LEVEL ? Optional.of(m) : median(m, today);
    return value.isPresent()
        && pictures.stream()
            .flatMap(p -> p.statistics().column(m.columns().getFirst()).stream())
            .flatMap(c -> c.numbers().stream())
            .map(Statistics.Numbers::quantiles)
            .filter(q -> q.size() > 2)
            .anyMatch(
                q -> q.get(1) <= value.get().value() && value.get().value() <= q.get(q.size() - 2));
  }

  /**
   * Lengths and characters of values that all were there before only say again how often each is
   * there, which is judged by itself.
   */
  private boolean isSpelledAsEver(Measure m, Picture today) {
    return m.aspect() == Aspect.FORMAT
        && !m.columns().isEmpty()
        && m.columns().stream()
            .allMatch(
                column ->
                    outline.column(column).filter(o -> o.sampled() >= 1).isPresent()
                        && known(column)
                            .containsAll(Support.sample(today.statistics(), column).keySet()));
  }

  /**
   * That values were never negative tells something only where they often came near zero: else zero
   * is no border, and what drifts reaches it one day.
   */
  private boolean isNoBorder(Measure m, Series past) {
    if (!m.statistic().equals(Measures.NEGATIVE) || past.largest() > 0) {
      return false;
    }
    long near =
        pictures.stream()
            .flatMap(p -> p.statistics().column(m.columns().getFirst()).stream())
            .flatMap(c -> c.numbers().stream())
            .filter(n -> n.min() < NEAR * n.deviation())
            .count();
    return near < Scoring.FEWEST;
  }

  /** The median that a contrast to other groups is made of. */
  private static Optional<Measure> median(Measure contrast, Picture today) {
    return Optional.ofNullable(today.measures().get(contrast.withStatistic("median").id()));
  }

  private boolean enough(Series past) {
    return past.size() >= Math.max(Scoring.FEWEST, pictures.size() / 2);
  }

  private void missingCategories(Picture today, long rows, List<Compared> out) {
    latest.forEach(
        (id, m) -> {
          if (m.aspect() == Aspect.CATEGORIES && !today.measures().containsKey(id)) {
            var past = series.get(id);
            if (past != null && enough(past)) {
              out.add(
                  new Compared(
                      new Measure(
                          m.aspect(),
                          m.subject(),
                          m.columns(),
                          m.within(),
                          m.statistic(),
                          Scale.SHARE,
                          0,
                          rows,
                          0,
                          0),
                      past));
            }
          }
        });
  }

  private void support(Statistics today, String column, List<Compared> out) {
    var support = supports.get(column);
    var sample = Support.sample(today, column);
    double rows = Support.total(sample);
    if (support == null || rows == 0 || !enough(support.novelty())) {
      return;
    }
    var novelty =
        share(column, column, "rows with values never seen", support.unseen(sample) / rows, rows);
    out.add(new Compared(novelty, support.novelty()));
    if (support.isSpelled()) {
      var respelt =
          share(
              column + ", spelling",
              column,
              "rows with known values in another spelling",
              support.respelt(sample) / rows,
              rows);
      out.add(new Compared(respelt, support.respelt()));
    }
  }

  private static Measure share(
      String subject, String column, String statistic, double share, double rows) {
    return new Measure(
        Aspect.SUPPORT,
        subject,
        List.of(column),
        Optional.empty(),
        statistic,
        Scale.SHARE,
        share,
        rows,
        0,
        0);
  }

  private void mix(Statistics today, Distribution d, List<Compared> out) {
    var mix = mixes.get(d.aspect() + "|" + d.column());
    var one = d.shares().apply(today);
    if (mix == null || one.isEmpty()) {
      return;
    }
    var mean = Departure.mean(mix.sum(), Map.of(), mix.many());
    mix.past()
        .forEach(
            (departure, past) -> {
              if (enough(past) && departure.tells(past)) {
                out.add(
                    new Compared(
                        new Measure(
                            d.aspect(),
                            d.column() + ", the " + d.statistic() + departure.suffix(),
                            List.of(d.column()),
                            Optional.empty(),
                            d.statistic() + departure.suffix(),
                            Scale.DISTANCE,
                            departure.of(one, mean),
                            0,
                            departure.least(),
                            0),
                        past));
              }
            });
  }

  /** Columns of today whose content is that of an earlier interval, though it never came twice. */
  List<String> repeated(Statistics today, Statistics earlier) {
    if (today.rows() < Scoring.FEWEST || today.rows() != earlier.rows()) {
      return List.of();
    }
    return today.columns().stream()
        .filter(c -> !repeating.contains(c.name()) && c.type() != TypeClass.TIME)
        .filter(c -> c.distinct() > 2)
        .filter(
            c ->
                earlier
                    .column(c.name())
                    .filter(e -> e.contentHash().equals(c.contentHash()))
                    .isPresent())
        .map(ColumnStatistics::name)
        .toList();
  }

  /**
   * How surely a repeated column is no coincidence, as -log10 of its probability: that of each
   * value occurring just as often again, by how often it occurred so in the other intervals, in any
   * of the intervals looked at. A column of few values may well repeat by chance, and so may one
   * whose values occur as often each day, such as hours.
   */
  double repetition(Statistics today, Statistics earlier) {
    double surest = 0;
    for (var name : repeated(today, earlier)) {
      var others =
          pictures.stream()
              .map(Picture::statistics)
              .filter(one -> !one.equals(earlier))
              .map(one -> Support.sample(one, name))
              .toList();
      double rarity =
          Support.sample(today, name).entrySet().stream()
              .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
              // The last count follows from the others, for the rows are as many.
              .skip(1)
              .mapToDouble(value -> rarity(value, others))
              .sum();
      surest = Math.max(surest, rarity - Math.log10(pictures.size()));
    }
    return Math.min(surest, Calibration.RAREST);
  }

  /** How seldom a value occurred just so often, as -log10 of its share of intervals. */
  private static double rarity(Map.Entry<String, Long> value, List<Map<String, Long>> others) {
    long alike =
        others.stream()
            .filter(one -> one.getOrDefault(value.getKey(), 0L).equals(value.getValue()))
            .count();
    return Math.log10((others.size() + 1) / (alike + 0.5));
  }

  /** Columns that can tell a repeat. */
  long telling() {
    return outline.columns().stream()
        .filter(c -> c.type() != TypeClass.TIME && !repeating.contains(c.name()))
        .count();
  }

  /** Whether enough intervals are known, and all of them had rows. */
  boolean neverEmpty() {
    return pictures.size() >= Scoring.FEWEST
        && pictures.stream().allMatch(p -> p.statistics().rows() > 0);
  }

  /**
   * Whether enough intervals are known, and in none of them as many as half of this were copies.
   */
  boolean neverHalfAsManyCopies(double share) {
    return pictures.size() >= Scoring.FEWEST
        && pictures.stream().allMatch(p -> p.statistics().copies() < share / 2);
  }

  /** The earlier values of a measure, where history has enough of them. */
  Optional<Series> series(String id) {
    return Optional.ofNullable(series.get(id)).filter(this::enough);
  }

  /** Whether most values of a column are seen again, unlike those of a key that counts up. */
  boolean comesBack(String column) {
    var support = supports.get(column);
    return support != null && support.comesBack();
  }

  /** Of the values of a column that are kept, those that history has. */
  Set<String> known(String column) {
    var support = supports.get(column);
    return support == null ? Set.of() : support.known();
  }
}
