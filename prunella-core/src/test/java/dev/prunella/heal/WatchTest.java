package dev.prunella.heal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.heal.Watch.Later;
import dev.prunella.heal.Watch.Next;
import dev.prunella.incident.Belief;
import dev.prunella.incident.FailureClass;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentEvent.Autonomy;
import dev.prunella.incident.IncidentEvent.End;
import dev.prunella.incident.IncidentEvent.Seen;
import dev.prunella.incident.IncidentEvent.Verified;
import dev.prunella.incident.IncidentEvent.Weighed;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentState;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.pipeline.RunId;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.ObjectId;
import dev.prunella.refs.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What follows a publication, and what is counted of it. */
class WatchTest {
  private static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");
  private static final TableName ORDERS = TableName.of("orders");
  private static final Watch.Limits LIMITS = Watch.Limits.DEFAULT;
  private static final RemedyFamily FAMILY = RemedyFamily.QUARANTINE_OR_CORRECT_DATA;

  private final List<IncidentEvent> events = new ArrayList<>();

  private IncidentState state() {
    return IncidentState.of(new IncidentId(7), events);
  }

  private static CommitId commit() {
    return CommitId.fromHex(ObjectId.of(new byte[] {1}).hex());
  }

  private static Weighed weighed(RemedyFamily family, String cause) {
    return new Weighed(family, FailureClass.DATA, cause, ORDERS, 0.9, false, Optional.empty());
  }

  /** An incident that was healed. */
  private WatchTest healed(RemedyFamily family, String cause, Autonomy autonomy) {
    events.add(
        new IncidentEvent.Opened(
            NOW, new RunId(1), "shop", Optional.empty(), Optional.empty(), List.of()));
    events.add(
        new IncidentEvent.Believed(
            NOW, new Belief(FailureClass.DATA, cause, 0.9, ORDERS, List.of(), List.of())));
    events.add(
        new IncidentEvent.Tried(
            NOW, "cure", family, "cure it", Optional.empty(), Verified.VERIFIED, List.of()));
    events.add(
        new IncidentEvent.Decided(
            NOW, "cure", "cure it", autonomy, "default", List.of(weighed(family, cause))));
    if (autonomy == Autonomy.PROPOSE) {
      events.add(new IncidentEvent.Answered(NOW, "lea", "approve", "", Optional.of("cure")));
    }
    events.add(new IncidentEvent.Published(NOW, "cure it", new RunId(2), commit(), List.of()));
    events.add(new IncidentEvent.Closed(NOW, End.HEALED, "cure it"));
    return this;
  }

  private static Later through(long run) {
    return new Later(new RunId(run), true, true, new TreeSet<>());
  }

  private static Later troubled(long run) {
    return new Later(new RunId(run), false, false, new TreeSet<>(List.of(ORDERS)));
  }

  private Next next(Instant at, Later... later) {
    return Watch.next(state(), List.of(later), at, LIMITS);
  }

  private void watched(Seen seen, long run) {
    events.add(new IncidentEvent.Watched(NOW, seen, Optional.of(new RunId(run)), "so"));
  }

  @Test
  void whatOnlyRanAgainIsNotWatchedAndWhatChangedSomethingIs() {
    healed(RemedyFamily.RETRY_LATER, "time-out", Autonomy.AUTO);
    assertThat(Watch.isWatched(state(), events)).isFalse();
    events.clear();
    healed(FAMILY, "rows", Autonomy.AUTO);
    assertThat(Watch.isWatched(state(), events)).isTrue();
    events.add(new IncidentEvent.Watched(NOW, Seen.HELD, Optional.empty(), "all well"));
    assertThat(Watch.isWatched(state(), events)).isFalse();
  }

  @Test
  void threeRunsThatComeThroughEndItAndTwoDoNot() {
    healed(FAMILY, "rows", Autonomy.AUTO);
    assertThat(next(NOW, through(3), through(4))).isInstanceOf(Next.Wait.class);
    assertThat(next(NOW, through(3), through(4), through(5)))
        .isInstanceOfSatisfying(Next.Finish.class, f -> assertThat(f.seen()).isEqualTo(Seen.HELD));
  }

  @Test
  void aRunThatHadTroubleIsLookedIntoOnceAndBeforeAnythingEnds() {
    healed(FAMILY, "rows", Autonomy.AUTO);
    var later = new Later[] {through(3), troubled(4), through(5), through(6)};
    assertThat(next(NOW, later)).isEqualTo(new Next.LookInto(troubled(4)));
    watched(Seen.CLEARED, 4);
    assertThat(next(NOW, later)).isInstanceOf(Next.Finish.class);
  }

  @Test
  void noMoreThanThreeAreLookedInto() {
    healed(FAMILY, "rows", Autonomy.AUTO);
    IntStream.range(3, 6).forEach(run -> watched(Seen.CLEARED, run));
    assertThat(next(NOW, troubled(3), troubled(4), troubled(5), troubled(6)))
        .isInstanceOf(Next.Wait.class);
  }

  @Test
  void whatWasFoundToBeToBlameIsSwitchedBackWhateverRanSince() {
    healed(FAMILY, "rows", Autonomy.AUTO);
    watched(Seen.REGRESSED, 3);
    assertThat(next(NOW, through(4), through(5), through(6))).isInstanceOf(Next.SwitchBack.class);
  }

  @Test
  void afterAWeekItEndsAndWhereNothingRanItHasNotHeld() {
    healed(FAMILY, "rows", Autonomy.AUTO);
    var week = NOW.plus(Duration.ofDays(7));
    assertThat(next(week))
        .isInstanceOfSatisfying(
            Next.Finish.class, f -> assertThat(f.seen()).isEqualTo(Seen.UNSEEN));
    assertThat(next(week, through(3)))
        .isInstanceOfSatisfying(Next.Finish.class, f -> assertThat(f.seen()).isEqualTo(Seen.HELD));
    watched(Seen.IN_DOUBT, 4);
    assertThat(next(week, through(3), through(5), through(6)))
        .as("a doubt is not forgotten for good runs")
        .isInstanceOfSatisfying(
            Next.Finish.class, f -> assertThat(f.seen()).isEqualTo(Seen.UNSEEN));
  }

  @Test
  void whatIsSwitchedBackIsOpenAgainAndItsRemedyHasFailed() {
    healed(FAMILY, "rows", Autonomy.AUTO);
    events.add(new IncidentEvent.Undone(NOW, "healer", "worse", commit(), List.of(ORDERS)));
    assertThat(state().isOpen()).isTrue();
    assertThat(state().failed()).containsExactly("cure");
    assertThat(state().published()).isEmpty();
    assertThat(state().takenBack()).containsExactly(new RunId(2));

    events.removeLast();
    events.add(new IncidentEvent.Undone(NOW, "ana", "worse", commit(), List.of(ORDERS)));
    assertThat(state().isOpen()).as("a person's undo leaves it closed").isFalse();
  }

  @Test
  void theLedgerCountsByRemedyAndSortOfCauseAndSuggestsNothingAfterOneUndo() {
    var journals = new ArrayList<List<IncidentEvent>>();
    for (int i = 1; i <= Standing.ENOUGH; i++) {
      events.clear();
      healed(FAMILY, "amount multiplied by " + i * 10, Autonomy.PROPOSE);
      events.add(new IncidentEvent.Watched(NOW, Seen.HELD, Optional.empty(), "all well"));
      journals.add(List.copyOf(events));
    }
    var line = Standing.of(journals).lines().getFirst();
    assertThat(line.key().cause()).isEqualTo("amount multiplied by #");
    assertThat(line.tried()).isEqualTo(5);
    assertThat(line.agreed()).isEqualTo(5);
    assertThat(line.held()).isEqualTo(5);
    assertThat(line.suggested()).contains(Autonomy.AUTO);

    events.add(new IncidentEvent.Undone(NOW, "healer", "worse", commit(), List.of(ORDERS)));
    journals.set(4, List.copyOf(events));
    var after = Standing.of(journals).lines().getFirst();
    assertThat(after.regressed()).isEqualTo(1);
    assertThat(after.undone()).isZero();
    assertThat(after.suggested()).isEmpty();
  }
}
