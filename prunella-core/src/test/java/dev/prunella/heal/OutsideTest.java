package dev.prunella.heal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prunella.contract.CodePlace;
import dev.prunella.heal.Outside.Went;
import dev.prunella.incident.Amendment;
import dev.prunella.incident.Answer;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentEvent.AtSource;
import dev.prunella.incident.IncidentEvent.Autonomy;
import dev.prunella.incident.IncidentEvent.Stage;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentJournal;
import dev.prunella.incident.IncidentState;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.pipeline.RunId;
import dev.prunella.refs.Append;
import dev.prunella.refs.TableName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is done outside of the lake, killed at every moment of it. */
class OutsideTest {
  private static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");
  private static final TableName ORDERS = TableName.of("orders");
  private static final int MOST_RESTARTS = 3;

  private FakeConnector source = new FakeConnector();
  private Notes notes = new Notes();
  private Outside outside = outside();

  private Outside outside() {
    return new Outside(source, Duration.ofMinutes(30), Clock.fixed(NOW, ZoneOffset.UTC));
  }

  @Test
  void withoutAYesNothingIsDone() {
    outside.propose(notes, notes.events, remedy("k"));
    assertThatThrownBy(() -> outside.carryOut(notes, notes.events, remedy("k")))
        .hasMessageContaining("nobody has said yes");
    notes.answer("something else", Answer.APPROVE.word());
    assertThatThrownBy(() -> outside.carryOut(notes, notes.events, remedy("k")))
        .hasMessageContaining("nobody has said yes");
    notes.answer("k", Answer.DENY.word());
    assertThatThrownBy(() -> outside.carryOut(notes, notes.events, remedy("k")))
        .hasMessageContaining("nobody has said yes");
    assertThat(source.staged).isEqualTo("10000000");
  }

  @Test
  void whoeverDecidesNothingOutsideIsDoneUnasked() {
    var yes = new Policy.Decision(Autonomy.AUTO, "all");
    assertThat(Outside.neverUnasked(remedy("k"), yes).autonomy()).isEqualTo(Autonomy.PROPOSE);
    var no = new Policy.Decision(Autonomy.FORBID, "none");
    assertThat(Outside.neverUnasked(remedy("k"), no)).isEqualTo(no);
    assertThat(Outside.neverUnasked(remedy("k").rehearsed(), yes)).isEqualTo(yes);
  }

  @Test
  void whatIsApprovedIsAmendedVerifiedAndPublished() {
    approved();
    outside.carryOut(notes, notes.events, remedy("k"));
    assertThat(source.own).isEqualTo("1000000");
    assertThat(notes.stages())
        .containsExactly(
            Stage.BEGUN,
            Stage.BEGUN,
            Stage.AMENDED,
            Stage.VERIFIED,
            Stage.PUBLISHING,
            Stage.PUBLISHED);
    assertThat(outside.finishBegun(notes, notes.events)).isFalse();
    assertThatThrownBy(() -> outside.carryOut(notes, notes.events, remedy("k")))
        .hasMessageContaining("nobody has said yes");
  }

  @Test
  void killedAtAnyMomentItIsPublishedOnce() {
    int moments = 0;
    for (boolean killed = true; killed; moments++) {
      source = new FakeConnector();
      notes = new Notes();
      outside = outside();
      approved();
      killed = killedAt(moments, () -> outside.carryOut(notes, notes.events, remedy("k")));
      for (int restarts = 0; restarts < MOST_RESTARTS; restarts++) {
        outside = outside();
        if (!outside.finishBegun(notes, notes.events)
            && !notes.stages().contains(Stage.PUBLISHED)) {
          outside.carryOut(notes, notes.events, remedy("k"));
        }
      }
      assertThat(source.staged).as("moment %d", moments).isEqualTo("1000000");
      assertThat(source.own).as("moment %d", moments).isEqualTo("1000000");
      assertThat(source.published).as("moment %d: %s", moments, notes.stages()).isEqualTo(1);
      assertThat(notes.stages().getLast()).isEqualTo(Stage.PUBLISHED);
    }
    assertThat(moments).isGreaterThan(12);
  }

  @Test
  void killedAtAnyMomentOfTheWayBackItIsTakenBackOnce() {
    int moments = 0;
    for (boolean killed = true; killed; moments++) {
      source = new FakeConnector();
      notes = new Notes();
      outside = outside();
      approved();
      outside.carryOut(notes, notes.events, remedy("k"));
      killed = killedAt(moments, () -> outside.takeBack(notes, notes.events));
      for (int restarts = 0; restarts < MOST_RESTARTS; restarts++) {
        outside = outside();
        outside.takeBack(notes, notes.events);
      }
      assertThat(source.own).as("moment %d", moments).isEqualTo("10000000");
      assertThat(source.published).as("moment %d: %s", moments, notes.stages()).isEqualTo(2);
      assertThat(Outside.isAtSource(notes.events)).isFalse();
      assertThat(Outside.wasTakenBack(notes.events)).isTrue();
      assertThat(notes.state().failed()).contains("k");
    }
    assertThat(moments).isGreaterThan(6);
  }

  @Test
  void aLostReplyIsAskedAboutAndNotRepeated() {
    approved();
    source.losesReply = true;
    outside.carryOut(notes, notes.events, remedy("k"));
    assertThat(notes.stages()).endsWith(Stage.PUBLISHING, Stage.UNKNOWN);
    assertThat(notes.state().asked().orElseThrow().question()).contains("the line was lost");
    assertThat(notes.state().waiting()).isPresent();

    assertThat(outside.finishBegun(notes, notes.events)).isTrue();
    assertThat(notes.stages().getLast()).isEqualTo(Stage.PUBLISHED);
    assertThat(source.published).isEqualTo(1);
  }

  @Test
  void whatNobodyKnowsIsSaidOnceAndDoneAgainOnlyForAPerson() {
    approved();
    source.losesReply = true;
    source.knowsFates = false;
    outside.carryOut(notes, notes.events, remedy("k"));
    outside.finishBegun(notes, notes.events);
    outside.finishBegun(notes, notes.events);
    assertThat(source.published).isEqualTo(1);
    assertThat(notes.stages()).endsWith(Stage.PUBLISHING, Stage.UNKNOWN);

    notes.append(new IncidentEvent.Answered(NOW, "lea", Answer.RETRY.word(), "", Optional.empty()));
    outside.finishBegun(notes, notes.events);
    assertThat(source.published).isEqualTo(2);
    assertThat(notes.stages().getLast()).isEqualTo(Stage.PUBLISHED);
  }

  @Test
  void aSourceThatDoesNotAnswerIsAskedLater() {
    approved();
    source.silent = true;
    outside.carryOut(notes, notes.events, remedy("k"));
    assertThat(notes.state().waiting().orElseThrow().why()).isEqualTo("no answer");
    assertThat(notes.state().asked()).isEmpty();
    source.silent = false;
    outside.finishBegun(notes, notes.events);
    assertThat(source.own).isEqualTo("1000000");
  }

  @Test
  void whatWasChangedSinceTheYesIsRefusedAndNotProposedAgain() {
    approved();
    source.others = "otherwise";
    outside.carryOut(notes, notes.events, remedy("k"));
    assertThat(source.staged).isEqualTo("10000000");
    assertThat(notes.stages()).endsWith(Stage.REFUSED);
    assertThat(notes.state().failed()).contains("k");
    assertThat(outside.finishBegun(notes, notes.events)).isFalse();
  }

  @Test
  void whatIsRefusedHalfwayLeavesNothingInStaging() {
    approved();
    assertThat(killedAt(8, () -> outside.carryOut(notes, notes.events, remedy("k")))).isTrue();
    assertThat(source.staged).isEqualTo("1000000");
    source.others = "otherwise";
    outside().finishBegun(notes, notes.events);
    assertThat(source.staged).isEqualTo("10000000");
    assertThat(source.published).isZero();
    assertThat(notes.stages().getLast()).isEqualTo(Stage.REFUSED);
  }

  @Test
  void whatIsRefusedAtItsPublicationLeavesNothingInStaging() {
    approved();
    source.ownWasChanged = true;
    outside.carryOut(notes, notes.events, remedy("k"));
    assertThat(source.staged).isEqualTo("10000000");
    assertThat(notes.stages().getLast()).isEqualTo(Stage.REFUSED);
  }

  /** A clerk saw the wrong amount, too, and another row of the table was changed. */
  @Test
  void whatAPersonPutRightMeanwhileStays() {
    approved();
    source.breaksAtAmending = true;
    outside.carryOut(notes, notes.events, remedy("k"));
    source.staged = "1000000";
    source.others = "otherwise";
    outside.finishBegun(notes, notes.events);
    assertThat(source.staged).isEqualTo("1000000");
    assertThat(notes.stages().getLast()).isEqualTo(Stage.REFUSED);
  }

  @Test
  void whatIsDismissedHalfwayLeavesNothingInStaging() {
    approved();
    source.refusesToPublish = true;
    outside.carryOut(notes, notes.events, remedy("k"));
    assertThat(source.staged).isEqualTo("1000000");
    assertThat(outside.giveUp(notes, notes.events)).isFalse();
    assertThat(source.staged).isEqualTo("10000000");
    assertThat(notes.stages()).endsWith(Stage.PUBLISHING, Stage.GIVING_UP, Stage.REFUSED);
    assertThat(outside.finishBegun(notes, notes.events)).isFalse();
    assertThat(outside.giveUp(notes, notes.events)).isFalse();
  }

  @Test
  void whatHasLandedBeforeItWasDismissedIsSaidToBeThere() {
    approved();
    source.losesReply = true;
    assertThat(killedAt(13, () -> outside.carryOut(notes, notes.events, remedy("k")))).isTrue();
    assertThat(source.published).isEqualTo(1);
    assertThat(outside.giveUp(notes, notes.events)).isFalse();
    assertThat(notes.stages().getLast()).isEqualTo(Stage.PUBLISHED);
    assertThat(source.own).isEqualTo("1000000");
  }

  @Test
  void whatOthersChangedSinceIsNotTakenBack() {
    approved();
    outside.carryOut(notes, notes.events, remedy("k"));
    source.staged = "7";
    assertThat(outside.takeBack(notes, notes.events))
        .isEqualTo(new Went.ToItsEnd(false, "somebody has changed it since"));
    assertThat(source.own).isEqualTo("1000000");
    assertThat(Outside.isAtSource(notes.events)).isTrue();
  }

  @Test
  void aNoIsOneHoweverAllStandsAroundIt() {
    notes.answer("at source orders  12ab as of 34cd", Answer.DENY.word());
    assertThat(notes.state().denied())
        .contains(remedy("at source orders  12ab as of 99").deedKey());
  }

  private void approved() {
    outside.propose(notes, notes.events, remedy("k"));
    notes.answer("k", Answer.APPROVE.word());
  }

  /** Whether it was killed at a moment, counted from 0; else it came to its end. */
  private boolean killedAt(int moment, Runnable work) {
    var left = new int[] {moment};
    source.moment =
        notes.moment =
            () -> {
              if (left[0]-- == 0) {
                throw new Killed();
              }
            };
    try {
      work.run();
      return false;
    } catch (Killed e) {
      return true;
    } finally {
      source.moment = notes.moment = () -> {};
    }
  }

  private static Remedy.AtSource remedy(String key) {
    return new Remedy.AtSource(
        key,
        ORDERS,
        "put it right",
        new Amendment(
            ORDERS,
            "staging.orders",
            FakeConnector.SEEN,
            List.of(new Amendment.Cell(Map.of("order_id", "5"), "amount", "10000000", "1000000"))),
        List.of(),
        new Remedy.ChangedCode(
            key,
            RemedyFamily.QUARANTINE_OR_CORRECT_DATA,
            ORDERS,
            "take it back",
            5,
            List.of(),
            Map.of(CodePlace.file("x").path(), Optional.of("x"))));
  }

  /** The end of a process. */
  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** One incident's journal, in memory; each entry has a moment before and after it is kept. */
  private static final class Notes implements IncidentJournal.Writer {
    final List<IncidentEvent> events = new ArrayList<>();
    Runnable moment = () -> {};

    Notes() {
      events.add(
          new IncidentEvent.Opened(
              NOW, new RunId(99), "daily", Optional.empty(), Optional.of("2026-11-21"), List.of()));
    }

    void answer(String key, String option) {
      append(new IncidentEvent.Answered(NOW, "lea", option, "", Optional.of(key)));
    }

    IncidentState state() {
      return IncidentState.of(id(), events);
    }

    List<Stage> stages() {
      return events.stream()
          .filter(AtSource.class::isInstance)
          .map(e -> ((AtSource) e).stage())
          .toList();
    }

    @Override
    public IncidentId id() {
      return new IncidentId(1);
    }

    @Override
    public void append(IncidentEvent event) {
      moment.run();
      events.add(event);
      moment.run();
    }

    @Override
    public Append entry(IncidentEvent event) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void kept() {}
  }
}
