package dev.prunella.heal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentState;
import dev.prunella.pipeline.RunId;
import dev.prunella.refs.CommitId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConsentTest {
  private static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");

  @Test
  void aYesToOneIsNoneToAnother() {
    assertThat(Consent.isGivenToEach(List.of("a"), after(yes("a")))).isTrue();
    assertThat(Consent.isGivenToEach(List.of("a", "b"), after(yes("a")))).isFalse();
    assertThat(Consent.isGivenToEach(List.of("a", "b"), after(yes("a"), yes("b")))).isTrue();
  }

  @Test
  void aYesToBothTogetherIsNoneToOneOfThem() {
    assertThat(Consent.isGivenToEach(List.of("a"), after(yes("a & b")))).isFalse();
  }

  @Test
  void aNoToAnythingTakesItBack() {
    assertThat(Consent.isGivenToEach(List.of("a"), after(yes("a"), answer("deny", "a & b"))))
        .isFalse();
  }

  @Test
  void whatWasPublishedHasUsedItUp() {
    var published =
        new IncidentEvent.Published(
            NOW, "a", new RunId(7), CommitId.fromHex("ab".repeat(32)), List.of());
    assertThat(Consent.isGivenToEach(List.of("a"), after(yes("a"), published))).isFalse();
  }

  @Test
  void wordsAboutWhatComesBesideItLeaveItAndOthersDoNot() {
    assertThat(Consent.isGivenToEach(List.of("a"), after(yes("a"), answer("accept", "")))).isTrue();
    assertThat(Consent.isGivenToEach(List.of("a"), after(yes("a"), answer("retry", "")))).isFalse();
  }

  @Test
  void nothingIsLeftOfItOnceAnythingWasTakenBack() {
    var published =
        new IncidentEvent.Published(
            NOW.minusSeconds(60), "a", new RunId(7), CommitId.fromHex("ab".repeat(32)), List.of());
    var undone =
        new IncidentEvent.Undone(
            NOW,
            IncidentEvent.Undone.HEALER,
            "worse",
            CommitId.fromHex("ab".repeat(32)),
            List.of());
    assertThat(Consent.isGivenToEach(List.of("a"), after(published, yes("a"), undone))).isFalse();
  }

  private static IncidentEvent yes(String about) {
    return answer("approve", about);
  }

  private static IncidentEvent answer(String option, String about) {
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
