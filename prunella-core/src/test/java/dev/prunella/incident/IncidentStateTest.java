package dev.prunella.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.pipeline.RunId;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.TableName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What begins and what ends a wait, a question, a proposal and a publication. */
class IncidentStateTest {
  private static final Instant AT = Instant.parse("2026-11-22T03:00:00Z");
  private static final TableName ORDERS = TableName.of("orders");
  private static final RunId FIRST = new RunId(7);
  private static final RunId TRIAL = new RunId(9);
  private static final CommitId COMMIT = CommitId.fromHex("1".repeat(64));

  private static final IncidentEvent OPENED =
      new IncidentEvent.Opened(AT, FIRST, "shop", Optional.empty(), Optional.empty(), List.of());
  private static final IncidentEvent WAITING =
      new IncidentEvent.Waiting(AT, AT.plusSeconds(60), "it may pass");
  private static final IncidentEvent TRIED =
      new IncidentEvent.Tried(
          AT,
          "cents",
          RemedyFamily.QUARANTINE_OR_CORRECT_DATA,
          "take it back",
          Optional.of(TRIAL),
          IncidentEvent.Verified.VERIFIED,
          List.of(),
          Optional.empty());
  private static final IncidentEvent ASKED =
      new IncidentEvent.Asked(
          AT,
          Optional.of("lea"),
          ORDERS,
          "May I?",
          Answer.words(Answer.APPROVE),
          Optional.empty(),
          Optional.empty());
  private static final IncidentEvent PUBLISHED =
      new IncidentEvent.Published(AT, "take it back", TRIAL, COMMIT, List.of(ORDERS));
  private static final IncidentEvent CLOSED =
      new IncidentEvent.Closed(AT, IncidentEvent.End.HEALED, "take it back");
  private static final IncidentEvent SUGGESTED =
      new IncidentEvent.Suggested(AT, "otto", "c0de", "c1de", List.of("a.sql"), "a slip");

  private static IncidentEvent decided(IncidentEvent.Autonomy autonomy) {
    return new IncidentEvent.Decided(AT, "cents", "take it back", autonomy, "a rule", List.of());
  }

  private static IncidentEvent answered(String word) {
    return new IncidentEvent.Answered(AT, "lea", word, "", Optional.empty());
  }

  private static IncidentEvent undone(String by) {
    return new IncidentEvent.Undone(AT, by, "", COMMIT, List.of(ORDERS));
  }

  private static IncidentState after(IncidentEvent... events) {
    var all = new ArrayList<IncidentEvent>(List.of(OPENED));
    all.addAll(List.of(events));
    return IncidentState.of(new IncidentId(1), all);
  }

  @Test
  void aWaitEndsByWhateverIsNews() {
    assertThat(after(WAITING).waiting()).isPresent();
    assertThat(after(WAITING, WAITING).waits()).isEqualTo(2);
    assertThat(after(WAITING, ASKED).waiting()).isPresent();
    for (var news :
        List.of(
            TRIED,
            SUGGESTED,
            answered("retry"),
            CLOSED,
            new IncidentEvent.Joined(AT, new RunId(8), List.of()))) {
      assertThat(after(WAITING, news).waiting()).as(news.toString()).isEmpty();
    }
  }

  @Test
  void aQuestionEndsByAnyAnswerAndAProposalByAnyButYes() {
    var propose = decided(IncidentEvent.Autonomy.PROPOSE);
    assertThat(after(propose, ASKED).asked()).isPresent();
    assertThat(after(propose, ASKED).proposed()).isPresent();
    for (var word : List.of("approve", "deny", "retry", "accept", "anything")) {
      var state = after(propose, ASKED, answered(word));
      assertThat(state.asked()).as(word).isEmpty();
      assertThat(state.proposed().isPresent()).as(word).isEqualTo(word.equals("approve"));
    }
    assertThat(after(propose, PUBLISHED).proposed()).isEmpty();
    assertThat(after(propose, decided(IncidentEvent.Autonomy.FORBID)).proposed()).isEmpty();
    var closed = after(propose, ASKED, CLOSED);
    assertThat(closed.asked()).isEmpty();
    assertThat(closed.proposed()).isEmpty();
  }

  @Test
  void whatIsSuggestedIsUnheardUntilSomethingIsSaidOfIt() {
    assertThat(after(SUGGESTED).unheard()).isTrue();
    assertThat(after(SUGGESTED, TRIED).unheard()).isTrue();
    for (var said : List.of(WAITING, ASKED, CLOSED)) {
      assertThat(after(SUGGESTED, said).unheard()).as(said.toString()).isFalse();
    }
  }

  @Test
  void whatTheWatchTakesBackIsOpenAgainAndNotTriedOnceMore() {
    var healed = after(TRIED, PUBLISHED, CLOSED);
    assertThat(healed.isOpen()).isFalse();
    assertThat(healed.failed()).isEmpty();

    var taken = after(TRIED, PUBLISHED, CLOSED, undone(IncidentEvent.Undone.HEALER));
    assertThat(taken.isOpen()).isTrue();
    assertThat(taken.published()).isEmpty();
    assertThat(taken.failed()).containsExactly("cents");
    assertThat(taken.takenBack()).containsExactly(TRIAL);

    var byPerson = after(TRIED, PUBLISHED, CLOSED, undone("lea"));
    assertThat(byPerson.isOpen()).isFalse();
    assertThat(byPerson.published()).hasSize(1);
    assertThat(byPerson.failed()).isEmpty();
    assertThat(byPerson.takenBack()).containsExactly(TRIAL);
    assertThat(byPerson.undone()).isPresent();
  }

  @Test
  void aNewPublicationIsWatchedAnew() {
    var seen =
        new IncidentEvent.Watched(
            AT, IncidentEvent.Seen.CLEARED, Optional.of(new RunId(10)), "as before");
    assertThat(after(PUBLISHED, seen).watched()).hasSize(1);
    var again = after(PUBLISHED, seen, undone("lea"), PUBLISHED);
    assertThat(again.watched()).isEmpty();
    assertThat(again.undone()).isEmpty();
  }
}
