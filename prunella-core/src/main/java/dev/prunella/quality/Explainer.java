package dev.prunella.quality;

import dev.prunella.quality.Explanation.Explained;
import dev.prunella.quality.Explanation.Unexplained;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * Looks for the one cause that explains an interval's anomalies. Each hypothesis is tested on the
 * rows: under its inverse, every alarm must clear. Where two fit about as well there is no
 * explanation: a wrong repair is worse than none.
 */
public final class Explainer {

  /** Hypotheses that are tested on the rows; each costs a scan. */
  private static final int MOST_TESTS = 24;

  /** One that fits is better than another by at least so many powers of ten. */
  private static final double CLEARLY = 2;

  private final AnomalyDetector detector;

  public Explainer(AnomalyDetector detector) {
    this.detector = detector;
  }

  private record Fit(Hypothesis hypothesis, double unrest) {}

  /**
   * Explains an interval.
   *
   * @param assessment of the picture against the history, by this explainer's detector
   * @param rows of the interval
   */
  public Explanation explain(History history, Picture picture, Assessment assessment, Rows rows) {
    if (!assessment.isAlarm()) {
      return new Unexplained(List.of("nothing stands out"));
    }
    var suspect = new Suspect(history, picture, assessment, rows);
    var decisive = LoadHypotheses.decisive(suspect);
    if (decisive.isPresent()) {
      return explained(decisive.get(), List.of());
    }
    if (!assessment.isStrong()) {
      return new Unexplained(
          List.of("the anomalies are near their thresholds: too weak to act on"));
    }
    return decide(suspect, hypotheses(suspect));
  }

  /** Those that the statistics suggest, the best suggested first; each once. */
  private static List<Hypothesis> hypotheses(Suspect suspect) {
    var all = new LinkedHashMap<Cause, Hypothesis>();
    var drawn = new ArrayList<Hypothesis>();
    drawn.addAll(LoadHypotheses.draw(suspect));
    drawn.addAll(TimeHypotheses.draw(suspect));
    drawn.addAll(CellHypotheses.draw(suspect));
    drawn.addAll(CategoryHypotheses.draw(suspect));
    drawn.addAll(TextHypotheses.draw(suspect));
    drawn.addAll(ScaleHypotheses.draw(suspect));
    drawn.addAll(SwapHypotheses.draw(suspect));
    drawn.forEach(h -> all.putIfAbsent(h.cause(), h));
    return all.values().stream().limit(MOST_TESTS).toList();
  }

  private Explanation decide(Suspect suspect, List<Hypothesis> hypotheses) {
    var fits = new ArrayList<Fit>();
    var tried = new ArrayList<String>();
    for (var h : hypotheses) {
      var beyond = suspect.assessment().anomalies().stream().filter(h::cannotTouch).toList();
      if (!beyond.isEmpty()) {
        tried.add(stay(h, beyond));
        continue;
      }
      var after = after(suspect, h);
      var left = after.anomalies().stream().filter(a -> !h.covers().explains(a)).toList();
      if (left.isEmpty()) {
        fits.add(new Fit(h, after.unrest()));
      } else {
        tried.add(stay(h, left));
      }
    }
    if (fits.isEmpty()) {
      return new Unexplained(tried.isEmpty() ? List.of("no hypothesis suggests itself") : tried);
    }
    fits.sort(Comparator.comparingDouble(Fit::unrest));
    var best = fits.getFirst();
    for (var other : fits.subList(1, fits.size())) {
      if (other.unrest() < best.unrest() + CLEARLY) {
        tried.add(CauseWords.of(best.hypothesis().cause()) + ": fits");
        tried.add(CauseWords.of(other.hypothesis().cause()) + ": fits about as well");
        return new Unexplained(tried);
      }
      tried.add(CauseWords.of(other.hypothesis().cause()) + ": fits, but less well");
    }
    return explained(best.hypothesis(), tried);
  }

  private static String stay(Hypothesis h, List<Anomaly> left) {
    return CauseWords.of(h.cause())
        + ": "
        + left.size()
        + " anomalies stay, first "
        + left.getFirst().inWords();
  }

  private Assessment after(Suspect suspect, Hypothesis h) {
    return h.change()
        .map(c -> Picture.of(suspect.outline(), suspect.rows().under(c)))
        .map(p -> detector.assess(suspect.history(), p))
        .orElse(suspect.assessment());
  }

  private static Explained explained(Hypothesis h, List<String> tried) {
    var against = new ArrayList<>(h.against());
    against.addAll(tried);
    return new Explained(
        h.cause(),
        h.confidence(),
        h.supporting(),
        against,
        h.invertible() ? h.change() : Optional.empty());
  }
}
