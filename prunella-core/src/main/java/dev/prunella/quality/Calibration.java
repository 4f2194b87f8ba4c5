package dev.prunella.quality;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What scores clean intervals of a table have, in three steps: each aspect of each subject by
 * itself; an aspect's rarest subject, which accounts for looking at many and for tails that were
 * taken for too light; the rarest aspect. Each step is learnt from what the step below says of
 * intervals that it has not learnt from. All of them were published as they came.
 *
 * @param cells the tail of the scores of each aspect and subject
 * @param unseen the tail of an aspect's subjects that are new
 * @param aspects the tail of each interval's rarest subject, as -log10 of its probability
 * @param together the tail of what all aspects of an interval say together
 * @param rarest the tail of each interval's rarest aspect, likewise
 */
public record Calibration(
    Map<String, Tail> cells,
    Map<String, Tail> unseen,
    Map<String, Tail> aspects,
    Tail together,
    Tail rarest) {

  /** How many preceding intervals are enough to learn from. */
  public static final int INTERVALS = 180;

  /** Learnt again after so many intervals: a day makes little difference. */
  public static final int RENEWED_AFTER = 7;

  /** With fewer earlier intervals nothing is judged. */
  public static final int FEWEST_INTERVALS = 10;

  /** Parts into which burn-in is cut, each judged by the others. */
  private static final int FOLDS = 5;

  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

  /** Rarer than this is not said: no history supports it. */
  static final double RAREST = 20;

  /**
   * The share of intervals on which something real happens somewhere in the table, that is no
   * ordinary day: what ordinary days do is not learnt from those. They are alarms, and rightly so.
   * They are left out here, once: leaving such a share out of every subject's scores would take
   * from many ordinary intervals just what was rare about them, and every tail would look too
   * light.
   */
  private static final double EVENTS = 0.02;

  /**
   * What half a year shows of one day in a million was no ordinary day. How much rarer still it was
   * says nothing of ordinary ones.
   */
  private static final double EXTRAORDINARY = 6;

  private static final double COUNTS_FROM = 0.5;
  private static final double COUNTS_TO = 3;

  /** Of what was never seen. */
  private static final Tail NOTHING = Tail.unseen(1, Tail.priorMean(1));

  /** The weight of a tail up to which it is taken for exponential: of most subjects, of one. */
  private static final double TYPICAL = 1.15;

  private static final double HEAVY = 1.5;

  /** The mean excess of -log10 of a probability that is right. */
  private static final double DECADE = 1 / Math.log(10);

  public Calibration {
    cells = Statistics.sorted(cells);
    unseen = Statistics.sorted(unseen);
    aspects = Statistics.sorted(aspects);
  }

  /**
   * Learns from intervals, each judged against those before it.
   *
   * @param pictures oldest first; of fewer than {@link #FEWEST_INTERVALS} + 1 only priors come
   */
  public static Calibration learn(Outline outline, List<Picture> pictures) {
    var scores = new ArrayList<CleanScores>();
    for (int i = from(pictures.size()); i < pictures.size(); i++) {
      scores.add(CleanScores.of(new History(outline, pictures.subList(0, i)), pictures.get(i)));
    }
    return learn(scores);
  }

  /** Of so many earlier intervals, the first that has enough of a history to learn from. */
  public static int from(int intervals) {
    return Math.clamp(intervals / 3, FEWEST_INTERVALS, History.INTERVALS);
  }

  /**
   * Learns from what was said of clean intervals, so that none is judged again to learn from it.
   */
  public static Calibration learn(List<CleanScores> clean) {
    var scores = clean.stream().map(CleanScores::highest).toList();
    var byAspect = new ArrayList<Map<String, Double>>();
    for (int i = 0; i < scores.size(); i++) {
      byAspect.add(Map.of());
    }
    for (int fold = 0; fold < FOLDS; fold++) {
      var cells = cells(without(scores, fold));
      for (int i : inFold(fold, scores.size())) {
        byAspect.set(i, cells.rarestSubjects(scores.get(i)));
      }
    }
    var rarest = new ArrayList<Double>();
    var sums = new ArrayList<Double>();
    for (int i = 0; i < scores.size(); i++) {
      rarest.add(0.0);
      sums.add(0.0);
    }
    for (int fold = 0; fold < FOLDS; fold++) {
      var aspects = aspects(without(byAspect, fold));
      for (int i : inFold(fold, byAspect.size())) {
        var rarities = rarities(aspects, byAspect.get(i));
        rarest.set(i, rarities.stream().mapToDouble(Double::doubleValue).max().orElse(0));
        sums.set(i, sum(rarities));
      }
    }
    for (int fold = 0; fold < FOLDS; fold++) {
      var together = together(without(sums, fold));
      for (int i : inFold(fold, sums.size())) {
        rarest.set(i, Math.max(rarest.get(i), rarity(together, sums.get(i))));
      }
    }
    rarest.replaceAll(rarity -> Math.min(EXTRAORDINARY, rarity));
    var cells = cells(scores);
    return new Calibration(
        cells.cells(),
        cells.unseen(),
        aspects(byAspect),
        together(sums),
        Tail.fit(rarest, 1, DECADE, EVENTS));
  }

  /**
   * What aspects say together: a rarity counts from where one aspect in three shows it, and up to
   * where it speaks for itself.
   */
  static double sum(Collection<Double> rarities) {
    return rarities.stream().mapToDouble(r -> Math.clamp(r - COUNTS_FROM, 0, COUNTS_TO)).sum();
  }

  private static Tail together(List<Double> sums) {
    return Tail.fit(sums, 1, DECADE, 0);
  }

  private static <T> List<T> without(List<T> all, int fold) {
    return IntStream.range(0, all.size()).filter(i -> fold(i) != fold).mapToObj(all::get).toList();
  }

  private static int[] inFold(int fold, int size) {
    return IntStream.range(0, size).filter(i -> fold(i) == fold).toArray();
  }

  /**
   * Spreads intervals evenly, by the golden ratio, and not by every so many days: what happens on
   * each first of a month would then lie in one part, and no other would have seen it.
   */
  private static int fold(int interval) {
    double place = interval * GOLDEN;
    return (int) (FOLDS * (place - Math.floor(place)));
  }

  private record Cells(Map<String, Tail> cells, Map<String, Tail> unseen) {
    double rarity(String cell, double score) {
      var tail = cells.get(cell);
      if (tail == null) {
        tail = unseen.getOrDefault(pool(cell), NOTHING);
      }
      return -Math.log10(Math.max(1e-300, tail.probability(score)));
    }

    Map<String, Double> rarestSubjects(Map<String, Double> scores) {
      var out = new HashMap<String, Double>();
      scores.forEach((cell, score) -> out.merge(aspect(cell), rarity(cell, score), Math::max));
      return out;
    }
  }

  private static Cells cells(List<Map<String, Double>> scores) {
    var byCell = new HashMap<String, List<Double>>();
    scores.forEach(
        s -> s.forEach((cell, v) -> byCell.computeIfAbsent(cell, k -> new ArrayList<>()).add(v)));
    var byPool = new HashMap<String, List<List<Double>>>();
    byCell.forEach(
        (cell, values) -> byPool.computeIfAbsent(pool(cell), k -> new ArrayList<>()).add(values));
    var unseen = new HashMap<String, Tail>();
    byPool.forEach(
        (pool, cells) -> {
          double power = power(cells);
          unseen.put(pool, Tail.unseen(power, Tail.priorMean(power)));
        });
    var out = new HashMap<String, Tail>();
    byCell.forEach(
        (cell, values) -> {
          double power = power(values, unseen.getOrDefault(pool(cell), NOTHING).power());
          out.put(cell, Tail.fit(values, power, Tail.priorMean(power), 0));
        });
    return new Cells(out, unseen);
  }

  /** One day that nothing supports must not make every other rarity of its aspect half as rare. */
  private static Map<String, Tail> aspects(List<Map<String, Double>> rarities) {
    var values = new HashMap<String, List<Double>>();
    rarities.forEach(
        r ->
            r.forEach(
                (a, v) ->
                    values.computeIfAbsent(a, k -> new ArrayList<>()).add(Math.min(RAREST, v))));
    var out = new HashMap<String, Tail>();
    values.forEach((a, v) -> out.put(a, Tail.fit(v, 1, DECADE, 0)));
    return out;
  }

  private static List<Double> rarities(Map<String, Tail> aspects, Map<String, Double> rarities) {
    return rarities.entrySet().stream()
        .map(e -> rarity(aspects, e.getKey(), e.getValue()))
        .toList();
  }

  private static double rarity(Map<String, Tail> aspects, String aspect, double rarity) {
    var tail = aspects.getOrDefault(aspect, Tail.unseen(1, DECADE));
    return rarity(tail, rarity);
  }

  private static double rarity(Tail tail, double score) {
    return Math.min(RAREST, -Math.log10(Math.max(1e-300, tail.probability(score))));
  }

  /** The power over which most of the subjects' tails are exponential. */
  private static double power(List<List<Double>> cells) {
    return Tail.POWERS.stream()
        .filter(p -> Numeric.median(cells.stream().map(c -> Tail.weight(c, p)).toList()) <= TYPICAL)
        .findFirst()
        .orElse(Tail.POWERS.getLast());
  }

  /** The aspect's power, or less where a subject's own tail is much heavier than that. */
  private static double power(List<Double> scores, double most) {
    return Tail.POWERS.stream()
        .filter(p -> p <= most && Tail.weight(scores, p) <= HEAVY)
        .findFirst()
        .orElse(Tail.POWERS.getLast());
  }

  /** Cells that are told apart from others of their aspect, since their tails are. */
  private static String pool(String cell) {
    return aspect(cell) + CellScores.kind(cell);
  }

  private static String aspect(String cell) {
    return cell.substring(0, cell.indexOf('|'));
  }

  /** -log10 of the probability that a clean interval's aspect has a subject as rare. */
  double rarity(String cell, double score) {
    return rarity(aspects, aspect(cell), new Cells(cells, unseen).rarity(cell, score));
  }

  /** How rare it is that aspects show so much together. */
  double together(Collection<Double> rarities) {
    return rarity(together, sum(rarities));
  }

  /** The rarity that a share of clean intervals reaches somewhere. */
  public double threshold(double falseAlarms) {
    return rarest.quantile(falseAlarms);
  }
}
