package dev.prunella.heal;

import dev.prunella.incident.FailureClass;
import dev.prunella.incident.IncidentEvent.Autonomy;
import dev.prunella.incident.IncidentEvent.Weighed;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.refs.TableName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Decides what may be done by itself. Pure: the same question in the same situation has the same
 * answer. The first rule that fits wins; what would be done by itself may still be braked, and
 * nothing makes it more than the rule gives.
 *
 * @param otherwise where no rule fits
 * @param ceiling the most that any rule can give, by the project's mode; under {@link
 *     Autonomy#PROPOSE} running the same again stays free, for it changes neither code nor values
 */
public record Policy(List<Rule> rules, Autonomy otherwise, Autonomy ceiling, Brakes brakes) {

  /**
   * A rule; what it does not say fits everything.
   *
   * @param table a name, in which a star stands for any letters
   * @param words as it was written, for people
   */
  public record Rule(
      Optional<RemedyFamily> remedy,
      Optional<FailureClass> failureClass,
      Optional<String> table,
      Optional<Condition> when,
      Autonomy autonomy,
      String words) {

    /** Whether all that it names fits; its condition is not asked. */
    private boolean names(Weighed weighed) {
      return failureClass.filter(c -> c != weighed.failureClass()).isEmpty()
          && isAbout(weighed.family(), weighed.table());
    }

    private boolean isAbout(RemedyFamily family, TableName of) {
      return remedy.filter(r -> r != family).isEmpty()
          && table.filter(t -> !matches(t, of.toString())).isEmpty();
    }

    /** Whether it fits whatever has failed, where it is about the remedy and the table. */
    private boolean alwaysFits() {
      return failureClass.isEmpty() && when.isEmpty();
    }

    private static boolean matches(String pattern, String table) {
      var form =
          Arrays.stream(pattern.split("\\*", -1))
              .map(Pattern::quote)
              .collect(Collectors.joining(".*"));
      return table.matches(form);
    }
  }

  /**
   * What slows the healer down whatever the rules give.
   *
   * @param actionsPerHour so many publications of the healer; empty for no bound
   * @param opensAfter so many undos of one remedy family for one cause open its breaker
   */
  public record Brakes(OptionalInt actionsPerHour, List<Freeze> freezes, int opensAfter) {
    public static final Brakes NONE = new Brakes(OptionalInt.empty(), List.of(), 1);

    public Brakes {
      freezes = List.copyOf(freezes);
    }
  }

  /** A time in which nothing is done by itself; {@code to} is no part of it. */
  public record Freeze(Instant from, Instant to, String why) {
    boolean holds(Instant at) {
      return !at.isBefore(from) && at.isBefore(to);
    }
  }

  /**
   * How things stand when it is decided.
   *
   * @param hour of the day in the project's zone, from 0 to 23
   * @param actions publications of the healer in the hour before
   */
  public record Situation(Instant at, int hour, int actions, HealingState healing) {}

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
        Autonomy.PROPOSE,
        Brakes.NONE);
  }

  /** Whatever was verified is done. */
  public static Policy acting() {
    return new Policy(List.of(), Autonomy.AUTO, Autonomy.AUTO, Brakes.NONE);
  }

  /** Nothing is done, nothing proposed. */
  public static Policy observing() {
    return new Policy(List.of(), Autonomy.FORBID, Autonomy.FORBID, Brakes.NONE);
  }

  private static Rule byItself(RemedyFamily family) {
    return new Rule(
        Optional.of(family),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Autonomy.AUTO,
        "default: " + family.word());
  }

  /** What may be done with a remedy that was verified. */
  public Decision decide(Weighed weighed, Situation situation) {
    var given = capped(byRules(weighed, situation), weighed);
    if (given.autonomy() != Autonomy.AUTO) {
      return given;
    }
    return brake(weighed, situation).map(why -> new Decision(Autonomy.PROPOSE, why)).orElse(given);
  }

  /**
   * What may become of a sort of remedy for a table before anything is known of a failure: each
   * answer that the rules can give, in their order; the last is the one that always fits. Brakes
   * may make it less, and what a person may have meant is only proposed.
   */
  public List<Decision> outlook(RemedyFamily family, TableName table) {
    var answers = new ArrayList<Decision>();
    for (var rule : rules) {
      if (rule.isAbout(family, table)) {
        answers.add(underCeiling(new Decision(rule.autonomy(), rule.words()), family));
        if (rule.alwaysFits()) {
          return List.copyOf(answers);
        }
      }
    }
    answers.add(underCeiling(byDefault(), family));
    return List.copyOf(answers);
  }

  private Decision byRules(Weighed weighed, Situation situation) {
    for (var rule : rules) {
      if (!rule.names(weighed)) {
        continue;
      }
      var answer =
          rule.when().map(c -> c.of(weighed, situation.hour())).orElse(Condition.Answer.HOLDS);
      switch (answer) {
        case HOLDS -> {
          return new Decision(rule.autonomy(), rule.words());
        }
        case DOES_NOT_HOLD -> {}
        case UNKNOWN -> {
          return new Decision(
              least(rule.autonomy(), Autonomy.PROPOSE),
              rule.words() + ", whose condition could not be worked out");
        }
      }
    }
    return byDefault();
  }

  private Decision byDefault() {
    return new Decision(otherwise, "default: " + word(otherwise));
  }

  private Decision capped(Decision given, Weighed weighed) {
    if (given.autonomy() == Autonomy.AUTO && weighed.agent().isPresent()) {
      // Whoever wrote the rules had the healer's own remedies in mind.
      return capped(new Decision(Autonomy.PROPOSE, "an agent suggests it"), weighed);
    }
    if (given.autonomy() == Autonomy.AUTO && weighed.personMayHaveMeantIt()) {
      return capped(new Decision(Autonomy.PROPOSE, "a person may have meant it"), weighed);
    }
    return underCeiling(given, weighed.family());
  }

  private Decision underCeiling(Decision given, RemedyFamily family) {
    boolean free = ceiling == Autonomy.PROPOSE && family.onlyRunsAgain();
    return given.autonomy().compareTo(ceiling) > 0 && !free
        ? new Decision(ceiling, "the project's mode allows no more")
        : given;
  }

  /** Why what may be done by itself is proposed all the same. */
  private Optional<String> brake(Weighed weighed, Situation situation) {
    if (situation.healing().paused().isPresent()) {
      return Optional.of("healing is paused");
    }
    var frozen = brakes.freezes().stream().filter(f -> f.holds(situation.at())).findFirst();
    if (frozen.isPresent()) {
      return Optional.of("frozen until %s: %s".formatted(frozen.get().to(), frozen.get().why()));
    }
    int undos = situation.healing().undos(weighed.family(), weighed.cause());
    if (undos >= brakes.opensAfter()) {
      return Optional.of(
          "the breaker of %s for '%s' is open: it was undone (prunella policy reset)"
              .formatted(weighed.family().word(), weighed.cause()));
    }
    return brakes.actionsPerHour().isPresent()
            && situation.actions() >= brakes.actionsPerHour().getAsInt()
        ? Optional.of(
            "the budget of %d actions an hour is used up"
                .formatted(brakes.actionsPerHour().getAsInt()))
        : Optional.empty();
  }

  private static Autonomy least(Autonomy a, Autonomy b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private static String word(Autonomy autonomy) {
    return autonomy.name().toLowerCase(Locale.ROOT);
  }
}
