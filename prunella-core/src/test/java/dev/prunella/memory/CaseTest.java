package dev.prunella.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.heal.Past.Outcome;
import dev.prunella.incident.Belief;
import dev.prunella.incident.ErrorCode;
import dev.prunella.incident.FailureClass;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentEvent.End;
import dev.prunella.incident.IncidentEvent.Verified;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentState;
import dev.prunella.incident.ProposalKey;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.incident.Symptom;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.RunId;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.ObjectId;
import dev.prunella.refs.TableName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is learnt of one incident. */
class CaseTest {
  static final Instant AT = Instant.parse("2026-11-22T03:00:00Z");
  static final TableName ORDERS = TableName.of("orders");
  private static final CommitId COMMIT =
      CommitId.fromHex(ObjectId.of("x".getBytes(StandardCharsets.UTF_8)).hex());

  private final List<IncidentEvent> events =
      new ArrayList<>(List.of(opened("HTTP status 503 from https://api.example/v1?day=7")));

  static IncidentEvent.Opened opened(String message) {
    return new IncidentEvent.Opened(
        AT,
        new RunId(1),
        "sales",
        Optional.empty(),
        Optional.of("2026-11-21"),
        List.of(new Symptom(ORDERS, Fault.Kind.SOURCE_FAILED, message)));
  }

  static IncidentEvent.Tried tried(String words, Verified verdict) {
    return new IncidentEvent.Tried(
        AT,
        "key of " + words,
        RemedyFamily.QUARANTINE_OR_CORRECT_DATA,
        words,
        Optional.empty(),
        verdict,
        List.of());
  }

  private static IncidentEvent.Believed believed(String cause) {
    return new IncidentEvent.Believed(
        AT, new Belief(FailureClass.DATA, cause, 0.9, ORDERS, List.of(), List.of()));
  }

  private static IncidentEvent.Published published(String words) {
    return new IncidentEvent.Published(AT, words, new RunId(2), COMMIT, List.of(ORDERS));
  }

  private Case made() {
    return Case.of(new IncidentId(7), events);
  }

  private List<Outcome> outcomes() {
    return made().remedies().stream().map(Case.Remedied::outcome).toList();
  }

  @Test
  void ofAFailureOnlyWhatDoesNotVaryIsKept() {
    var failure = made().failures().getFirst();
    assertThat(failure.signature().text()).contains("HTTP status").doesNotContain("503", "day=7");
    assertThat(failure.codes()).contains(new ErrorCode("http", "503"));
  }

  @Test
  void whatWasPublishedHeldUntilItIsTakenBack() {
    events.add(tried("divide by 100", Verified.VERIFIED));
    events.add(tried("lay aside", Verified.FAILED));
    events.add(published("divide by 100"));
    events.add(new IncidentEvent.Closed(AT.plusSeconds(90), End.HEALED, "divide by 100"));
    assertThat(outcomes()).containsExactly(Outcome.HELD, Outcome.FAILED);
    assertThat(made().isHealed()).isTrue();
    assertThat(made().cost()).isEqualTo(new Case.Cost(Duration.ofSeconds(90), 2, 0, 0));

    events.add(new IncidentEvent.Undone(AT, "lea", "wrong", COMMIT, List.of(ORDERS)));
    assertThat(outcomes()).containsExactly(Outcome.UNDONE, Outcome.FAILED);
    assertThat(made().isHealed()).isFalse();
  }

  @Test
  void whatAPersonTrustedHeldUntilItIsTakenBackAndCountsOnce() {
    events.add(tried("divide by 100", Verified.INCONCLUSIVE));
    events.add(tried("divide by 10", Verified.INCONCLUSIVE));
    events.add(tried("divide by 100", Verified.INCONCLUSIVE));
    events.add(published("lay aside; divide by 100" + IncidentEvent.Published.TRUSTED_BY + "lea)"));
    assertThat(outcomes()).containsExactlyInAnyOrder(Outcome.HELD, Outcome.UNPROVED);
    events.add(new IncidentEvent.Undone(AT, "lea", "wrong", COMMIT, List.of(ORDERS)));
    assertThat(outcomes()).containsExactlyInAnyOrder(Outcome.UNDONE, Outcome.UNPROVED);
  }

  @Test
  void whatAPersonRefusedIsNotWhatNobodyDecidedOn() {
    events.add(tried("divide by 100", Verified.VERIFIED));
    events.add(tried("take it as it is", Verified.VERIFIED));
    events.add(
        new IncidentEvent.Answered(
            AT, "lea", "deny", "a sale", Optional.of("key of divide by 100")));
    assertThat(outcomes()).containsExactly(Outcome.DENIED, Outcome.VERIFIED);
  }

  @Test
  void whatIsProvedOnceMoreWhenAPersonHasSaidYesCountsOnce() {
    events.add(tried("divide by 100", Verified.VERIFIED));
    events.add(
        new IncidentEvent.Answered(AT, "lea", "approve", "", Optional.of("key of divide by 100")));
    events.add(tried("divide by 100", Verified.VERIFIED));
    events.add(published("divide by 100"));
    assertThat(outcomes()).containsExactly(Outcome.HELD);
    var line = Figures.of(List.of(made())).getFirst();
    assertThat(List.of(line.tried(), line.verified(), line.held())).containsExactly(1, 1, 1);
    assertThat(made().cost().trials()).isEqualTo(2);
  }

  @Test
  void whatBeginsLikeWhatWasRefusedIsNotRefused() {
    events.add(tried("divide by 10", Verified.VERIFIED));
    events.add(tried("divide by 100", Verified.VERIFIED));
    events.add(
        new IncidentEvent.Answered(
            AT, "lea", "deny", "a sale", Optional.of("key of divide by 10")));
    assertThat(outcomes()).containsExactly(Outcome.DENIED, Outcome.VERIFIED);
  }

  @Test
  void whatIsPartOfTheWordsOfWhatWasPublishedIsNotPublished() {
    events.add(tried("run it again", Verified.VERIFIED));
    events.add(tried("run it again with what the source brings now", Verified.VERIFIED));
    events.add(tried("lay aside", Verified.VERIFIED));
    events.add(published("run it again with what the source brings now; lay aside"));
    assertThat(outcomes()).containsExactly(Outcome.VERIFIED, Outcome.HELD, Outcome.HELD);
  }

  @Test
  void aNoIsToWhatItWasAskedAboutWhateverThatIsCalled() {
    var told = ProposalKey.of(List.of("read \"R & D\" as \"r && d\"", "lay aside"));
    events.add(tried("x", Verified.VERIFIED));
    events.add(new IncidentEvent.Answered(AT, "lea", "deny", "", Optional.of(told)));
    assertThat(IncidentState.of(new IncidentId(7), events).denied())
        .contains("read \"R & D\" as \"r && d\"", "lay aside")
        .doesNotContain("read \"R");
  }

  @Test
  void aTableThatWasHeldIsFoundByWhyItWas() {
    events.set(
        0,
        new IncidentEvent.Opened(
            AT,
            new RunId(1),
            "sales",
            Optional.empty(),
            Optional.empty(),
            List.of(new Symptom(ORDERS, Fault.Kind.HELD, "what was made is held"))));
    assertThat(made().texts()).containsExactly("what was made is held");
    events.add(believed("amount multiplied by 100 where country = JP"));
    assertThat(made().texts()).containsExactly("amount multiplied by 100");
  }

  @Test
  void figuresCountEachTrialOnceAndLeaveNumbersOut() {
    events.add(believed("amount multiplied by 100"));
    events.add(tried("divide by 100", Verified.VERIFIED));
    events.add(published("divide by 100"));
    var other = new CaseTest();
    other.events.add(believed("amount multiplied by 1000"));
    other.events.add(tried("divide by 1000", Verified.FAILED));
    var lines = Figures.of(List.of(made(), other.made()));
    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst().tried()).isEqualTo(2);
    assertThat(lines.getFirst().verified()).isEqualTo(1);
    assertThat(lines.getFirst().held()).isEqualTo(1);
    assertThat(lines.getFirst().failed()).isEqualTo(1);
  }
}
