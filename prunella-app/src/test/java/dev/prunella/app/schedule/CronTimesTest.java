package dev.prunella.app.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CronTimesTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  /** The times after one moment of the clock on the wall and not after another. */
  private static List<String> times(String cron, ZoneId zone, String from, String to) {
    var times = CronTimes.of(cron, zone);
    var end = LocalDateTime.parse(to).atZone(zone).toInstant();
    var found = new ArrayList<String>();
    var at = times.after(LocalDateTime.parse(from).atZone(zone).toInstant());
    while (at.isPresent() && !at.get().isAfter(end) && found.size() < 1_000) {
      found.add(at.get().atZone(zone).toOffsetDateTime().toString());
      at = times.after(at.get());
    }
    return found;
  }

  @Test
  void anOrdinaryDayIsPlain() {
    assertThat(times("47 2 * * *", BERLIN, "2026-11-20T02:47", "2026-11-22T12:00"))
        .containsExactly("2026-11-21T02:47+01:00", "2026-11-22T02:47+01:00");
    assertThat(times("0 9 * * 1-5", BERLIN, "2026-11-20T10:00", "2026-11-24T12:00"))
        .containsExactly("2026-11-23T09:00+01:00", "2026-11-24T09:00+01:00");
  }

  @Test
  void aTimeThatTheNightLeavesOutComesOnceTheClockIsPutForward() {
    assertThat(times("47 2 * * *", BERLIN, "2026-03-28T00:00", "2026-03-30T12:00"))
        .containsExactly(
            "2026-03-28T02:47+01:00", "2026-03-29T03:00+02:00", "2026-03-30T02:47+02:00");
  }

  @Test
  void aTimeThatTheNightRepeatsComesOnce() {
    assertThat(times("47 2 * * *", BERLIN, "2026-10-24T00:00", "2026-10-26T12:00"))
        .containsExactly(
            "2026-10-24T02:47+02:00", "2026-10-25T02:47+02:00", "2026-10-26T02:47+01:00");
  }

  @Test
  void everyHourIsEachHourThatPasses() {
    assertThat(times("0 * * * *", BERLIN, "2026-03-29T00:30", "2026-03-29T04:30"))
        .containsExactly(
            "2026-03-29T01:00+01:00", "2026-03-29T03:00+02:00", "2026-03-29T04:00+02:00");
    assertThat(times("*/30 * * * *", BERLIN, "2026-10-25T01:30", "2026-10-25T03:30"))
        .containsExactly(
            "2026-10-25T02:00+02:00",
            "2026-10-25T02:30+02:00",
            "2026-10-25T02:00+01:00",
            "2026-10-25T02:30+01:00",
            "2026-10-25T03:00+01:00",
            "2026-10-25T03:30+01:00");
  }

  @Test
  void aWholeYearOfEveryZoneHasEachDayOnce() {
    for (var zone : List.of("Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "UTC")) {
      var days = times("30 2 * * *", ZoneId.of(zone), "2025-12-31T12:00", "2026-12-31T12:00");
      assertThat(days.stream().map(d -> d.substring(0, 10))).as(zone).hasSize(365);
      assertThat(days.stream().map(d -> d.substring(0, 10)).distinct()).as(zone).hasSize(365);
    }
  }

  @Test
  void whatNeverComesIsEmpty() {
    assertThat(CronTimes.of("0 0 30 2 *", BERLIN).after(Instant.parse("2026-11-20T00:00:00Z")))
        .isEmpty();
  }
}
