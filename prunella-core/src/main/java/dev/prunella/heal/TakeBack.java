package dev.prunella.heal;

import dev.prunella.heal.Finding.What;
import dev.prunella.incident.Belief;
import dev.prunella.incident.FailureClass;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.pipeline.Correction;
import dev.prunella.pipeline.Correction.Effect.ChangeRows;
import dev.prunella.pipeline.Transformation;
import dev.prunella.quality.Cause;
import dev.prunella.quality.CauseWords;
import dev.prunella.quality.Explanation.Explained;
import java.util.List;
import java.util.Set;

/**
 * Values that one explained cause has changed are changed back, at the source's table, where the
 * cause's inverse gives every value exactly.
 */
final class TakeBack implements Cure {
  /** A factor beyond which nobody's prices or amounts change overnight. */
  private static final double FAR = 5;

  @Override
  public String words() {
    return "take back what one cause has changed";
  }

  @Override
  public Set<RemedyFamily> families() {
    return Set.of(RemedyFamily.QUARANTINE_OR_CORRECT_DATA);
  }

  @Override
  public Reach reach(Footing footing) {
    return footing.step().loads()
        ? footing.whereExplained(
            Reach.within(
                "values are scaled, shifted, recoded, swapped or doubled, and one cause"
                    + " explains it exactly"))
        : wherePut();
  }

  static Reach wherePut() {
    return Reach.beyond("values are put right where they come in, at the sources");
  }

  @Override
  public List<Proposal> propose(Finding finding, Means means) {
    if (!(finding.what() instanceof What.Unlike(var _, var explanation, var _, var _))
        || !finding.step().loads()
        || finding.batch().isEmpty()
        || !(explanation instanceof Explained explained)
        || explained.inverse().isEmpty()) {
      return List.of();
    }
    var inverse = explained.inverse().get();
    if (AmendSource.slip(finding, means).isPresent()) {
      return List.of();
    }
    var words = CauseWords.of(explained.cause());
    return List.of(
        new Proposal(
            new Belief(
                FailureClass.DATA,
                words,
                explained.confidence(),
                finding.table(),
                explained.supporting(),
                explained.against()),
            remedy(finding, explained.cause(), words, inverse)));
  }

  /** The inverse as a visible correction of what the source brought. */
  static Remedy.ChangedCode remedy(
      Finding finding, Cause cause, String words, Transformation inverse) {
    var correction =
        new Correction(
            Corrections.id(finding, "take-back", inverse),
            finding.table(),
            finding.interval(),
            finding.batch().map(b -> b.id()),
            new ChangeRows(inverse),
            words,
            finding.step().place());
    return Corrections.remedy(
        finding,
        correction,
        RemedyFamily.QUARANTINE_OR_CORRECT_DATA,
        "take it back: " + words,
        invasiveness(cause, inverse));
  }

  /**
   * Single cells may have been meant. So may a factor near one: prices do rise, and shops do open;
   * they do not sell at a hundredfold overnight.
   */
  private static int invasiveness(Cause cause, Transformation inverse) {
    boolean mayBeMeant =
        switch (inverse) {
          case Transformation.Cells _ -> true;
          case Transformation.Scale s -> s.factor() > 1 / FAR && s.factor() < FAR;
          case Transformation.FlipDayAndMonth _,
              Transformation.Shift _,
              Transformation.Recode _,
              Transformation.Swap _,
              Transformation.KeepOneIn _,
              Transformation.Distinct _,
              Transformation.Respell _,
              Transformation.Convert _ ->
              false;
        };
    return mayBeMeant || cause instanceof Cause.WrongCells ? Remedy.A_PERSON_MAY_HAVE_MEANT_IT : 3;
  }
}
