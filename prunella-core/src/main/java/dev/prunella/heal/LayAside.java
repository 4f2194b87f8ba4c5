package dev.prunella.heal;

import dev.prunella.contract.Check;
import dev.prunella.contract.Measure;
import dev.prunella.contract.RowCondition;
import dev.prunella.heal.Finding.What;
import dev.prunella.incident.Belief;
import dev.prunella.incident.FailureClass;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.pipeline.Correction;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A few rows that break rules of the contract are laid aside with the rule that they broke, and the
 * rest goes on. Not where many do: then it is not the rows that are wrong. And not where the
 * contract itself says what becomes of such rows: that they hold, or how many may be laid aside.
 */
final class LayAside implements Cure {
  private static final BigDecimal MOST = new BigDecimal("0.05");

  @Override
  public String words() {
    return "lay the rows aside that break a rule";
  }

  @Override
  public Set<RemedyFamily> families() {
    return Set.of(RemedyFamily.QUARANTINE_OR_CORRECT_DATA);
  }

  @Override
  public Reach reach(Footing footing) {
    if (!footing.byInterval() && !footing.step().loads()) {
      return Reach.beyond("it is computed as a whole, and rows are laid aside of an interval");
    }
    var checks = footing.step().promises().checks();
    if (checks.stream().anyMatch(LayAside::mayLayAsideFor)) {
      return Reach.within(
          "at most "
              + percent()
              + " of an interval's rows break rules about rows that do not say themselves what becomes"
              + " of them");
    }
    if (checks.stream().anyMatch(Check::isRowLevel)) {
      return Reach.beyond("its contract says itself what becomes of rows that break its rules");
    }
    return checks.isEmpty()
        ? Reach.beyond("no contract promises anything of it", Footing.CONTRACT)
        : Reach.beyond(
            "what is promised of it says nothing of single rows",
            "add a rule about its rows, such as required or validValues, to its contract");
  }

  @Override
  public List<Proposal> propose(Finding finding, Means means) {
    if (!(finding.what() instanceof What.BreaksRules(var broken))
        || broken.isEmpty()
        || (finding.interval().isEmpty() && finding.batch().isEmpty())
        || total(broken).compareTo(MOST) > 0
        || !broken.stream().allMatch(b -> mayLayAsideFor(b.check()))) {
      return List.of();
    }
    var corrections =
        broken.stream()
            .map(
                b ->
                    new Correction(
                        Corrections.id(finding, "aside", b.check().id()),
                        finding.table(),
                        finding.interval(),
                        finding.step().loads()
                            ? finding.batch().map(x -> x.id())
                            : Optional.empty(),
                        new Correction.Effect.LayAside(
                            b.check().id(), finding.step().loads() ? MOST : b.share()),
                        "rows that break " + b.check().id(),
                        b.check().place()))
            .toList();
    var rules = String.join(", ", broken.stream().map(b -> b.check().id()).toList());
    return List.of(
        new Proposal(
            new Belief(
                FailureClass.DATA,
                "a few rows break " + rules,
                0.9,
                finding.table(),
                List.of("the other rows keep every rule"),
                List.of()),
            new Remedy.ChangedCode(
                "aside "
                    + finding.table()
                    + " "
                    + finding.interval().orElse("")
                    + " "
                    + rules
                    + finding.batch().map(b -> " " + b.id()).orElse(""),
                RemedyFamily.QUARANTINE_OR_CORRECT_DATA,
                finding.table(),
                "lay the rows aside that break " + rules,
                mayBeOutdated(finding, broken) ? Remedy.A_PERSON_MAY_HAVE_MEANT_IT : 4,
                corrections,
                Map.of())));
  }

  private static boolean mayLayAsideFor(Check check) {
    return check.isRowLevel() && check.onFailure().leavesItToRemedies();
  }

  private static String percent() {
    return MOST.movePointRight(2).stripTrailingZeros().toPlainString() + " percent";
  }

  private static BigDecimal total(List<Finding.Broken> broken) {
    return broken.stream().map(Finding.Broken::share).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /**
   * A list of values, or a pattern, may lack what is new and right; and what a model makes is bound
   * to no bytes, so that other rows would be laid aside unasked, if no more than these.
   */
  private static boolean mayBeOutdated(Finding finding, List<Finding.Broken> broken) {
    return !finding.step().loads()
        || broken.stream()
            .anyMatch(
                b ->
                    b.check().measure() instanceof Measure.FailingRows(var condition, var _)
                        && (condition instanceof RowCondition.OneOf
                            || condition instanceof RowCondition.Matches));
  }
}
