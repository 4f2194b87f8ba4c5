package dev.prunella.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CalibrationTest {
  private static final int CELLS = 60;
  private static final List<Aspect> ASPECTS =
      List.of(Aspect.ROWS, Aspect.NULLS, Aspect.VALUES, Aspect.FORMAT, Aspect.TIMES);

  /** A day's scores: distances of normal numbers, in some cells of numbers with a heavier tail. */
  private static Map<String, Double> day(Random random) {
    var out = new HashMap<String, Double>();
    for (int c = 0; c < CELLS; c++) {
      double x = Math.abs(random.nextGaussian());
      out.put(ASPECTS.get(c % ASPECTS.size()) + "|column " + c, c % 7 == 0 ? x * x * x : x);
    }
    return out;
  }

  private static List<CleanScores> days(Random random, int many) {
    var out = new ArrayList<CleanScores>();
    IntStream.range(0, many).forEach(d -> out.add(new CleanScores(day(random))));
    return out;
  }

  /** Clean days that are alarms, by themselves or by what aspects say together. */
  private static double passed(Calibration calibration, List<CleanScores> days) {
    double threshold = calibration.threshold(0.01);
    int alarms = 0;
    for (var day : days) {
      var rarest = new HashMap<String, Double>();
      day.highest()
          .forEach(
              (cell, score) ->
                  rarest.merge(
                      cell.substring(0, cell.indexOf('|')),
                      calibration.rarity(cell, score),
                      Math::max));
      boolean one = rarest.values().stream().anyMatch(r -> r >= threshold);
      alarms += one || calibration.together(rarest.values()) >= threshold ? 1 : 0;
    }
    return (double) alarms / days.size();
  }

  @Test
  void ordinaryDaysPassTheThresholdAboutAsOftenAsStated() {
    double sum = 0;
    for (int seed = 0; seed < 10; seed++) {
      var random = new Random(seed);
      var calibration = Calibration.learn(days(random, 150));
      sum += passed(calibration, days(random, 1_000));
    }
    // The statement is one of a model: on days of this mixture it is off by less than a factor of
    // two
    // and a half.
    assertThat(sum / 10).isBetween(0.004, 0.025);
  }

  /** Scores of columns that are each far off on one day in fifty, as fog comes and goes. */
  private static Map<String, Double> foggy(Random random) {
    var out = new HashMap<String, Double>();
    for (int c = 0; c < 12; c++) {
      double x = Math.abs(random.nextGaussian());
      boolean fog = random.nextDouble() < 0.02;
      out.put(ASPECTS.get(c % 3) + "|column " + c, fog ? 5 + 25 * random.nextDouble() : x);
    }
    return out;
  }

  @Test
  void whatEachColumnDoesOneDayInFiftyIsNoAlarmAndHidesNone() {
    var clean = new ArrayList<Double>();
    int seen = 0;
    for (int seed = 0; seed < 10; seed++) {
      var random = new Random(seed);
      var learnt = IntStream.range(0, 150).mapToObj(d -> new CleanScores(foggy(random))).toList();
      var calibration = Calibration.learn(learnt);
      clean.add(
          passed(
              calibration,
              IntStream.range(0, 1_000).mapToObj(d -> new CleanScores(foggy(random))).toList()));
      var broken = new HashMap<>(foggy(random));
      broken.put(ASPECTS.getFirst() + "|column 0", 300.0);
      seen += passed(calibration, List.of(new CleanScores(broken))) > 0 ? 1 : 0;
    }
    assertThat(clean.stream().mapToDouble(Double::doubleValue).average().orElse(1))
        .isLessThan(0.015);
    assertThat(seen).isGreaterThanOrEqualTo(8);
  }

  @Test
  void manyTimesNothingIsStillNothing() {
    var lastDigits =
        IntStream.range(0, 40).mapToObj(d -> d % 3 == 0 ? 4.9e-30 * (1 + d % 5) : 0.0).toList();
    var tail = Tail.fit(lastDigits, 1, Tail.priorMean(1), 0);
    assertThat(tail.probability(5e-15)).isGreaterThan(0.1);
    assertThat(tail.probability(5)).isLessThan(1e-3);
  }

  @Test
  void aFewDaysOnWhichSomethingHappenedDoNotMakeATailHeavy() {
    var random = new Random(7);
    var quiet = new ArrayList<Double>();
    for (int i = 0; i < 150; i++) {
      quiet.add(Math.abs(random.nextGaussian()));
    }
    var eventful = new ArrayList<>(quiet);
    List.of(7, 47, 87).forEach(i -> eventful.set(i, 400.0));
    double without = Tail.fit(quiet, 1, 0.5, 0.02).probability(6);
    assertThat(Tail.fit(eventful, 1, 0.5, 0.02).probability(6)).isLessThan(20 * without);
    assertThat(Tail.fit(eventful, 1, 0.5, 0).probability(6)).isGreaterThan(1_000 * without);
  }

  @Test
  void oneDayThatIsFarBeyondAllDoesNotHideOthersOfItsAspect() {
    var random = new Random(3);
    var quiet = days(random, 150);
    var eventful = new ArrayList<>(quiet);
    var event = new HashMap<>(quiet.get(70).highest());
    event.put("ROWS|column 5", Scoring.GREATEST);
    eventful.set(70, new CleanScores(event));
    double without = Calibration.learn(quiet).rarity("ROWS|column 10", 8);
    assertThat(Calibration.learn(eventful).rarity("ROWS|column 10", 8))
        .isGreaterThan(without / 2)
        .isGreaterThan(4);
  }

  @Test
  void whatSeveralAspectsSayTogetherIsRarerThanEachOfThem() {
    var random = new Random(11);
    var calibration = Calibration.learn(days(random, 150));
    assertThat(calibration.together(List.of(2.2, 2.2, 2.2, 2.2, 2.2)))
        .isGreaterThan(calibration.threshold(0.01));
    assertThat(calibration.together(List.of(2.2, 0.0, 0.1, 0.0, 0.2)))
        .isLessThan(calibration.threshold(0.01));
  }
}
