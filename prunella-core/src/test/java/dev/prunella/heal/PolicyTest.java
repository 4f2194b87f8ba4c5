package dev.prunella.heal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.heal.Policy.Brakes;
import dev.prunella.heal.Policy.Freeze;
import dev.prunella.heal.Policy.Rule;
import dev.prunella.heal.Policy.Situation;
import dev.prunella.incident.FailureClass;
import dev.prunella.incident.IncidentEvent.Autonomy;
import dev.prunella.incident.IncidentEvent.Weighed;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.refs.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What may be done with a verified remedy. */
class PolicyTest {
  private static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");
  private static final HealingState QUIET = new HealingState(Optional.empty(), List.of());

  private static Weighed remedy(RemedyFamily family, String cause, boolean meant) {
    return new Weighed(
        family,
        FailureClass.DATA,
        cause,
        TableName.parse("raw_orders"),
        0.9,
        meant,
        Optional.empty());
  }

  private static final Weighed CORRECTION =
      remedy(RemedyFamily.QUARANTINE_OR_CORRECT_DATA, "amount multiplied by 151.2", false);
  private static final Weighed RETRY = remedy(RemedyFamily.RETRY_LATER, "timed out", false);

  private static Situation quiet() {
    return new Situation(NOW, 3, 0, QUIET);
  }

  private static Policy acting(Brakes brakes) {
    return new Policy(List.of(), Autonomy.AUTO, Autonomy.AUTO, brakes);
  }

  private static Rule rule(Optional<String> table, Optional<Condition> when, Autonomy autonomy) {
    return new Rule(Optional.empty(), Optional.empty(), table, when, autonomy, "the rule");
  }

  private static Policy with(Rule... rules) {
    return new Policy(List.of(rules), Autonomy.PROPOSE, Autonomy.AUTO, Brakes.NONE);
  }

  private static Autonomy autonomy(Policy policy, Weighed remedy) {
    return policy.decide(remedy, quiet()).autonomy();
  }

  @Test
  void theFirstRuleThatFitsWins() {
    var forbids = rule(Optional.of("raw_*"), Optional.empty(), Autonomy.FORBID);
    var allows = rule(Optional.empty(), Optional.empty(), Autonomy.AUTO);
    assertThat(autonomy(with(forbids, allows), CORRECTION)).isEqualTo(Autonomy.FORBID);
    assertThat(autonomy(with(allows, forbids), CORRECTION)).isEqualTo(Autonomy.AUTO);
  }

  @Test
  void aStarStandsForLettersAndAPointForItself() {
    for (var fitting : List.of("*", "raw_*", "*orders", "r*o*s", "raw_orders")) {
      var policy = with(rule(Optional.of(fitting), Optional.empty(), Autonomy.AUTO));
      assertThat(autonomy(policy, CORRECTION)).as(fitting).isEqualTo(Autonomy.AUTO);
    }
    for (var other : List.of("raw", "raw_", "orders", "raw.orders", "raw_order?")) {
      var policy = with(rule(Optional.of(other), Optional.empty(), Autonomy.AUTO));
      assertThat(autonomy(policy, CORRECTION)).as(other).isEqualTo(Autonomy.PROPOSE);
    }
  }

  @Test
  void aConditionThatCannotBeWorkedOutGivesNoMoreThanAProposal() {
    Condition broken = (_, _) -> Condition.Answer.UNKNOWN;
    assertThat(
            autonomy(with(rule(Optional.empty(), Optional.of(broken), Autonomy.AUTO)), CORRECTION))
        .isEqualTo(Autonomy.PROPOSE);
    assertThat(
            autonomy(
                with(rule(Optional.empty(), Optional.of(broken), Autonomy.FORBID)), CORRECTION))
        .isEqualTo(Autonomy.FORBID);
  }

  @Test
  void whatMayComeOfASortOfRemedyIsToldBeforehandRuleByRule() {
    var sometimes =
        rule(Optional.empty(), Optional.of((_, _) -> Condition.Answer.HOLDS), Autonomy.AUTO);
    var never = rule(Optional.of("secret_*"), Optional.empty(), Autonomy.FORBID);
    var always = rule(Optional.of("raw_*"), Optional.empty(), Autonomy.PROPOSE);
    var unreached = rule(Optional.empty(), Optional.empty(), Autonomy.FORBID);
    var policy = with(never, sometimes, always, unreached);
    assertThat(outlook(policy, RemedyFamily.SCALE_RESOURCE, "raw_orders"))
        .containsExactly(Autonomy.AUTO, Autonomy.PROPOSE);
    assertThat(outlook(policy, RemedyFamily.SCALE_RESOURCE, "secret_orders"))
        .containsExactly(Autonomy.FORBID);
    assertThat(outlook(policy, RemedyFamily.SCALE_RESOURCE, "orders"))
        .containsExactly(Autonomy.AUTO, Autonomy.FORBID);
    assertThat(outlook(Policy.careful(), RemedyFamily.RETRY_LATER, "orders"))
        .containsExactly(Autonomy.AUTO);
    assertThat(outlook(Policy.careful(), RemedyFamily.SCALE_RESOURCE, "orders"))
        .containsExactly(Autonomy.PROPOSE);
    for (var family : RemedyFamily.values()) {
      assertThat(outlook(Policy.observing(), family, "orders")).containsExactly(Autonomy.FORBID);
    }
  }

  private static List<Autonomy> outlook(Policy policy, RemedyFamily family, String table) {
    return policy.outlook(family, TableName.parse(table)).stream()
        .map(Policy.Decision::autonomy)
        .toList();
  }

  @Test
  void theModeIsACeilingUnderWhichOnlyRunningAgainStaysFree() {
    var everything = rule(Optional.empty(), Optional.empty(), Autonomy.AUTO);
    var proposing = new Policy(List.of(everything), Autonomy.AUTO, Autonomy.PROPOSE, Brakes.NONE);
    assertThat(autonomy(proposing, CORRECTION)).isEqualTo(Autonomy.PROPOSE);
    assertThat(autonomy(proposing, RETRY)).isEqualTo(Autonomy.AUTO);
    var observing = new Policy(List.of(everything), Autonomy.AUTO, Autonomy.FORBID, Brakes.NONE);
    assertThat(autonomy(observing, CORRECTION)).isEqualTo(Autonomy.FORBID);
    assertThat(autonomy(observing, RETRY)).isEqualTo(Autonomy.FORBID);
  }

  @Test
  void valuesThatAPersonMayHaveMeantAreNeverChangedByItself() {
    var meant = remedy(RemedyFamily.QUARANTINE_OR_CORRECT_DATA, "1 wrong cells in amount", true);
    assertThat(autonomy(Policy.acting(), meant)).isEqualTo(Autonomy.PROPOSE);
    assertThat(autonomy(Policy.observing(), meant)).isEqualTo(Autonomy.FORBID);
  }

  @Test
  void aFreezeHoldsFromItsBeginningUpToItsEnd() {
    var policy =
        acting(
            new Brakes(
                OptionalInt.empty(), List.of(new Freeze(NOW, NOW.plusSeconds(1), "closing")), 1));
    assertThat(policy.decide(RETRY, quiet()))
        .satisfies(
            d -> {
              assertThat(d.autonomy()).isEqualTo(Autonomy.PROPOSE);
              assertThat(d.rule()).contains("closing");
            });
    assertThat(policy.decide(RETRY, new Situation(NOW.plusSeconds(1), 3, 0, QUIET)).autonomy())
        .isEqualTo(Autonomy.AUTO);
    assertThat(policy.decide(RETRY, new Situation(NOW.minusNanos(1), 3, 0, QUIET)).autonomy())
        .isEqualTo(Autonomy.AUTO);
  }

  @Test
  void beyondItsBudgetItProposes() {
    var policy = acting(new Brakes(OptionalInt.of(2), List.of(), 1));
    assertThat(policy.decide(RETRY, new Situation(NOW, 3, 1, QUIET)).autonomy())
        .isEqualTo(Autonomy.AUTO);
    assertThat(policy.decide(RETRY, new Situation(NOW, 3, 2, QUIET)).autonomy())
        .isEqualTo(Autonomy.PROPOSE);
    assertThat(acting(new Brakes(OptionalInt.of(0), List.of(), 1)).decide(RETRY, quiet()).rule())
        .contains("budget");
  }

  private static HealingEvent undone(long incident, String cause) {
    return new HealingEvent.Undone(
        NOW, "ana", new IncidentId(incident), RemedyFamily.QUARANTINE_OR_CORRECT_DATA, cause);
  }

  @Test
  void theBreakerIsOfOneSortOfRemedyForOneSortOfCauseWhateverItsNumbers() {
    var policy = Policy.acting();
    var open =
        new Situation(NOW, 3, 0, HealingState.of(List.of(undone(1, "amount multiplied by 99.5"))));
    assertThat(policy.decide(CORRECTION, open).autonomy()).isEqualTo(Autonomy.PROPOSE);
    assertThat(policy.decide(CORRECTION, open).rule()).contains("breaker");
    assertThat(policy.decide(RETRY, open).autonomy()).isEqualTo(Autonomy.AUTO);
    var other =
        remedy(RemedyFamily.QUARANTINE_OR_CORRECT_DATA, "quantity multiplied by 99.5", false);
    assertThat(policy.decide(other, open).autonomy()).isEqualTo(Autonomy.AUTO);
  }

  @Test
  void aBreakerOpensAfterAsManyUndosAsTheFileSaysAndAResetClosesIt() {
    var policy = acting(new Brakes(OptionalInt.empty(), List.of(), 2));
    var once = List.of(undone(1, CORRECTION.cause()), undone(1, CORRECTION.cause()));
    assertThat(
            policy.decide(CORRECTION, new Situation(NOW, 3, 0, HealingState.of(once))).autonomy())
        .as("one incident counts once")
        .isEqualTo(Autonomy.AUTO);
    var twice = List.of(undone(1, CORRECTION.cause()), undone(2, CORRECTION.cause()));
    assertThat(
            policy.decide(CORRECTION, new Situation(NOW, 3, 0, HealingState.of(twice))).autonomy())
        .isEqualTo(Autonomy.PROPOSE);
    var reset =
        List.of(
            undone(1, CORRECTION.cause()),
            undone(2, CORRECTION.cause()),
            new HealingEvent.Reset(NOW, "ana", ""));
    assertThat(
            policy.decide(CORRECTION, new Situation(NOW, 3, 0, HealingState.of(reset))).autonomy())
        .isEqualTo(Autonomy.AUTO);
  }

  @Test
  void whatWasPausedWhileItWasTriedIsNotPublished() {
    var paused =
        HealingState.of(List.<HealingEvent>of(new HealingEvent.Paused(NOW, "ana", "moving")));
    assertThat(Policy.acting().decide(RETRY, new Situation(NOW, 3, 0, paused)).autonomy())
        .isEqualTo(Autonomy.PROPOSE);
    var resumed =
        HealingState.of(
            List.of(
                new HealingEvent.Paused(NOW, "ana", ""), new HealingEvent.Resumed(NOW, "ana", "")));
    assertThat(resumed.paused()).isEmpty();
  }

  private static Weighed byAnAgent() {
    return new Weighed(
        RemedyFamily.PATCH_CODE_OR_SCHEMA_MAPPING,
        FailureClass.CODE,
        "something in models/orders.sql",
        TableName.parse("orders"),
        0.5,
        false,
        Optional.empty(),
        Optional.of("helper"));
  }

  private static Rule naming(RemedyFamily family) {
    return new Rule(
        Optional.of(family),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Autonomy.AUTO,
        "the rule");
  }

  @Test
  void whatAnAgentSuggestsIsProposedWhereNoRuleNamesSuchRemedies() {
    assertThat(autonomy(acting(Brakes.NONE), byAnAgent())).isEqualTo(Autonomy.PROPOSE);
    assertThat(autonomy(with(rule(Optional.empty(), Optional.empty(), Autonomy.AUTO)), byAnAgent()))
        .isEqualTo(Autonomy.PROPOSE);
    assertThat(autonomy(with(naming(RemedyFamily.QUARANTINE_OR_CORRECT_DATA)), byAnAgent()))
        .isEqualTo(Autonomy.PROPOSE);
  }

  @Test
  void whatAnAgentSuggestsIsNeverDoneByItselfWhateverARuleNames() {
    var named = with(naming(RemedyFamily.PATCH_CODE_OR_SCHEMA_MAPPING));
    assertThat(autonomy(named, byAnAgent())).isEqualTo(Autonomy.PROPOSE);
    assertThat(
            autonomy(with(rule(Optional.empty(), Optional.empty(), Autonomy.FORBID)), byAnAgent()))
        .isEqualTo(Autonomy.FORBID);
    assertThat(
            new Policy(named.rules(), Autonomy.AUTO, Autonomy.FORBID, Brakes.NONE)
                .decide(byAnAgent(), quiet())
                .autonomy())
        .isEqualTo(Autonomy.FORBID);
  }
}
