package dev.prunella.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.contract.CodePlace;
import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.pipeline.Materialization.IntervalBy;
import dev.prunella.pipeline.Materialization.MergeBy;
import dev.prunella.pipeline.Materialization.Outside;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every engine promises of rows: none is dropped, kept or replaced without a word. */
public abstract class EngineKeepSpec extends EngineSpecBase {
  private static final Materialization BY_DAY = new IntervalBy("day");
  private static final Materialization BY_ID = new MergeBy(List.of("id"));
  private static final Materialization NEWEST = new MergeBy(List.of("id"), Optional.of("day"));
  private static final String ORDERS =
      "select * from (values (1, date '2026-01-01'), (2, date '2026-01-02'),"
          + " (3, date '2025-12-31'), (4, null)) as v(id, day)";

  // ---- outside of the interval

  @Test
  void rowsOutsideOfTheIntervalFailTheStepAndAreCounted() {
    var fault = failsAndCommitsNothing(task(sql("orders", ORDERS, BY_DAY), DAILY, day(1)));
    assertThat(fault.kind()).isEqualTo(Kind.CONSTRAINT);
    assertThat(fault.message())
        .isEqualTo(
            "orders: 2 rows lie outside 2026-01-01, such as with day 2025-12-31 and 2026-01-02,"
                + " and 1 row has no day; none would be in the table");
    assertThat(fault.next()).contains("day >= $interval_start", "outside: drop");
    assertThat(fault.facts()).containsEntry("outside", "2").containsEntry("without", "1");
    assertThat(fault.place()).contains(CodePlace.file("models/orders.sql"));

    fault =
        failsAndCommitsNothing(
            task(sql("orders", ORDERS + " where id in (1, 4)", BY_DAY), DAILY, day(1)));
    assertThat(fault.message()).isEqualTo("orders: 1 row has no day; none would be in the table");
    on(day(1), "orders", ORDERS + " where id = 1", BY_DAY);
    failsAndCommitsNothing(task(sql("orders", ORDERS, BY_DAY), DAILY, day(1)));
    assertThat(rows("select id from orders")).containsExactly("1");
  }

  @Test
  void rowsThatTheQueryItselfLeavesOutAreNotLookedAt() {
    full("orders", ORDERS);
    full("wanted", "select 1 as id");
    for (var text :
        List.of(
            "select o.id, o.day from orders o where o.day >= $interval_start and o.day < $interval_end",
            "select o.id, o.day from orders o join wanted w on w.id = o.id",
            "select o.id, o.day from orders o where id in (select id from wanted)",
            "select max(id) as id, day from orders group by day having max(id) = 1",
            "select id, day from orders order by id limit 1")) {
      on(day(1), "kept", text, BY_DAY);
      assertThat(rows("select id from kept")).describedAs(text).containsExactly("1");
    }
  }

  @Test
  void rowsOutsideAreLeftOutWhereTheModelSaysSoAndCounted() {
    var done = on(day(1), "orders", ORDERS, new IntervalBy("day", Outside.DROP));
    assertThat(done.rows()).isEqualTo(1);
    assertThat(done.leftOut()).isEqualTo(3);
    assertThat(world.summary(RUN, "orders")).containsEntry("prunella.left-out", "3");
    done = on(day(1), "orders", ORDERS + " where id = 1", new IntervalBy("day", Outside.DROP));
    assertThat(done.leftOut()).isZero();
    assertThat(world.summary(RUN, "orders")).doesNotContainKey("prunella.left-out");
  }

  @Test
  void rowsOfAProgramAreHeldToTheSame() throws Exception {
    var step =
        step(
            "made",
            new Step.Work.Command(List.of("x"), Step.Exchange.CSV),
            BY_DAY,
            StepLimits.DEFAULT);
    var text = "id,day\n1,2026-01-01\n2,2026-01-02\n";
    var file = world.file("output.csv", text.getBytes(StandardCharsets.UTF_8));
    var batch = new Batch(List.of(new Batch.Part("output", "", 0, file)), RUN_AT);
    var produced = whole(source(Source.Format.Kind.CSV));
    var fault = fault(ingest(task(step, DAILY, day(1)), produced, batch));
    assertThat(fault.message())
        .contains("made: 1 row lies outside 2026-01-01, with day 2026-01-02");
  }

  // ---- materializations that change

  @Test
  void tableThatWasMadeOtherwiseIsNotAddedTo() {
    for (var before : List.of(FULL, APPEND, BY_DAY, BY_ID)) {
      var table = "t_" + before.words().replace(' ', '_');
      on(day(1), table, ORDERS + " where id = 1", before);
      for (var after : List.of(APPEND, BY_DAY, BY_ID)) {
        if (!after.equals(before)) {
          var step = sql(table, ORDERS + " where id = 1", after);
          var fault = failsAndCommitsNothing(task(step, DAILY, day(1)));
          assertThat(fault.kind()).isEqualTo(Kind.CONSTRAINT);
          assertThat(fault.message())
              .contains(table + " was made '" + before.words() + "'", "'" + after.words() + "'");
          assertThat(fault.next()).contains("prunella table drop " + table);
        }
      }
      on(day(2), table, ORDERS + " where id = 2", FULL);
      assertThat(rows("select id from " + table)).containsExactly("2");
    }
  }

  @Test
  void sourceThatWasLoadedAsAWholeIsNotLoadedByInterval() throws Exception {
    var source = source(Source.Format.Kind.CSV);
    done(ingest(day(1), whole(source), batch("a.csv", "id\n1\n")));
    var fault = refuses(day(2), source, batch("b.csv", "id\n2\n"), Kind.CONSTRAINT);
    assertThat(fault.message()).contains("raw.orders was made 'full'");
  }

  // ---- merges in another order

  private static String named(int day, String name) {
    return "select 1 as id, date '2026-01-0" + day + "' as day, '" + name + "' as name";
  }

  @Test
  void mergeOfAnEarlierIntervalDoesNotPutOldValuesOverNewOnes() {
    on(day(1), "names", named(1, "old"), BY_ID);
    on(day(3), "names", named(3, "new"), BY_ID);
    for (int earlier = 1; earlier <= 2; earlier++) {
      var fault =
          failsAndCommitsNothing(
              task(sql("names", named(earlier, "old"), BY_ID), DAILY, day(earlier)));
      assertThat(fault.kind()).isEqualTo(Kind.CONSTRAINT);
      assertThat(fault.message())
          .contains("names was merged for the interval 2026-01-03", day(earlier), "such as (1)");
      assertThat(fault.next()).contains("newest COLUMN", "prunella table drop names");
    }
    on(day(3), "names", named(3, "newer"), BY_ID);
    assertThat(rows("select name from names")).containsExactly("newer");
  }

  @Test
  void mergeOfAnEarlierIntervalMayAddRowsAndRepeatThem() {
    var first = "select 2 as id, date '2026-01-01' as day, 'a' as name";
    on(day(3), "names", named(3, "new"), BY_ID);
    on(day(1), "names", first, BY_ID);
    on(day(1), "names", first, BY_ID);
    assertThat(rows("select name from names order by id")).containsExactly("new", "a");
  }

  @Test
  void newestRowStaysWhicheverIsMergedFirst() {
    on(day(1), "names", named(1, "old"), NEWEST);
    on(day(3), "names", named(3, "new"), NEWEST);
    var late = named(2, "late") + " union all select 2, date '2026-01-02', 'added'";
    var done = on(day(2), "names", late, NEWEST);
    assertThat(done.rows()).isEqualTo(1);
    assertThat(done.leftOut()).isEqualTo(1);
    assertThat(rows("select id, name from names order by id")).containsExactly("1|new", "2|added");

    on(day(3), "names", named(3, "corrected"), NEWEST);
    on(day(4), "names", named(4, "none").replace("date '2026-01-04'", "null::date"), NEWEST);
    assertThat(rows("select name from names where id = 1")).containsExactly("corrected");
  }

  @Test
  void newestNeedsItsColumn() {
    var how = new MergeBy(List.of("id"), Optional.of("dai"));
    on(day(1), "names", named(1, "old"), BY_ID);
    var fault = failsAndCommitsNothing(task(sql("names", named(2, "x"), how), DAILY, day(2)));
    assertThat(fault.kind()).isEqualTo(Kind.UNKNOWN_COLUMN);
    assertThat(fault.message()).contains("'dai'");
  }
}
