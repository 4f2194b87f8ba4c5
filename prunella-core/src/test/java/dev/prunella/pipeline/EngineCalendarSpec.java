package dev.prunella.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.pipeline.Fault.Kind;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

/** What every engine promises of rows that were loaded for intervals which overlap. */
public abstract class EngineCalendarSpec extends EngineSpecBase {
  private static final Calendar WEEKLY = new Calendar(Calendar.Rhythm.WEEKLY, UTC);
  private static final Calendar DAILY_IN_NEW_YORK =
      new Calendar(Calendar.Rhythm.DAILY, ZoneId.of("America/New_York"));
  private static final Source.Declared SOURCE =
      source(Source.Format.Kind.CSV, new Source.Column("id", "int"));

  private void loadsDays(int from, int to) throws Exception {
    for (int day = from; day <= to; day++) {
      done(ingest(day(day), SOURCE, batch(day(day) + ".csv", "id\n" + day + "\n")));
    }
  }

  @Test
  void weekDoesNotTakeItsDaysAway() throws Exception {
    loadsDays(1, 5);
    var fault = refuses(WEEKLY, "2025-12-29", SOURCE, batch("w.csv", "id\n100\n"), Kind.CONSTRAINT);
    assertThat(fault.message())
        .contains("raw.orders has 4 rows", "2026-01-01T00:00:00Z", "overlaps", "2025-12-29");
    assertThat(fault.next()).contains("prunella table drop raw.orders");
    assertThat(rows("select id from raw.orders order by id"))
        .containsExactly("1", "2", "3", "4", "5");
  }

  @Test
  void dayOfAWeekIsNotAddedToTheWeek() throws Exception {
    done(ingest(WEEKLY, "2026-01-05", SOURCE, batch("w.csv", "id\n100\n")));
    for (int day : new int[] {5, 6, 11}) {
      var fault = refuses(day(day), SOURCE, batch("d.csv", "id\n1\n"), Kind.CONSTRAINT);
      assertThat(fault.message()).contains("2026-01-05T00:00:00Z/2026-01-12T00:00:00Z");
    }
    loadsDays(12, 12);
    loadsDays(4, 4);
    assertThat(rows("select id from raw.orders order by id")).containsExactly("4", "12", "100");
  }

  @Test
  void dayOfAnotherZoneDoesNotTakeTheNextOneAway() throws Exception {
    loadsDays(1, 3);
    var fault =
        refuses(DAILY_IN_NEW_YORK, day(1), SOURCE, batch("a.csv", "id\n1\n"), Kind.CONSTRAINT);
    assertThat(fault.message()).contains("2 rows", "2026-01-01T05:00:00Z");
    assertThat(rows("select count(*) from raw.orders")).containsExactly("3");
  }

  @Test
  void askedForAgainSameBytesAreLoadedAgain() throws Exception {
    var batch = batch("a.csv", "id\n1\n");
    done(ingest(day(1), SOURCE, batch));
    var task = load("raw.orders", SOURCE, DAILY, day(1));
    assertThat(done(ingest(task, SOURCE, batch)).rows()).isZero();
    assertThat(done(ingest(again(task), SOURCE, batch)).rows()).isEqualTo(1);
    assertThat(rows("select id from raw.orders")).containsExactly("1");
  }
}
