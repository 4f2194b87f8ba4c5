package dev.prunella.local.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prunella.contract.Check;
import dev.prunella.contract.CheckReport;
import dev.prunella.contract.CheckResult;
import dev.prunella.contract.CheckResult.Outcome;
import dev.prunella.contract.CodePlace;
import dev.prunella.contract.Dimension;
import dev.prunella.contract.Expectation;
import dev.prunella.contract.Expectation.Operator;
import dev.prunella.contract.LogicalType;
import dev.prunella.contract.Measure;
import dev.prunella.contract.OnFailure;
import dev.prunella.contract.RowCondition;
import dev.prunella.contract.RowCondition.Bound;
import dev.prunella.contract.Severity;
import dev.prunella.contract.Slice;
import dev.prunella.contract.Stop;
import dev.prunella.contract.Unit;
import dev.prunella.local.LakeConfig;
import dev.prunella.local.LocalLake;
import dev.prunella.local.Secrets;
import dev.prunella.local.duckdb.LakeQuery;
import dev.prunella.local.duckdb.QueryLimits;
import dev.prunella.local.duckdb.TableResolver;
import dev.prunella.local.engine.DuckDbEngine;
import dev.prunella.pipeline.Calendar;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.StepLimits;
import dev.prunella.pipeline.StepOutcome;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.StepWatch;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.TableName;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuckDbCheckerTest {
  private static final String BRANCH = "run/1/1";
  private static final TableName ORDERS = TableName.of("sales", "orders");
  private static final TableName CALLS = TableName.of("calls");
  private static final ZoneId UTC = ZoneOffset.UTC;
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Calendar DAILY = new Calendar(Calendar.Rhythm.DAILY, UTC);

  static LocalLake lake;
  static DuckDbChecker checker;

  @BeforeAll
  static void build(@TempDir Path folder) {
    lake =
        LocalLake.create(
            LakeConfig.in(folder.resolve("lake")), new Secrets(Map.of()), Clock.systemUTC());
    lake.lake().createBranch(BRANCH, lake.lake().head("main"), "test");
    table(
        "sales.orders",
        """
        select * from (values
          (1, date '2026-01-01', 'DE', 10.50::decimal(9,2), timestamp '2026-01-01 10:00:00', 'a@x.org'),
          (2, date '2026-01-01', 'FR', -3.00,               timestamp '2026-01-01 11:00:00', ''),
          (3, date '2026-01-02', 'XX', 7.25,                timestamp '2026-01-02 09:00:00', 'n/a'),
          (3, date '2026-01-02', 'DE', 1.00,                timestamp '2026-01-02 12:00:00', NULL),
          (5, date '2026-01-02', NULL, 2.00,                timestamp '2026-01-03 00:00:00', 'it''s')
        ) t(id, day, country, amount, placed_at, email)""");
    table("customers", "select 1 as id union all select 2");
    checker =
        new DuckDbChecker(
            lake,
            lake.duckDb(),
            Clock.fixed(Instant.parse("2026-01-04T00:00:00Z"), UTC),
            CheckLimits.DEFAULT);
  }

  @AfterAll
  static void close() {
    lake.close();
  }

  private static void table(String name, String select) {
    table(name, select, new Materialization.Full(), Optional.empty());
  }

  private static void table(
      String name, String select, Materialization how, Optional<DataInterval> interval) {
    var step =
        new Step(
            TableName.parse(name),
            new Step.Work.Sql(select),
            how,
            List.of(),
            CodePlace.file("models/x.sql"),
            "code",
            true,
            new TreeSet<>(),
            "",
            StepLimits.DEFAULT);
    var task =
        new StepTask(
            BRANCH,
            new RunId(1),
            step,
            interval,
            interval.map(_ -> DAILY),
            Instant.EPOCH,
            1,
            "print");
    try (var engine = new DuckDbEngine(lake, DuckDbEngine.limits(lake.config(), 1, 0))) {
      assertThat(engine.compute(task, select, StepWatch.nobody()))
          .isInstanceOf(StepOutcome.Done.class);
    }
  }

  private static Check check(Measure measure, Unit unit, Operator operator, String... operands) {
    return new Check(
        "check-" + measure.hashCode() + unit,
        ORDERS,
        measure,
        new Expectation(operator, List.of(operands)),
        unit,
        Severity.ERROR,
        Dimension.CONFORMITY,
        "",
        CodePlace.file("contracts/c.odcs.yaml"),
        OnFailure.HOLD);
  }

  private static Check none(Measure measure) {
    return check(measure, Unit.ROWS, Operator.BE, "0");
  }

  private static Check none(RowCondition condition) {
    return none(new Measure.FailingRows(condition, "test"));
  }

  private static CheckReport report(Check... checks) {
    return checker.check(BRANCH, ORDERS, List.of(checks), Optional.empty(), UTC, Stop.NEVER);
  }

  private static Outcome outcome(Check check) {
    return report(check).results().getFirst().outcome();
  }

  private static Outcome.Failed failed(Check check) {
    var outcome = outcome(check);
    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    return (Outcome.Failed) outcome;
  }

  private static String broken(Check check) {
    var outcome = outcome(check);
    assertThat(outcome).isInstanceOf(Outcome.Broken.class);
    return ((Outcome.Broken) outcome).reason();
  }

  private static void passes(Check check) {
    assertThat(outcome(check)).isInstanceOf(Outcome.Passed.class);
  }

  @Test
  void aRowWithoutAValueIsNamed() {
    var failed = failed(none(new RowCondition.Present("country")));
    assertThat(failed.rows()).isEqualTo(1);
    assertThat(failed.measured()).isEqualTo("1 row");
    assertThat(failed.expected()).isEqualTo("0 rows");
    assertThat(failed.sample().columns().getFirst()).isEqualTo("country");
    assertThat(failed.sample().rows()).hasSize(1);
    assertThat(failed.sample().rows().getFirst()).contains(Optional.empty(), Optional.of("5"));
  }

  @Test
  void theQueryForAllFailingRowsGivesThem() {
    var failed = failed(none(new RowCondition.OneOf("country", List.of("DE", "FR"))));
    assertThat(failed.rows()).isEqualTo(1);
    assertThat(rows(failed.all().orElseThrow())).hasSize(1);
    var duplicates = failed(none(new Measure.DuplicateRows(List.of("id"), "unique")));
    assertThat(duplicates.rows()).isEqualTo(1);
    assertThat(duplicates.sample().rows())
        .containsExactly(List.of(Optional.of("3"), Optional.of("2")));
    assertThat(rows(duplicates.all().orElseThrow())).hasSize(2);
  }

  @Test
  void eachConditionFindsItsRowsAndNoOthers() {
    passes(none(new RowCondition.Present("id")));
    passes(none(new RowCondition.OneOf("id", List.of("1", "2.0", "3", "5"))));
    assertThat(failed(none(new RowCondition.OneOf("id", List.of("1", "2")))).rows()).isEqualTo(3);
    assertThat(failed(none(new RowCondition.NotMissing("email", List.of("", "n/a"), true))).rows())
        .isEqualTo(3);
    assertThat(failed(none(new RowCondition.NotMissing("email", List.of("it's"), false))).rows())
        .isEqualTo(1);
    assertThat(failed(none(new RowCondition.Matches("country", "^[D-F]{2}$"))).rows())
        .describedAs("DE is D, E; FR is not: R is beyond F; XX neither")
        .isEqualTo(2);
    assertThat(failed(none(within("amount", "0", null))).rows()).isEqualTo(1);
    assertThat(failed(none(within("day", null, "2026-01-01"))).rows()).isEqualTo(3);
    assertThat(
            failed(none(new RowCondition.Length("email", Optional.of(1L), Optional.of(4L)))).rows())
        .isEqualTo(2);
    assertThat(failed(none(new RowCondition.MultipleOf("amount", new BigDecimal("0.5")))).rows())
        .isEqualTo(1);
    assertThat(failed(none(new RowCondition.Holds("amount > 0 and orders.id < 5"))).rows())
        .isEqualTo(2);
    // As in a CHECK constraint, what is not known to be false passes.
    passes(none(new RowCondition.Holds("country is null or length(country) = 2")));
    passes(none(new RowCondition.Holds("length(country) = 2")));
    assertThat(
            failed(
                    none(
                        new RowCondition.All(
                            List.of(
                                new RowCondition.OneOf("country", List.of("DE", "FR")),
                                new RowCondition.Matches("country", "^.E$")))))
                .rows())
        .isEqualTo(2);
  }

  private static RowCondition within(
      String column,
      @org.jspecify.annotations.Nullable String least,
      @org.jspecify.annotations.Nullable String most) {
    return new RowCondition.Within(
        column,
        Optional.ofNullable(least).map(v -> new Bound(v, true)),
        Optional.ofNullable(most).map(v -> new Bound(v, true)));
  }

  @Test
  void numbersAreComparedWhateverTheirForm() {
    passes(none(within("amount", "-3", "1e3")));
    passes(none(within("amount", "-3.00000", "10.5")));
    passes(none(within("id", "0.5", "99999999999999999999")));
    assertThat(failed(none(within("id", "1.5", null))).rows()).isEqualTo(1);
    assertThat(failed(none(within("amount", null, "10.4999"))).rows()).isEqualTo(1);
    assertThat(broken(none(within("amount", "1e99", null)))).contains("digits");
    assertThat(broken(none(within("amount", "many", null)))).contains("is no number");
  }

  @Test
  void whatStandsForNothingIsANumberInAColumnOfNumbers() {
    assertThat(failed(none(new RowCondition.NotMissing("amount", List.of("-3"), false))).rows())
        .isEqualTo(1);
    assertThat(failed(none(new RowCondition.NotMissing("id", List.of("5.0", "n/a"), false))).rows())
        .isEqualTo(1);
  }

  @Test
  void whatIsNoNumberIsInNoRange() {
    table("readings", "select 1 as id, 'NaN'::double as value union all select 2, 0.5");
    var checks = List.of(none(within("value", "0", null)), none(within("value", null, "1")));

    var report =
        checker.check(BRANCH, TableName.of("readings"), checks, Optional.empty(), UTC, Stop.NEVER);

    assertThat(report.results())
        .allSatisfy(result -> assertThat(result.outcome()).isInstanceOf(Outcome.Failed.class));
  }

  @Test
  void sharesAreOfTheRowsLookedAt() {
    var nulls = new Measure.FailingRows(new RowCondition.Present("country"), "nullValues");
    passes(check(nulls, Unit.PERCENT, Operator.LESS_OR_EQUAL, "20"));
    assertThat(failed(check(nulls, Unit.PERCENT, Operator.LESS, "20")).measured())
        .isEqualTo("20 percent");
  }

  @Test
  void rowsAreCounted() {
    passes(check(new Measure.RowCount(), Unit.ROWS, Operator.BETWEEN, "5", "6"));
    assertThat(failed(check(new Measure.RowCount(), Unit.ROWS, Operator.GREATER, "5")).measured())
        .isEqualTo("5 rows");
    assertThat(report().rows()).isEqualTo(5);
  }

  @Test
  void aColumnHasItsTypeOrIsMissed() {
    passes(none1(column("amount", LogicalType.NUMBER, "decimal(9,2)")));
    passes(none1(column("ID", LogicalType.INTEGER, null)));
    passes(none1(column("country", LogicalType.STRING, "varchar(2)")));
    assertThat(failed(none1(column("amount", LogicalType.INTEGER, null))).measured())
        .isEqualTo("it is decimal(9, 2)");
    assertThat(failed(none1(column("amount", null, "decimal(10,2)"))).measured())
        .contains("decimal(9, 2)");
    assertThat(failed(none1(column("price", null, null))).measured()).contains("no such column");
  }

  private static Check none1(Measure measure) {
    return check(measure, Unit.ROWS, Operator.BE, "1");
  }

  private static Measure column(
      String name,
      @org.jspecify.annotations.Nullable LogicalType logical,
      @org.jspecify.annotations.Nullable String physical) {
    return new Measure.HasColumn(name, Optional.ofNullable(logical), Optional.ofNullable(physical));
  }

  @Test
  void aQueryGivesOneValue() {
    var orphans =
        "select count(*) from sales.orders o left join customers c on c.id = o.id where c.id is null;";
    assertThat(failed(none(new Measure.QueryValue(orphans))).measured()).isEqualTo("3");
    passes(check(new Measure.QueryValue(orphans), Unit.ROWS, Operator.BETWEEN, "1", "5"));
    passes(check(new Measure.QueryValue("select 'ok' -- so"), Unit.ROWS, Operator.BE, "ok"));
    assertThat(broken(none(new Measure.QueryValue("select id from customers"))))
        .contains("more than one row");
    assertThat(broken(none(new Measure.QueryValue("select 1, 2")))).contains("2 columns");
    assertThat(broken(none(new Measure.QueryValue("select null")))).contains("NULL");
    assertThat(broken(none(new Measure.QueryValue("select count(*) from nowhere"))))
        .contains("'nowhere'");
  }

  @Test
  void textsOfAContractReachNothingButTables() {
    assertThat(broken(none(new Measure.QueryValue("select count(*) from read_csv('/etc/passwd')"))))
        .contains("lake's tables only");
    assertThat(broken(none(new Measure.QueryValue("drop table customers")))).contains("SELECT");
    assertThat(broken(none(new Measure.QueryValue("select 1; select 2")))).contains("2 statements");
    assertThat(broken(none(new RowCondition.Holds("(select count(*) from customers) > 0"))))
        .contains("reads more than the row");
    assertThat(broken(none(new RowCondition.Holds("1)) from customers where ((true"))))
        .isNotEmpty();
    assertThat(broken(none(new RowCondition.Holds("id > 0), (id < 3")))).isNotEmpty();
    assertThat(broken(none(new RowCondition.Holds("count(*) over () > 1"))))
        .contains("single values");
    // Harmless, but to be taken literally.
    assertThat(failed(none(new RowCondition.OneOf("country", List.of("') or true --")))).rows())
        .isEqualTo(4);
    passes(none(new RowCondition.NotMissing("email", List.of("' or 1=1 --"), false)));
    assertThat(broken(none(new RowCondition.Present("x\" is null or \"id")))).contains("no column");
  }

  @Test
  void aPatternWithoutBoundIsNotTaken() {
    assertThat(broken(none(new RowCondition.Matches("country", "(a+)\\1")))).contains("RE2");
    // Catastrophic for engines that backtrack; here it takes the time of one pass.
    passes(none(new RowCondition.Matches("country", "^(([A-Z])+.)+|X*$")));
  }

  @Test
  void oneBrokenCheckKeepsNoOtherFromBeingMade() {
    var report =
        report(
            none(new RowCondition.Present("country")),
            none(new RowCondition.Holds("cast(email as integer) > 0")),
            none(new RowCondition.Present("cuontry")),
            none(new RowCondition.Holds("amount > -100")));
    assertThat(report.results().get(0).outcome()).isInstanceOf(Outcome.Failed.class);
    assertThat(report.results().get(1).outcome()).isInstanceOf(Outcome.Broken.class);
    assertThat(report.results().get(2).outcome())
        .isEqualTo(
            new Outcome.Broken("the table has no column 'cuontry'; did you mean 'country'?"));
    assertThat(report.results().get(3).outcome()).isInstanceOf(Outcome.Passed.class);
    assertThat(report.holding()).hasSize(3);
  }

  @Test
  void freshnessIsJudgedByTheClockThatWasGiven() {
    passes(none(new Measure.Age(Optional.of("placed_at"), Duration.ofHours(24))));
    assertThat(
            failed(none(new Measure.Age(Optional.of("placed_at"), Duration.ofHours(23))))
                .measured())
        .isEqualTo("newest is of 2026-01-03T00:00:00Z");
    passes(none(new Measure.Age(Optional.of("day"), Duration.ofDays(2))));
    assertThat(failed(none(new Measure.Age(Optional.of("day"), Duration.ofHours(47)))).measured())
        .contains("2026-01-02T00:00:00Z");
    // The table was written now, which lies after the clock of this test.
    passes(none(new Measure.Age(Optional.empty(), Duration.ofSeconds(1))));
    assertThat(broken(none(new Measure.Age(Optional.of("country"), Duration.ofDays(1)))))
        .contains("needs a date");
  }

  @Test
  void aSliceIsJudgedByItselfButUniquenessAgainstAllRows() {
    var first =
        new Slice(
            "day",
            Instant.parse("2026-01-01T00:00:00Z"),
            Instant.parse("2026-01-02T00:00:00Z"),
            UTC);
    var unique = none(new Measure.DuplicateRows(List.of("country"), "unique"));
    var report =
        checker.check(
            BRANCH,
            ORDERS,
            List.of(
                none(new RowCondition.Present("country")),
                none(within("amount", "0", null)),
                unique,
                none(new Measure.DuplicateRows(List.of("id"), "unique")),
                none(new Measure.Age(Optional.of("placed_at"), Duration.ofHours(24)))),
            Optional.of(first),
            UTC,
            Stop.NEVER);
    assertThat(report.rows()).isEqualTo(2);
    assertThat(report.results().get(0).passed()).isTrue();
    var failed = (Outcome.Failed) report.results().get(1).outcome();
    assertThat(failed.rows()).isEqualTo(1);
    assertThat(rows(failed.all().orElseThrow())).hasSize(1);
    assertThat(report.results().get(2).passed())
        .describedAs("DE of the slice stands again outside it")
        .isFalse();
    assertThat(report.results().get(3).passed())
        .describedAs("the id that is there twice is not in the slice")
        .isTrue();
    assertThat(report.results().get(4).passed()).isTrue();
  }

  @Test
  void anIntervalInFilesOfItsOwnIsUniqueAgainstThoseOfTheOthers() {
    var table = TableName.of("visits");
    for (int day = 1; day <= 3; day++) {
      // Each day has its own numbers but 3, which is of all days; 100 is twice on the second.
      var select =
          "select unnest([%1$d0, 3, %1$d00, %2$d00]) as id, date '2026-01-0%1$d' as day"
              .formatted(day, day == 2 ? 1 : 7 * day);
      var interval = DAILY.containing(Instant.parse("2026-01-0" + day + "T00:00:00Z"));
      table(table.name(), select, new Materialization.IntervalBy("day"), Optional.of(interval));
    }
    var id = none(new Measure.DuplicateRows(List.of("id"), "unique"));
    var both = none(new Measure.DuplicateRows(List.of("id", "day"), "unique"));
    var third =
        new Slice(
            "day",
            Instant.parse("2026-01-03T00:00:00Z"),
            Instant.parse("2026-01-04T00:00:00Z"),
            UTC);
    var report =
        checker.check(BRANCH, table, List.of(id, both), Optional.of(third), UTC, Stop.NEVER);
    assertThat(report.rows()).isEqualTo(4);
    var failed = (Outcome.Failed) report.results().getFirst().outcome();
    assertThat(failed.rows()).describedAs("3 is there on two other days").isEqualTo(2);
    assertThat(report.results().getLast().passed()).isTrue();
    var second =
        new Slice(
            "day",
            Instant.parse("2026-01-02T00:00:00Z"),
            Instant.parse("2026-01-03T00:00:00Z"),
            UTC);
    var other = checker.check(BRANCH, table, List.of(id), Optional.of(second), UTC, Stop.NEVER);
    assertThat(((Outcome.Failed) other.results().getFirst().outcome()).rows()).isEqualTo(3);
  }

  @Test
  void hoursOfMomentsAreThoseOfTheZoneInWhichTheTableIsMade() {
    table(
        "calls",
        "select timestamptz '2026-01-01 23:30:00+00' as called_at, date '2026-01-02' as day_in_berlin");
    var checks =
        List.of(
            none(new RowCondition.Holds("cast(called_at as date) = day_in_berlin")),
            check(
                new Measure.QueryValue("select hour(called_at) from calls"),
                Unit.ROWS,
                Operator.BE,
                "0"));

    var berlin = checker.check(BRANCH, CALLS, checks, Optional.empty(), BERLIN, Stop.NEVER);
    var utc = checker.check(BRANCH, CALLS, checks, Optional.empty(), UTC, Stop.NEVER);

    assertThat(berlin.results()).allMatch(CheckResult::passed);
    assertThat(utc.results()).noneMatch(CheckResult::passed);
  }

  @Test
  void whatIsStoppedIsNotTakenForKept() {
    Stop now =
        end -> {
          end.run();
          return () -> {};
        };
    var report =
        checker.check(
            BRANCH,
            ORDERS,
            List.of(none(new RowCondition.Present("id"))),
            Optional.empty(),
            UTC,
            now);
    assertThat(report.results().getFirst().outcome()).isInstanceOf(Outcome.Broken.class);
  }

  @Test
  void anUnknownTableIsToldWithWhatWasProbablyMeant() {
    assertThatThrownBy(
            () ->
                checker.check(
                    BRANCH, TableName.of("customer"), List.of(), Optional.empty(), UTC, Stop.NEVER))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("did you mean 'customers'?");
  }

  private static List<String> rows(String sql) {
    var head = lake.lake().head(BRANCH);
    var resolver =
        new TableResolver() {
          @Override
          public Optional<Table> find(List<String> name) {
            return lake.table(head, new TableName(name).key());
          }

          @Override
          public Collection<String> names() {
            return List.of();
          }
        };
    var found = new ArrayList<String>();
    try (var cursor =
        new LakeQuery(lake.duckDb(), lake.reader()).run(sql, resolver, QueryLimits.defaults())) {
      while (cursor.next()) {
        found.add(String.valueOf(cursor.text(0)));
      }
    }
    return found;
  }
}
