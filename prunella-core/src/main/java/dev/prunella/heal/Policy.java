package dev.prunella.heal;

import dev.prunella.incident.FailureClass;
import dev.prunella.incident.IncidentEvent.Autonomy;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.refs.TableName;
import java.util.List;
import java.util.Optional;

/**
 * Decides what may be done by itself. Pure: the same question has the same answer, whatever the
 * time. The first rule that fits wins.
 *
 * @param otherwise where no rule fits
 * @param ceiling the most that any rule can give, by the project's mode
 */
public record Policy(List<Rule> rules, Autonomy otherwise, Autonomy ceiling) {

  /**
   * A rule; what it does not say fits everything.
   *
   * @param table a name, or one with a star at its end
   * @param words as it was written, for people
   */
  public record Rule(
      Optional<RemedyFamily> remedy,
      Optional<FailureClass> failureClass,
      Optional<String> table,
      Autonomy autonomy,
      String words) {

    boolean fits(Question question) {
      return remedy.filter(r -> r != question.family()).isEmpty()
          && failureClass.filter(c -> c != question.failureClass()).isEmpty()
          && table.filter(t -> !names(t, question.table().toString())).isEmpty();
    }

    private static boolean names(String pattern, String table) {
      return pattern.endsWith("*")
          ? table.startsWith(pattern.substring(0, pattern.length() - 1))
          : pattern.equals(table);
    }
  }

  /**
   * What is to be decided.
   *
   * @param personMayHaveMeantIt single values that somebody may have entered on purpose
   */
  public record Question(
      RemedyFamily family,
      FailureClass failureClass,
      TableName table,
      boolean personMayHaveMeantIt) {}

  /** The answer, and by which rule. */
  public record Decision(Autonomy autonomy, String rule) {}

  public Policy {
    rules = List.copyOf(rules);
  }

  /** Retries and reruns by themselves, the rest is proposed to a person. */
  public static Policy careful() {
    return new Policy(
        List.of(
            byItself(RemedyFamily.RETRY_LATER), byItself(RemedyFamily.RERUN_UPSTREAM_OR_BACKFILL)),
        Autonomy.PROPOSE,
        Autonomy.AUTO);
  }

  /** Whatever was verified is done. */
  public static Policy acting() {
    return new Policy(List.of(), Autonomy.AUTO, Autonomy.AUTO);
  }

  private static Rule byItself(RemedyFamily family) {
    return new Rule(
        Optional.of(family),
        Optional.empty(),
        Optional.empty(),
        Autonomy.AUTO,
        "default: " + family.word());
  }

  public Decision decide(Question question) {
    var rule = rules.stream().filter(r -> r.fits(question)).findFirst();
    var given = rule.map(Rule::autonomy).orElse(otherwise);
    var words = rule.map(Rule::words).orElse("default");
    if (question.personMayHaveMeantIt() && given == Autonomy.AUTO) {
      return new Decision(Autonomy.PROPOSE, "a person may have meant it");
    }
    return given.compareTo(ceiling) > 0
        ? new Decision(ceiling, "the project's mode allows no more")
        : new Decision(given, words);
  }
}
