package dev.prunella.app.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.app.yaml.Problems;
import dev.prunella.heal.HealingState;
import dev.prunella.heal.Policy;
import dev.prunella.incident.FailureClass;
import dev.prunella.incident.IncidentEvent.Autonomy;
import dev.prunella.incident.IncidentEvent.Impact;
import dev.prunella.incident.IncidentEvent.Weighed;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.refs.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** policy.yaml: what it says, and everything that is wrong with it. */
class PolicyReaderTest {
  private static PolicyFile read(String text) {
    var problems = new Problems();
    var file = PolicyReader.read(text, problems.in("policy.yaml"));
    assertThat(problems.found()).isEmpty();
    return file.orElseThrow();
  }

  private static List<String> problems(String text) {
    var problems = new Problems();
    PolicyReader.read(text, problems.in("policy.yaml"));
    return problems.found().stream().map(Object::toString).toList();
  }

  private static Policy.Decision decide(PolicyFile file, RemedyFamily family, int hour) {
    return decide(file, family, hour, Optional.empty());
  }

  private static Policy.Decision decide(
      PolicyFile file, RemedyFamily family, int hour, Optional<Impact> comesTo) {
    var remedy =
        new Weighed(
            family,
            FailureClass.DATA,
            "amount multiplied by 151.2",
            TableName.parse("raw_orders"),
            0.97,
            false,
            comesTo);
    return file.under(Autonomy.AUTO)
        .decide(
            remedy,
            new Policy.Situation(
                Instant.parse("2026-11-22T03:00:00Z"),
                hour,
                0,
                new HealingState(Optional.empty(), List.of())));
  }

  @Test
  void rulesAreReadInTheirOrderWithTheirConditions() {
    var file =
        read(
            """
            default: propose
            rules:
              - {remedy: rotate_or_grant_credentials, do: forbid}
              - remedy: quarantine_or_correct_data
                class: data
                table: raw_*
                when: confidence >= 0.95 && (hour < 7 || hour >= 22) && cause.contains("multiplied")
                do: auto
            budgets: {actions_per_hour: 6}
            freeze:
              - {from: 2026-12-24T00:00+01:00, to: 2026-12-27T00:00:00Z, why: holidays}
            breaker: {after_undos: 2}
            """);

    assertThat(decide(file, RemedyFamily.ROTATE_OR_GRANT_CREDENTIALS, 3).autonomy())
        .isEqualTo(Autonomy.FORBID);
    var night = decide(file, RemedyFamily.QUARANTINE_OR_CORRECT_DATA, 3);
    assertThat(night.autonomy()).isEqualTo(Autonomy.AUTO);
    assertThat(night.rule()).startsWith("policy.yaml:4: quarantine_or_correct_data of class data");
    assertThat(decide(file, RemedyFamily.QUARANTINE_OR_CORRECT_DATA, 12).autonomy())
        .isEqualTo(Autonomy.PROPOSE);
    assertThat(file.brakes().actionsPerHour()).hasValue(6);
    assertThat(file.brakes().opensAfter()).isEqualTo(2);
    assertThat(file.brakes().freezes())
        .containsExactly(
            new Policy.Freeze(
                Instant.parse("2026-12-23T23:00:00Z"),
                Instant.parse("2026-12-27T00:00:00Z"),
                "holidays"));
  }

  @Test
  void wholeNumbersCompareWithConfidenceToo() {
    var file = read("rules: [{when: confidence < 1 && confidence > 0, do: auto}]\n");
    assertThat(decide(file, RemedyFamily.CONFIG_CHANGE, 3).autonomy()).isEqualTo(Autonomy.AUTO);
  }

  @Test
  void whatARehearsalCameToMayBeAsked() {
    var file = read("rules: [{when: idempotent && cost < 5 && rows <= 1000, do: auto}]\n");
    var rerun = RemedyFamily.RERUN_UPSTREAM_OR_BACKFILL;
    assertThat(decide(file, rerun, 3, comesTo(1_000, 299, true)).autonomy())
        .isEqualTo(Autonomy.AUTO);
    assertThat(decide(file, rerun, 3, comesTo(1_001, 299, true)).autonomy())
        .isEqualTo(Autonomy.PROPOSE);
    assertThat(decide(file, rerun, 3, comesTo(1_000, 300, true)).autonomy())
        .isEqualTo(Autonomy.PROPOSE);
    assertThat(decide(file, rerun, 3, comesTo(1_000, 299, false)).autonomy())
        .isEqualTo(Autonomy.PROPOSE);
    assertThat(decide(file, rerun, 3).rule()).contains("could not be worked out");
  }

  private static Optional<Impact> comesTo(long rows, long seconds, boolean idempotent) {
    return Optional.of(new Impact(rows, Duration.ofSeconds(seconds), idempotent));
  }

  @Test
  void aConditionThatFailsAtNightLeavesItToAPerson() {
    var file = read("rules: [{when: 10 / (hour - 3) > 1, do: auto}]\n");
    assertThat(decide(file, RemedyFamily.CONFIG_CHANGE, 3).autonomy()).isEqualTo(Autonomy.PROPOSE);
    assertThat(decide(file, RemedyFamily.CONFIG_CHANGE, 4).autonomy()).isEqualTo(Autonomy.AUTO);
  }

  @Test
  void everythingThatIsWrongIsToldAtOnceWithItsLine() {
    assertThat(
            problems(
                """
                defualt: propose
                rules:
                  - {remedy: retry_latr, do: auto}
                  - {class: data, do: always}
                  - {when: confidance > 0.9, do: auto}
                  - {when: cause > 1, do: auto}
                  - {when: hour + 1, do: auto}
                  - {table: raw_*}
                budgets: {actions_per_hour: many}
                freeze:
                  - {from: 2026-02-30T00:00:00Z, to: 2026-03-01T00:00:00Z}
                  - {from: 2026-03-02T00:00:00Z, to: 2026-03-01T00:00:00Z}
                """))
        .satisfiesExactly(
            p -> assertThat(p).contains("policy.yaml:1: ", "did you mean 'default'?"),
            p -> assertThat(p).contains("policy.yaml:3: ", "did you mean 'retry_later'?"),
            p -> assertThat(p).contains("policy.yaml:4: ", "'forbid', 'propose' or 'auto'"),
            p -> assertThat(p).contains("policy.yaml:5: ", "did you mean 'confidence'?"),
            p -> assertThat(p).contains("policy.yaml:6: ", "'when' is no condition"),
            p -> assertThat(p).contains("policy.yaml:7: ", "'when' is no condition"),
            p -> assertThat(p).contains("policy.yaml:8: ", "'rules[5].do' is missing"),
            p -> assertThat(p).contains("policy.yaml:9: ", "actions_per_hour"),
            p -> assertThat(p).contains("policy.yaml:11: ", "no moment of the calendar"),
            p -> assertThat(p).contains("policy.yaml:12: ", "is not after 'from'"));
  }

  @Test
  void aConditionIsShortAndKnowsNothingOfTheWorldAround() {
    assertThat(problems("rules: [{when: \"" + "true || ".repeat(200) + "true\", do: auto}]\n"))
        .isNotEmpty();
    assertThat(problems("rules: [{when: now() > timestamp('2026-01-01T00:00:00Z'), do: auto}]\n"))
        .isNotEmpty();
  }

  @Test
  void anEmptyFileIsAProblemForItSaysNothing() {
    assertThat(problems("# rules come later\n")).hasSize(1).first().asString().contains("empty");
  }
}
