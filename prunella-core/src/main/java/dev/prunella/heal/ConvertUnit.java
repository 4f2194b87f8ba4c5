package dev.prunella.heal;

import dev.prunella.heal.Finding.What;
import dev.prunella.incident.Belief;
import dev.prunella.incident.FailureClass;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.pipeline.Correction;
import dev.prunella.pipeline.Correction.Effect.ChangeRows;
import dev.prunella.pipeline.Transformation;
import dev.prunella.quality.Cause;
import dev.prunella.quality.Explanation;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Numbers that came in another unit, of which a person has written down that they may, and where it
 * stands what it is worth: converted by the rate of each row's day. Without such a note nobody
 * knows the rate, and a factor that is nearly right would be wrong.
 */
final class ConvertUnit implements Cure {
  private static final double CONFIDENCE = 0.95;

  /** So far, as a part of it, an explained factor may lie from the rates to be the same thing. */
  private static final double SAME = 0.05;

  @Override
  public String words() {
    return "convert what came in another unit";
  }

  @Override
  public Set<RemedyFamily> families() {
    return Set.of(RemedyFamily.QUARANTINE_OR_CORRECT_DATA);
  }

  @Override
  public Reach reach(Footing footing) {
    if (!footing.step().loads()) {
      return TakeBack.wherePut();
    }
    if (!footing.references()) {
      return Reach.beyond(
          "no note says where it stands what its numbers are worth in another unit",
          "prunella knowledge add NAME --table TABLE --convert COLUMN --at DAY --with RATES"
              + " --divide-by RATE");
    }
    return footing.whereExplained(
        Reach.within("numbers are unlike their history by the rate of their day"));
  }

  @Override
  public List<Proposal> propose(Finding finding, Means means) {
    if (!(finding.what() instanceof What.Unlike unlike)
        || !finding.step().loads()
        || finding.batch().isEmpty()
        || finding.sourceHasChanged()) {
      return List.of();
    }
    var proposals = new ArrayList<Proposal>();
    for (var told : means.known().references(finding)) {
      if (stirs(unlike, told.reference().column())) {
        means.conversions(finding, told.reference()).stream()
            .filter(change -> isNothingElse(unlike.explanation(), change))
            .map(change -> proposal(finding, told, change))
            .forEach(proposals::add);
      }
    }
    return proposals;
  }

  private static boolean stirs(What.Unlike unlike, String column) {
    return unlike.anomalies().stream()
        .anyMatch(a -> a.columns().stream().anyMatch(column::equalsIgnoreCase));
  }

  /** What one cause explains exactly is that cause, unless it is just such a factor. */
  private static boolean isNothingElse(Explanation explanation, Transformation.Convert change) {
    return !(explanation instanceof Explanation.Explained explained)
        || explained.inverse().isEmpty()
        || (explained.cause() instanceof Cause.Scaled scaled
            && change.rates().of().values().stream()
                .anyMatch(rate -> isNear(scaled.factor(), rate, change.divides())));
  }

  private static boolean isNear(double factor, BigDecimal rate, boolean divides) {
    double expected = divides ? rate.doubleValue() : 1 / rate.doubleValue();
    return Math.abs(factor / expected - 1) < SAME;
  }

  private static Proposal proposal(
      Finding finding, Known.Told told, Transformation.Convert change) {
    var words = change.words();
    var correction =
        new Correction(
            Corrections.id(finding, "convert", change),
            finding.table(),
            finding.interval(),
            finding.batch().map(b -> b.id()),
            new ChangeRows(change),
            words + " (" + told.note() + ")",
            finding.step().place());
    return new Proposal(
        new Belief(
            FailureClass.DATA,
            words,
            CONFIDENCE,
            finding.table(),
            List.of("%s says that it may come so".formatted(told.note())),
            List.of()),
        Corrections.remedy(
            finding,
            correction,
            RemedyFamily.QUARANTINE_OR_CORRECT_DATA,
            "convert " + words,
            3,
            Optional.of(told.note())));
  }
}
