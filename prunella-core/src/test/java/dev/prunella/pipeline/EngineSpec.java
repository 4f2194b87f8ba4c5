package dev.prunella.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.contract.CodePlace;
import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.refs.TableName;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What every engine promises of computing tables. An adapter's test extends this and says how to
 * make a world.
 */
public abstract class EngineSpec extends EngineSpecBase {
  private static final Materialization BY_DAY =
      new Materialization.IntervalBy("day", Materialization.Outside.DROP);
  private static final Calendar MONTHLY = new Calendar(Calendar.Rhythm.MONTHLY, UTC);
  private static final Materialization BY_ID = new Materialization.MergeBy(List.of("id"));
  private static final String ENDLESS =
      "select sum(a.x * b.x) as s from range(100000000) a(x), range(100000000) b(x)";

  /** Three days of orders, two each. */
  private static final String ORDERS =
      "select * from (values (1, date '2026-01-01', 10), (2, date '2026-01-01', 20),"
          + " (3, date '2026-01-02', 30), (4, date '2026-01-02', 40),"
          + " (5, date '2026-01-03', 50), (6, date '2026-01-03', 60)) as v(id, day, amount)";

  private static String only(String condition) {
    return "select * from (" + ORDERS + ") where " + condition;
  }

  // ---- full

  @Test
  void fullPutsTheRowsOfAQueryIntoANewTable() {
    var outcome = full("sales.orders", ORDERS);

    assertThat(outcome.before()).isEmpty();
    assertThat(outcome.rows()).isEqualTo(6);
    assertThat(outcome.bytes()).isPositive();
    assertThat(world.lake().entry(head(), TableName.parse("sales.orders").key()))
        .contains(outcome.after());
    assertThat(rows("select count(*), sum(amount) from sales.orders")).containsExactly("6|210");
  }

  @Test
  void fullTakesThePlaceOfAllRows() {
    var first = full("orders", ORDERS);
    var second = full("orders", only("id = 3"));

    assertThat(second.before()).contains(first.after());
    assertThat(rows("select id from orders")).containsExactly("3");
  }

  @Test
  void eachStepIsOneCommitAlsoWhenItsNamespacesAreNew() {
    var before = head();
    full("a.b.orders", ORDERS);
    assertThat(commitsSince(before)).isEqualTo(1);

    var between = head();
    full("a.b.orders", only("id = 3"));
    assertThat(commitsSince(between)).isEqualTo(1);
  }

  @Test
  void nothingIsSeenOnOtherBranches() {
    full("orders", ORDERS);
    assertThat(world.lake().entry(world.lake().head("main"), TableName.of("orders").key()))
        .isEmpty();
  }

  @Test
  void modelsReadTheTablesOfTheirBranch() {
    full("sales.orders", ORDERS);
    full("daily", "select day, sum(amount) as amount from sales.orders group by day");
    assertThat(rows("select day, amount from daily order by day"))
        .containsExactly("2026-01-01|30", "2026-01-02|70", "2026-01-03|110");
  }

  @Test
  void namesOfTablesDoNotDependOnLetterCase() {
    full("Sales.Orders", ORDERS);
    full("copied", "select a.id from sales.ORDERS a join SALES.orders b using (id)");
    assertThat(rows("select count(*) from copied")).containsExactly("6");
  }

  @Test
  void emptyResultMakesAnEmptyTableWithItsColumns() {
    var outcome = full("orders", only("false"));
    assertThat(outcome.rows()).isZero();
    assertThat(world.columns(RUN, "orders"))
        .containsExactly("id INTEGER", "day DATE", "amount INTEGER");
    assertThat(rows("select * from orders")).isEmpty();

    full("orders", ORDERS);
    full("orders", only("false"));
    assertThat(rows("select * from orders")).isEmpty();
  }

  @Test
  void theTableTellsWhatItsResultDependsOn() {
    var before = head();
    full("orders", ORDERS);
    assertThat(world.engine().fingerprint(head(), TableName.of("orders"))).contains("print-1");
    assertThat(world.engine().fingerprint(before, TableName.of("orders"))).isEmpty();
    assertThat(world.summary(RUN, "orders")).containsEntry("prunella.run", "run-7");
  }

  // ---- append

  @Test
  void appendAddsTheRowsOfEachInterval() {
    on(day(1), "orders", only("day = date '2026-01-01'"), APPEND);
    on(day(2), "orders", only("day = date '2026-01-02'"), APPEND);
    assertThat(rows("select id from orders order by id")).containsExactly("1", "2", "3", "4");
  }

  @Test
  void appendAgainForAnIntervalFirstTakesBackWhatItAdded() {
    on(day(1), "orders", only("id < 3"), APPEND);
    on(day(2), "orders", only("id = 4"), APPEND);
    on(day(1), "orders", only("id = 1"), APPEND);
    assertThat(rows("select id from orders order by id")).containsExactly("1", "4");
    on(day(1), "orders", only("false"), APPEND);
    on(day(1), "orders", only("id = 6"), APPEND);
    assertThat(rows("select id from orders order by id")).containsExactly("4", "6");
  }

  @Test
  void appendWithoutIntervalsTakesBackWhatTheSameRunAdded() {
    var step = sql("orders", only("id = 1"), APPEND);
    done(compute(task(step)));
    done(compute(task(step)));
    done(compute(inRun(task(step), 8)));
    assertThat(rows("select id from orders")).containsExactly("1", "1");
  }

  // ---- intervals

  @Test
  void intervalReplacesItsOwnRowsAndLeavesOutOthers() {
    on(day(1), "orders", ORDERS, BY_DAY);
    on(day(2), "orders", ORDERS, BY_DAY);
    assertThat(rows("select id from orders order by id")).containsExactly("1", "2", "3", "4");

    var again = on(day(1), "orders", only("id <> 2"), BY_DAY);
    assertThat(again.rows()).isEqualTo(1);
    assertThat(rows("select id from orders order by id")).containsExactly("1", "3", "4");
  }

  @Test
  void runningAnIntervalAgainChangesNothingElse() {
    on(day(1), "orders", ORDERS, BY_DAY);
    var first = world.files(RUN, "orders");
    on(day(2), "orders", ORDERS, BY_DAY);
    on(day(2), "orders", ORDERS, BY_DAY);
    assertThat(world.files(RUN, "orders")).containsAll(first).hasSize(2);
    assertThat(rows("select id from orders order by id")).containsExactly("1", "2", "3", "4");
  }

  @Test
  void intervalIsCutOutOfFilesThatHoldOthersToo() {
    month("orders", ORDERS);
    on(day(2), "orders", only("id = 4"), BY_DAY);
    on(day(2), "orders", only("id = 3"), BY_DAY);
    assertThat(rows("select id from orders order by id")).containsExactly("1", "2", "3", "5", "6");
  }

  @Test
  void rowsWithoutADateBelongToNoInterval() {
    on(day(1), "orders", ORDERS + " union all select 8, null, 80", BY_DAY);
    assertThat(rows("select id from orders order by id")).containsExactly("1", "2");
  }

  private void month(String table, String text) {
    done(compute(task(sql(table, text, BY_DAY), MONTHLY, "2026-01")));
  }

  @Test
  void intervalWithoutRowsEmptiesIt() {
    on(day(1), "orders", ORDERS, BY_DAY);
    on(day(2), "orders", ORDERS, BY_DAY);
    on(day(2), "orders", only("false"), BY_DAY);
    assertThat(rows("select id from orders order by id")).containsExactly("1", "2");
  }

  @Test
  void timestampsWithoutAZoneAreReadInThePipelinesZone() {
    var calendar = new Calendar(Calendar.Rhythm.DAILY, BERLIN);
    var text =
        "select * from (values (1, timestamp '2026-01-01 23:30:00'),"
            + " (2, timestamp '2026-01-02 00:00:00'), (3, timestamp '2026-01-02 23:59:59.999999'),"
            + " (4, timestamp '2026-01-03 00:00:00')) as v(id, day)";
    done(compute(task(sql("orders", text, BY_DAY), calendar, day(2))));
    assertThat(rows("select id from orders order by id")).containsExactly("2", "3");
    done(compute(task(sql("orders", text + " where id <> 3", BY_DAY), calendar, day(2))));
    done(compute(task(sql("orders", text, BY_DAY), calendar, day(1))));
    assertThat(rows("select id from orders order by id")).containsExactly("1", "2");
  }

  @Test
  void timestampsWithAZoneAreCutAtThePipelinesMidnight() {
    var calendar = new Calendar(Calendar.Rhythm.DAILY, BERLIN);
    var text =
        "select * from (values (1, timestamptz '2026-01-01 22:59:59+00'),"
            + " (2, timestamptz '2026-01-01 23:00:00+00'), (3, timestamptz '2026-01-02 22:59:59+00'),"
            + " (4, timestamptz '2026-01-02 23:00:00+00')) as v(id, day)";
    for (var label : List.of(day(1), day(2), day(3), day(2))) {
      done(compute(task(sql("orders", text, BY_DAY), calendar, label)));
    }
    assertThat(rows("select id from orders order by id")).containsExactly("1", "2", "3", "4");
    done(compute(task(sql("orders", text + " where id = 3", BY_DAY), calendar, day(2))));
    assertThat(rows("select id from orders order by id")).containsExactly("1", "3", "4");
  }

  @Test
  void everyHourOfANightOnWhichClocksChangeIsReplacedByItself() {
    var calendar = new Calendar(Calendar.Rhythm.HOURLY, BERLIN);
    var text =
        "select cast(h as integer) as id,"
            + " timestamptz '2026-10-24 22:00:00+00' + to_hours(cast(h as integer)) as day"
            + " from range(0, 6) as r(h)";
    var hour = calendar.containing(java.time.Instant.parse("2026-10-24T22:00:00Z"));
    for (int i = 0; i < 6; i++) {
      var task = task(sql("orders", text, BY_DAY), calendar, calendar.label(hour));
      assertThat(task.interval()).contains(hour);
      assertThat(done(compute(task)).rows()).isEqualTo(1);
      hour = calendar.next(hour);
    }
    assertThat(rows("select count(*), count(distinct id) from orders")).containsExactly("6|6");
  }

  @Test
  void everyLocalHourOfSuchANightLiesInExactlyOneInterval() {
    var calendar = new Calendar(Calendar.Rhythm.HOURLY, BERLIN);
    var text =
        "select cast(h as integer) as id,"
            + " timestamp '2026-10-25 00:30:00' + to_hours(cast(h as integer)) as day"
            + " from range(0, 5) as r(h)";
    var hour = calendar.containing(java.time.Instant.parse("2026-10-24T22:00:00Z"));
    long rows = 0;
    for (int i = 0; i < 6; i++) {
      var task = task(sql("orders", text, BY_DAY), calendar, calendar.label(hour));
      rows += done(compute(task)).rows();
      hour = calendar.next(hour);
    }
    assertThat(rows).isEqualTo(5);
    assertThat(rows("select count(distinct id) from orders")).containsExactly("5");
  }

  @Test
  void aDateBelongsToItsDayAlsoWhereTheDayHasNoMidnight() {
    // On 2018-11-04 the clocks of São Paulo went from 00:00 to 01:00.
    var calendar = new Calendar(Calendar.Rhythm.DAILY, ZoneId.of("America/Sao_Paulo"));
    var text =
        "select cast(d as integer) as id, date '2018-11-03' + cast(d as integer) as day"
            + " from range(0, 3) as r(d)";
    for (var label : List.of("2018-11-03", "2018-11-04", "2018-11-05")) {
      assertThat(done(compute(task(sql("orders", text, BY_DAY), calendar, label))).rows())
          .isEqualTo(1);
    }
  }

  @Test
  void monthsAreIntervalsToo() {
    var calendar = MONTHLY;
    var text =
        ORDERS
            + " union all select 7, date '2026-02-01', 70 union all select 8, date '2025-12-31', 1";
    for (var label : List.of("2026-01", "2026-02", "2026-01")) {
      done(compute(task(sql("orders", text, BY_DAY), calendar, label)));
    }
    assertThat(rows("select id from orders order by id"))
        .containsExactly("1", "2", "3", "4", "5", "6", "7");
  }

  @Test
  void intervalNeedsADateOrATimestampAndAnInterval() {
    var byAmount = new Materialization.IntervalBy("amount");
    var fault = failsAndCommitsNothing(task(sql("orders", ORDERS, byAmount), DAILY, day(1)));
    assertThat(fault.kind()).isEqualTo(Kind.TYPE_MISMATCH);
    assertThat(fault.message()).contains("orders.amount");

    var missing = new Materialization.IntervalBy("dai");
    fault = failsAndCommitsNothing(task(sql("orders", ORDERS, missing), DAILY, day(1)));
    assertThat(fault.kind()).isEqualTo(Kind.UNKNOWN_COLUMN);
    failsAndCommitsNothing(task(sql("orders", ORDERS, BY_DAY)));
  }

  // ---- merge

  @Test
  void mergeReplacesRowsOfTheSameKeyAndAddsOthers() {
    on(day(1), "orders", only("id < 4"), BY_ID);
    var outcome =
        on(
            day(2),
            "orders",
            "select id, day, amount * 10 as amount from (" + ORDERS + ") where id in (3, 5)",
            BY_ID);
    assertThat(outcome.rows()).isEqualTo(2);
    assertThat(rows("select id, amount from orders order by id"))
        .containsExactly("1|10", "2|20", "3|300", "5|500");
  }

  @Test
  void mergeAgainGivesTheSame() {
    var how = new Materialization.MergeBy(List.of("id", "day"));
    for (int i = 0; i < 3; i++) {
      on(day(2), "orders", ORDERS, how);
    }
    assertThat(rows("select count(*), sum(amount) from orders")).containsExactly("6|210");
  }

  @Test
  void mergeTouchesOnlyFilesThatHoldOneOfItsKeys() {
    on(day(1), "orders", only("id < 3"), BY_ID);
    on(day(2), "orders", only("id in (3, 6)"), BY_ID);
    var files = world.files(RUN, "orders");
    assertThat(files).hasSize(2);
    on(day(3), "orders", only("id in (4, 5)"), BY_ID);
    assertThat(world.files(RUN, "orders")).containsAll(files).hasSize(3);
    on(day(3), "orders", only("id = 5"), BY_ID);
    assertThat(world.files(RUN, "orders")).containsAll(files);
    assertThat(rows("select id from orders order by id"))
        .containsExactly("1", "2", "3", "4", "5", "6");
  }

  @Test
  void mergeRefusesAKeyThatIsNullOrDoubled() {
    on(day(1), "orders", ORDERS, BY_ID);
    var fault =
        failsAndCommitsNothing(
            task(
                sql(
                    "orders",
                    "select null::integer as id, date '2026-01-01' as day, 1 as amount",
                    BY_ID)));
    assertThat(fault.kind()).isEqualTo(Kind.CONSTRAINT);
    assertThat(fault.message()).contains("orders", "id", "1 row", "NULL");

    fault =
        failsAndCommitsNothing(task(sql("orders", ORDERS + " union all " + only("id = 3"), BY_ID)));
    assertThat(fault.kind()).isEqualTo(Kind.CONSTRAINT);
    assertThat(fault.message()).contains("more than once", "(3)");
  }

  @Test
  void mergeNeedsItsKeyAmongTheColumns() {
    var how = new Materialization.MergeBy(List.of("idd"));
    var fault = failsAndCommitsNothing(task(sql("orders", ORDERS, how)));
    assertThat(fault.kind()).isEqualTo(Kind.UNKNOWN_COLUMN);
    assertThat(fault.next()).contains("did you mean 'id'?");
  }

  @Test
  void mergeOfNothingChangesNoRow() {
    on(day(1), "orders", ORDERS, BY_ID);
    on(day(2), "orders", only("false"), BY_ID);
    assertThat(rows("select count(*) from orders")).containsExactly("6");
  }

  // ---- columns that change

  @Test
  void fullReplacesTheColumnsAndKeepsThoseThatStay() {
    full("orders", "select 1 as id, 'a' as name, 2 as amount");
    var before = world.columnIds(RUN, "orders");
    full("orders", "select 'x' as name, 5 as extra, 'many' as amount, 1 as id");

    var after = world.columnIds(RUN, "orders");
    assertThat(world.columns(RUN, "orders"))
        .containsExactly("name VARCHAR", "extra INTEGER", "amount VARCHAR", "id INTEGER");
    assertThat(after)
        .containsEntry("id", before.get("id"))
        .containsEntry("name", before.get("name"));
    assertThat(before).doesNotContainValue(after.get("amount"));
    assertThat(rows("select * from orders")).containsExactly("x|5|many|1");
  }

  @Test
  void fullOfATableThatWasMadeByIntervalsOrKeysReplacesItsColumnsToo() {
    on(day(1), "by_day", ORDERS, BY_DAY);
    full("by_day", "select 1 as id, 'a' as name");
    assertThat(rows("select * from by_day")).containsExactly("1|a");

    on(day(1), "by_id", ORDERS, BY_ID);
    full("by_id", "select 'a' as name, cast(null as integer) as id");
    assertThat(rows("select * from by_id")).containsExactly("a|null");
  }

  @Test
  void newColumnIsAddedAndNullInOlderRows() {
    for (var how : List.of(BY_DAY, BY_ID, APPEND)) {
      var table = "orders_" + how.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
      on(day(1), table, only("id = 1"), how);
      on(day(2), table, "select *, 'new' as note from (" + only("id = 3") + ")", how);
      assertThat(rows("select id, note from " + table + " order by id"))
          .containsExactly("1|null", "3|new");
    }
  }

  @Test
  void typeWidensWhereEveryOldValueFits() {
    on(day(1), "orders", only("id = 1"), BY_DAY);
    on(day(2), "orders", "select id, day, 5000000000 as amount from (" + ORDERS + ")", BY_DAY);
    on(day(3), "orders", ORDERS, BY_DAY);
    assertThat(world.columns(RUN, "orders")).contains("amount BIGINT");
    assertThat(rows("select sum(amount) from orders")).containsExactly("10000000120");
  }

  @Test
  void droppedColumnFailsWhereOldRowsStay() {
    on(day(1), "orders", ORDERS, BY_DAY);
    var fault =
        failsAndCommitsNothing(
            task(
                sql("orders", "select id, day, amount as amout from (" + ORDERS + ")", BY_DAY),
                DAILY,
                day(2)));
    assertThat(fault.kind()).isEqualTo(Kind.SCHEMA_CHANGED);
    assertThat(fault.message()).contains("orders", "'amount'", "'amout' looks like it");
    assertThat(fault.facts()).containsEntry("column", "amount");
    assertThat(fault.place()).contains(CodePlace.file("models/orders.sql"));
  }

  @Test
  void otherTypeFailsWhereOldRowsStay() {
    on(day(1), "orders", ORDERS, APPEND);
    var fault =
        failsAndCommitsNothing(
            task(
                sql("orders", "select id, day, 'much' as amount from (" + ORDERS + ")", APPEND),
                DAILY,
                day(2)));
    assertThat(fault.kind()).isEqualTo(Kind.TYPE_MISMATCH);
    assertThat(fault.message()).contains("orders.amount");
  }

  // ---- what goes wrong

  @Test
  void unknownColumnIsNamedWithItsPlaceAndWhatIsMeant() {
    full("orders", ORDERS);
    var fault =
        failsAndCommitsNothing(
            task(
                sql(
                    "daily",
                    "-- größer\nselect day,\n  sum(amout) as amount\nfrom orders group by day",
                    FULL)));
    assertThat(fault.kind()).isEqualTo(Kind.UNKNOWN_COLUMN);
    assertThat(fault.message()).contains("amout");
    assertThat(fault.place()).contains(new CodePlace("models/daily.sql", 3));
    assertThat(fault.facts()).containsEntry("position", "3:7").containsEntry("name", "amout");
    assertThat(fault.next()).contains("did you mean 'amount'?");
  }

  @Test
  void unknownTableIsNamedWithItsPlaceAndWhatIsMeant() {
    full("sales.orders", ORDERS);
    var fault = failsAndCommitsNothing(task(sql("daily", "select *\nfrom sales.ordrs", FULL)));
    assertThat(fault.kind()).isEqualTo(Kind.UNKNOWN_TABLE);
    assertThat(fault.message()).contains("'sales.ordrs'", RUN);
    assertThat(fault.next()).contains("did you mean 'sales.orders'?");
    assertThat(fault.place()).contains(new CodePlace("models/daily.sql", 2));
  }

  @Test
  void whatIsNoSqlFailsAtItsPlace() {
    var fault = failsAndCommitsNothing(task(sql("daily", "select 1 as a,\nfrom from x", FULL)));
    assertThat(fault.kind()).isEqualTo(Kind.SQL_INVALID);
    fault = failsAndCommitsNothing(task(sql("daily", "select 1 as a, 2 as A", FULL)));
    assertThat(fault.kind()).isEqualTo(Kind.SQL_INVALID);
    fault = failsAndCommitsNothing(task(sql("daily", "drop table x", FULL)));
    assertThat(fault.kind()).isEqualTo(Kind.REFUSED);
  }

  @Test
  void valueThatDoesNotFitFailsAtItsPlaceWhileTheQueryRuns() {
    full("orders", "select 'x' || i as name from range(10) r(i)");
    for (var how : List.of(FULL, APPEND)) {
      var fault =
          failsAndCommitsNothing(
              task(
                  sql("daily", "select\n  cast(name as integer) as n from orders", how),
                  DAILY,
                  day(1)));
      assertThat(fault.kind()).isEqualTo(Kind.TYPE_MISMATCH);
      assertThat(fault.message()).contains("'x");
      assertThat(fault.place()).contains(new CodePlace("models/daily.sql", 2));
    }
  }

  @Test
  void modelReadsNoFileNoSettingAndNoOtherTable() throws Exception {
    var file = world.file("secret.csv", "a\n1\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    for (var text :
        List.of(
            "select *\nfrom read_csv('" + file + "')",
            "select *\nfrom '" + file + "'",
            "select *\nfrom read_text('" + file + "')",
            "select 1,\n getenv('HOME') as home")) {
      var fault = failsAndCommitsNothing(task(sql("stolen", text, FULL)));
      assertThat(fault.kind()).describedAs(text).isEqualTo(Kind.REFUSED);
      assertThat(fault.place()).contains(new CodePlace("models/stolen.sql", 2));
      assertThat(fault.facts()).containsKey("position");
    }
    failsAndCommitsNothing(task(sql("stolen", "select * from duckdb_settings()", FULL)));
    failsAndCommitsNothing(task(sql("stolen", "select * from information_schema.tables", FULL)));
  }

  // ---- parameters

  @Test
  void parametersAreTypedValuesOfTheRun() {
    var text =
        "select $interval_start as s, $interval_end as e, $interval as i, $run_at as r, $seed + 1 as n,"
            + " '$interval' as t, $$ $seed $$ as d -- $nothing\n /* $nothing /* */ $no */";
    on(day(2), "p", text, FULL);
    assertThat(world.columns(RUN, "p"))
        .containsExactly(
            "s TIMESTAMP WITH TIME ZONE",
            "e TIMESTAMP WITH TIME ZONE",
            "i VARCHAR",
            "r TIMESTAMP WITH TIME ZONE",
            "n BIGINT",
            "t VARCHAR",
            "d VARCHAR");
    assertThat(rows("select epoch_ms(s), epoch_ms(e), i, epoch_ms(r), n, t, d from p"))
        .containsExactly(
            "1767312000000|1767398400000|2026-01-02|1795315620000|43|$interval| $seed ");
  }

  @Test
  void intervalBoundsCompareWithLocalTimesInThePipelinesZone() {
    var calendar = new Calendar(Calendar.Rhythm.DAILY, BERLIN);
    var text =
        "select * from (values (1, timestamp '2026-07-01 23:59:00'), (2, timestamp '2026-07-02 00:00:00'),"
            + " (3, timestamp '2026-07-02 23:59:00'), (4, timestamp '2026-07-03 00:00:00')) as v(id, made)"
            + " where made >= $interval_start and made < $interval_end and $interval_start::date = date '2026-07-02'";
    done(compute(task(sql("orders", text, FULL), calendar, "2026-07-02")));
    assertThat(rows("select id from orders order by id")).containsExactly("2", "3");
  }

  @Test
  void unknownParameterFailsAtItsPlace() {
    var fault =
        failsAndCommitsNothing(
            task(sql("p", "select 1 as a,\n $interval_strat as b", FULL), DAILY, day(1)));
    assertThat(fault.kind()).isEqualTo(Kind.SQL_INVALID);
    assertThat(fault.message()).contains("did you mean '$interval_start'?");
    assertThat(fault.place()).contains(new CodePlace("models/p.sql", 2));

    fault = failsAndCommitsNothing(task(sql("p", "select $interval_start as a", FULL)));
    assertThat(fault.message()).contains("for no interval");
  }

  @Test
  void placeBehindAParameterIsThatOfTheUsersText() {
    var fault =
        failsAndCommitsNothing(
            task(sql("p", "select $interval_start as a, nosuch", FULL), DAILY, day(1)));
    assertThat(fault.facts()).containsEntry("position", "1:30");
  }

  // ---- limits

  @Test
  void stepThatTakesTooLongIsStopped() {
    var step =
        step(
            "slow",
            new Step.Work.Sql(ENDLESS),
            FULL,
            StepLimits.DEFAULT.withTime(Duration.ofMillis(300)));
    var fault = failsAndCommitsNothing(task(step));
    assertThat(fault.kind()).isEqualTo(Kind.TIMED_OUT);
    assertThat(fault.message()).contains("slow", "300 ms");
  }

  @Test
  void cancelledStepEndsAtOnceAndCommitsNothing() throws Exception {
    var before = head();
    var cancellation = new Cancellation();
    var watch = new Watch(cancellation);
    try (var threads = Executors.newSingleThreadExecutor()) {
      var outcome =
          threads.submit(
              () -> world.engine().compute(task(sql("slow", ENDLESS, FULL)), ENDLESS, watch));
      assertThat(watch.progressed.await(60, TimeUnit.SECONDS)).isTrue();
      cancellation.cancel();
      assertThat(outcome.get(30, TimeUnit.SECONDS)).isEqualTo(new StepOutcome.Cancelled());
    }
    assertThat(head()).isEqualTo(before);
    assertThat(world.engine().compute(task(sql("late", ORDERS, FULL)), ORDERS, watch))
        .isEqualTo(new StepOutcome.Cancelled());
    assertThat(head()).isEqualTo(before);
  }

  private record Watch(Cancellation cancellation, CountDownLatch progressed) implements StepWatch {
    Watch(Cancellation cancellation) {
      this(cancellation, new CountDownLatch(1));
    }

    @Override
    public void progress(long rows, double share) {
      progressed.countDown();
    }

    @Override
    public void log(String line) {}

    @Override
    public boolean cancelled() {
      return cancellation.isCancelled();
    }

    @Override
    public Registration onCancel(Runnable end) {
      return cancellation.register(end);
    }
  }

  @Test
  void stepThatNeedsMoreMemoryThanAllowedFailsAndOthersGoOn() {
    var hungry = "select list(i || repeat('x', 100)) as all_of_them from range(3000000) r(i)";
    var limits = StepLimits.DEFAULT.withMemory(100L << 20);
    var fault =
        failsAndCommitsNothing(task(step("hungry", new Step.Work.Sql(hungry), FULL, limits)));
    assertThat(fault.kind()).isEqualTo(Kind.OUT_OF_MEMORY);
    full("orders", ORDERS);
  }

  // ---- together

  @Test
  void stepsOfOneBranchComputeAtTheSameTime() throws Exception {
    full("orders", ORDERS);
    var steps = new ArrayList<Callable<StepOutcome>>();
    for (int i = 0; i < 8; i++) {
      var step = sql("made.t" + i, "select " + i + " as n, count(*) as c from orders", FULL);
      steps.add(() -> compute(task(step)));
    }
    var before = head();
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (var outcome : threads.invokeAll(steps)) {
        done(outcome.get());
      }
    }
    assertThat(commitsSince(before)).isEqualTo(8);
    for (int i = 0; i < 8; i++) {
      assertThat(rows("select * from made.t" + i)).containsExactly(i + "|6");
    }
  }

  @Test
  void twoThatReplaceOneTableAtOnceLeaveOneOfThem() throws Exception {
    full("orders", ORDERS);
    var steps = new ArrayList<Callable<StepOutcome>>();
    for (int i = 0; i < 4; i++) {
      steps.add(() -> compute(task(sql("orders", ORDERS + " union all " + ORDERS, FULL))));
    }
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (var outcome : threads.invokeAll(steps)) {
        if (outcome.get() instanceof StepOutcome.Failed(var fault)) {
          assertThat(fault.kind()).describedAs(fault.toString()).isEqualTo(Kind.CONFLICT);
        }
      }
    }
    assertThat(rows("select count(*) from orders")).containsExactly("12");
  }

  @Test
  void modelMayReadItsOwnTable() {
    full("counted", "select 1 as n");
    full("counted", "select n + 1 as n from counted");
    assertThat(rows("select n from counted")).containsExactly("2");
  }

  @Test
  void tablesAndColumnsMayHaveAnyName() {
    full("\"odd ns\".\"o'dd \"\"t\"\"\"", "select 1 as \"a b\", 2 as \"c\"\"d\", 3 as \"select\"");
    full("copied", "select \"a b\", \"c\"\"d\", \"select\" from \"odd ns\".\"o'dd \"\"t\"\"\"");
    assertThat(rows("select * from copied")).containsExactly("1|2|3");
  }

  // ---- export

  @Test
  void exportWritesTheRowsOfTheBranch() throws Exception {
    full("orders", "select 1 as id, 'a,\"b' as name union all select 2, null");
    for (var format : Step.Exchange.values()) {
      var file = world.file("export-" + format, new byte[0]);
      var outcome =
          world
              .engine()
              .export(
                  task(sql("x", "", FULL)),
                  TableName.of("orders"),
                  format,
                  file,
                  StepWatch.nobody());
      assertThat(outcome).isEqualTo(new Engine.Exported.Done(2));
    }
    var missing =
        world
            .engine()
            .export(
                task(sql("x", "", FULL)),
                TableName.of("nosuch"),
                Step.Exchange.CSV,
                world.file("no", new byte[0]),
                StepWatch.nobody());
    assertThat(missing).isInstanceOf(Engine.Exported.Failed.class);
  }

  @Test
  void summaryIsOfTheStepThatWroteLast() {
    on(day(1), "orders", ORDERS, BY_DAY);
    on(day(2), "orders", ORDERS, BY_DAY);
    Map<String, String> summary = world.summary(RUN, "orders");
    assertThat(summary)
        .containsEntry("prunella.step-fingerprint", "print-2026-01-02")
        .containsKey("prunella.interval");
    assertThat(world.engine().fingerprint(head(), TableName.of("orders")))
        .isEqualTo(Optional.of("print-2026-01-02"));
  }
}
