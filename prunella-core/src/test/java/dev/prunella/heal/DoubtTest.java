package dev.prunella.heal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.incident.FailureMark;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentEvent.Verified;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentState;
import dev.prunella.incident.ProposalKey;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.pipeline.RunId;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.TableName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DoubtTest {
  private static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");
  private static final Optional<FailureMark> MARK =
      Optional.of(new FailureMark(TableName.of("t"), "unlike", "what came"));
  private static final IncidentEvent TRUST =
      said("trust", ProposalKey.of(List.of("a", "its rows")));

  @Test
  void exactlyWhatWasMadeIsTrusted() {
    var trusted = after(tried("a", Verified.INCONCLUSIVE), TRUST);
    assertThat(Doubt.trusted(trusted)).containsExactly("a");
    assertThat(Doubt.trustedBy(tried("a", Verified.INCONCLUSIVE), trusted)).contains("lea");
    assertThat(Doubt.trustedBy(tried("b", Verified.INCONCLUSIVE), trusted)).isEmpty();
    assertThat(Doubt.trustedBy(tried("a", Verified.FAILED), trusted)).isEmpty();
    assertThat(Doubt.trustedBy(tried("a", Verified.INCONCLUSIVE), after())).isEmpty();
  }

  @Test
  void wordsAboutOtherThingsLeaveItAndARetryDoesNot() {
    assertThat(trustedAfter(said("accept", "rows of another table"))).isTrue();
    assertThat(trustedAfter(said("approve", "a & b"))).isTrue();
    assertThat(trustedAfter(said("approve", "b"))).isFalse();
    assertThat(trustedAfter(said("deny", "a & b"))).isFalse();
    assertThat(trustedAfter(said("retry", ""))).isFalse();
  }

  @Test
  void itIsOverOnceItIsRefutedOrSomethingWasPublishedOrTakenBackOrIsAsked() {
    assertThat(trustedAfter(tried("a", Verified.FAILED))).isFalse();
    var commit = CommitId.fromHex("ab".repeat(32));
    var published = new IncidentEvent.Published(NOW, "a", new RunId(7), commit, List.of());
    assertThat(trustedAfter(published)).isFalse();
    assertThat(
            trustedAfter(
                published,
                new IncidentEvent.Undone(
                    NOW, IncidentEvent.Undone.HEALER, "worse", commit, List.of())))
        .isFalse();
    assertThat(
            trustedAfter(
                new IncidentEvent.Asked(
                    NOW, Optional.empty(), TableName.of("t"), "and now?", List.of("retry"))))
        .isFalse();
  }

  /** What was taken back before was something else, or is trusted all the same. */
  @Test
  void aWordAfterWhatWasTakenBackCounts() {
    var commit = CommitId.fromHex("ab".repeat(32));
    assertThat(
            Doubt.trusted(
                after(
                    new IncidentEvent.Published(
                        NOW.minusSeconds(9), "b", new RunId(7), commit, List.of()),
                    new IncidentEvent.Undone(
                        NOW.minusSeconds(5),
                        IncidentEvent.Undone.HEALER,
                        "worse",
                        commit,
                        List.of()),
                    tried("a", Verified.INCONCLUSIVE),
                    TRUST)))
        .containsExactly("a");
  }

  @Test
  void aTrialThatWasDisturbedSaysNothingOfIt() {
    var disturbed = tried("a", Verified.INCONCLUSIVE, Optional.empty());
    assertThat(trustedAfter(disturbed)).isTrue();
    assertThat(
            Doubt.of(List.of(tried("a", Verified.INCONCLUSIVE), disturbed), MARK)
                .orElseThrow()
                .key())
        .isPresent();
    assertThat(trustedAfter(tried("a", Verified.INCONCLUSIVE, Optional.of("other rows"))))
        .isFalse();
  }

  @Test
  void whoseTrustIsNotMetIsToldThatTheRowsAreOthers() {
    var now = tried("a", Verified.INCONCLUSIVE, Optional.of("other rows"));
    var trusted = after(tried("a", Verified.INCONCLUSIVE), TRUST, now);
    assertThat(Doubt.of(trusted.tried(), MARK).orElseThrow().isOfOtherRows(trusted)).isTrue();
    var same = after(tried("a", Verified.INCONCLUSIVE), TRUST);
    assertThat(Doubt.of(same.tried(), MARK).orElseThrow().isOfOtherRows(same)).isFalse();
    var none = after(tried("a", Verified.INCONCLUSIVE));
    assertThat(Doubt.of(none.tried(), MARK).orElseThrow().isOfOtherRows(none)).isFalse();
  }

  @Test
  void whatWouldChangeASourceAndWhatMayBeAnothersIsNotOffered() {
    var atSource = List.of(tried("a as of 7", Verified.INCONCLUSIVE));
    assertThat(Doubt.of(atSource, MARK).orElseThrow().key()).isEmpty();
    var here = List.of(tried("a", Verified.INCONCLUSIVE));
    assertThat(Doubt.of(here, MARK).orElseThrow().key()).isPresent();
    assertThat(Doubt.of(here, Optional.empty())).isEmpty();
    assertThat(Doubt.of(List.of(here.getFirst(), tried("b", Verified.FAILED)), MARK)).isPresent();
  }

  private static boolean trustedAfter(IncidentEvent... events) {
    var all = new ArrayList<IncidentEvent>(List.of(tried("a", Verified.INCONCLUSIVE), TRUST));
    all.addAll(List.of(events));
    return !Doubt.trusted(after(all.toArray(IncidentEvent[]::new))).isEmpty();
  }

  private static IncidentEvent.Tried tried(String key, Verified verdict) {
    return tried(
        key, verdict, Optional.of("its rows").filter(_ -> verdict == Verified.INCONCLUSIVE));
  }

  private static IncidentEvent.Tried tried(String key, Verified verdict, Optional<String> made) {
    return new IncidentEvent.Tried(
        NOW,
        key,
        RemedyFamily.QUARANTINE_OR_CORRECT_DATA,
        "a change",
        Optional.empty(),
        verdict,
        List.of(),
        MARK,
        made);
  }

  private static IncidentEvent said(String option, String about) {
    return new IncidentEvent.Answered(NOW, "lea", option, "", Optional.of(about));
  }

  private static IncidentState after(IncidentEvent... events) {
    var all = new ArrayList<IncidentEvent>();
    all.add(
        new IncidentEvent.Opened(
            NOW, new RunId(1), "daily", Optional.empty(), Optional.of("2026-11-21"), List.of()));
    all.addAll(List.of(events));
    return IncidentState.of(new IncidentId(1), all);
  }
}
