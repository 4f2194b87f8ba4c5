package dev.prunella.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What comes up on a schedule, by a clock that is only looked at now and then. */
class AgendaTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Calendar DAILY = new Calendar(Calendar.Rhythm.DAILY, BERLIN);

  /** Every day at 02:47; where the clock is put forward over it, as java.time does. */
  private static final Due.Cron AT_0247 =
      at -> {
        var day = at.atZone(BERLIN).toLocalDate();
        var today = day.atTime(LocalTime.of(2, 47)).atZone(BERLIN).toInstant();
        return Optional.of(
            today.isAfter(at)
                ? today
                : day.plusDays(1).atTime(LocalTime.of(2, 47)).atZone(BERLIN).toInstant());
      };

  private static final Due.Cron EVERY_MINUTE =
      at -> Optional.of(Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond(), 60) * 60 + 60));

  private static Agenda.Terms terms(Due.Cron cron, boolean catchUp, String first) {
    return new Agenda.Terms(
        new Pipeline.Schedule("", catchUp, false),
        cron,
        Optional.of(DAILY),
        first.isEmpty() ? Optional.empty() : DAILY.parse(first));
  }

  private static Instant at(String text) {
    return Instant.parse(text);
  }

  private static List<String> waiting(Agenda agenda) {
    return agenda.waiting().stream().map(i -> DAILY.label(i.interval().orElseThrow())).toList();
  }

  @Test
  void aScheduleThatBeginsWaitsForItsNextTime() {
    var terms = terms(AT_0247, false, "");
    var begun = Agenda.from(at("2026-11-20T12:00:00Z"));
    assertThat(begun.look(terms, at("2026-11-20T23:00:00Z")).agenda()).isEqualTo(begun);
    assertThat(begun.next(terms, at("2026-11-20T12:00:00Z"))).contains(at("2026-11-21T01:47:00Z"));
    var next = begun.look(terms, at("2026-11-21T01:47:00Z")).agenda();
    assertThat(waiting(next)).containsExactly("2026-11-20");
    assertThat(next.look(terms, at("2026-11-21T20:00:00Z")).agenda()).isEqualTo(next);
  }

  @Test
  void withoutCatchingUpOnlyTheNewestOfThreeDaysOffComesUp() {
    var terms = terms(AT_0247, false, "");
    var agenda = Agenda.from(at("2026-11-20T12:00:00Z"));
    agenda = agenda.look(terms, at("2026-11-21T01:47:00Z")).agenda();
    var look = agenda.look(terms, at("2026-11-24T12:00:00Z"));
    assertThat(waiting(look.agenda())).containsExactly("2026-11-23");
    assertThat(look.passedOver())
        .extracting(i -> DAILY.label(i.interval().orElseThrow()))
        .as("what waited, and what nobody was awake for, so that somebody is told")
        .containsExactly("2026-11-20", "2026-11-21", "2026-11-22");
  }

  @Test
  void ofAMonthThatWasSleptThroughTheNewestAreToldOf() {
    var terms = terms(AT_0247, false, "");
    var agenda = Agenda.from(at("2026-10-20T12:00:00Z"));
    var look = agenda.look(terms, at("2026-11-24T12:00:00Z"));
    assertThat(waiting(look.agenda())).containsExactly("2026-11-23");
    assertThat(look.passedOver())
        .extracting(i -> DAILY.label(i.interval().orElseThrow()))
        .containsExactly("2026-11-20", "2026-11-21", "2026-11-22");
  }

  @Test
  void aClockThatRunsADayAheadAndGoesBackPassesOverNothingUnseen() {
    var terms = terms(AT_0247, false, "");
    var agenda = Agenda.from(at("2026-11-20T22:00:00Z"));
    var ahead = agenda.look(terms, at("2026-11-22T02:00:00Z"));
    assertThat(waiting(ahead.agenda())).containsExactly("2026-11-21");
    assertThat(ahead.passedOver())
        .extracting(i -> DAILY.label(i.interval().orElseThrow()))
        .containsExactly("2026-11-20");
    var back = ahead.agenda().look(terms, at("2026-11-21T12:00:00Z"));
    assertThat(back.agenda()).isEqualTo(ahead.agenda());
  }

  @Test
  void catchingUpBringsAllOfThreeDaysOffInTheirOrder() {
    var terms = terms(AT_0247, true, "");
    var agenda = Agenda.from(at("2026-11-20T12:00:00Z"));
    agenda = agenda.look(terms, at("2026-11-21T01:47:00Z")).agenda();
    var look = agenda.look(terms, at("2026-11-24T12:00:00Z"));
    assertThat(waiting(look.agenda()))
        .containsExactly("2026-11-20", "2026-11-21", "2026-11-22", "2026-11-23");
    assertThat(look.passedOver()).isEmpty();
  }

  @Test
  void catchingUpBeginsWithTheFirstIntervalThereIs() {
    var terms = terms(AT_0247, true, "2026-11-17");
    var agenda = Agenda.from(at("2026-11-20T12:00:00Z"));
    assertThat(waiting(agenda.look(terms, at("2026-11-21T02:00:00Z")).agenda()))
        .containsExactly("2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20");
  }

  @Test
  void moreThanCanWaitComesUpWhenTheOthersAreBegun() {
    var terms = terms(AT_0247, true, "2024-01-01");
    var now = at("2026-11-21T02:00:00Z");
    var agenda = Agenda.from(at("2026-11-20T12:00:00Z")).look(terms, now).agenda();
    assertThat(agenda.waiting()).hasSize(Agenda.MOST_WAITING);
    assertThat(agenda.look(terms, now).agenda()).isEqualTo(agenda);
    int begun = 0;
    var last = "";
    // Bounded by the days there are.
    while (!agenda.waiting().isEmpty() && begun < 2_000) {
      last = waiting(agenda).getFirst();
      agenda = agenda.begun(agenda.waiting().getFirst(), new RunId(++begun));
      agenda = agenda.look(terms, now).agenda();
    }
    assertThat(last).isEqualTo("2026-11-20");
    assertThat(begun).isEqualTo(1055);
  }

  @Test
  void everyDayComesUpOnceAlsoOnTheNightsOnWhichClocksChange() {
    for (var from : List.of("2026-03-26T12:00:00Z", "2026-10-22T12:00:00Z")) {
      var terms = terms(AT_0247, false, "");
      var agenda = Agenda.from(at(from));
      var days = new java.util.ArrayList<String>();
      for (int minutes = 0; minutes < 6 * 24 * 60; minutes += 10) {
        agenda = agenda.look(terms, at(from).plus(Duration.ofMinutes(minutes))).agenda();
        if (!agenda.waiting().isEmpty()) {
          days.addAll(waiting(agenda));
          agenda = agenda.begun(agenda.waiting().getFirst(), new RunId(1));
        }
      }
      assertThat(days).as(from).hasSize(6).doesNotHaveDuplicates().isSorted();
    }
  }

  @Test
  void aScheduleOfMinutesThatWasOffForAMonthIsLookedAtQuickly() {
    var since = at("2026-10-20T12:00:00Z");
    var now = at("2026-11-24T12:00:30Z");
    assertThat(Due.lastTime(EVERY_MINUTE, since, now)).contains(at("2026-11-24T12:00:00Z"));
    var look = Agenda.from(since).look(terms(EVERY_MINUTE, false, ""), now).agenda();
    assertThat(waiting(look)).containsExactly("2026-11-23");
  }

  @Test
  void aPipelineWithoutIntervalsRunsOnceForAllTheTimesThatWereMissed() {
    var terms =
        new Agenda.Terms(
            new Pipeline.Schedule("", true, false), AT_0247, Optional.empty(), Optional.empty());
    var agenda = Agenda.from(at("2026-11-20T12:00:00Z"));
    agenda = agenda.look(terms, at("2026-11-24T12:00:00Z")).agenda();
    assertThat(agenda.waiting())
        .containsExactly(new Agenda.Item(at("2026-11-24T01:47:00Z"), Optional.empty()));
    agenda = agenda.begun(agenda.waiting().getFirst(), new RunId(1));
    assertThat(agenda.look(terms, at("2026-11-24T13:00:00Z")).agenda()).isEqualTo(agenda);
  }

  @Test
  void aRunThatDiesAgainAndAgainIsLeftToPeople() {
    var item = new Agenda.Item(at("2026-11-21T01:47:00Z"), DAILY.parse("2026-11-20"));
    var agenda = Agenda.from(item.at()).begun(item, new RunId(7));
    for (int i = 1; i <= Agenda.MOST_RESUMES; i++) {
      agenda = agenda.again();
      assertThat(agenda.begun()).contains(new Agenda.Begun(new RunId(7), i, false));
    }
    assertThat(agenda.again().begun().orElseThrow().left()).isTrue();
  }
}
