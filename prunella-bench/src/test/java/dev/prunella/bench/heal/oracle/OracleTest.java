package dev.prunella.bench.heal.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.bench.heal.fault.ByHand;
import dev.prunella.bench.heal.fault.Kinds;
import dev.prunella.bench.heal.fault.Script;
import dev.prunella.bench.heal.fault.Stage;
import dev.prunella.bench.heal.ground.Ground;
import dev.prunella.bench.heal.oracle.Judgement.Outcome;
import dev.prunella.bench.heal.oracle.Judgement.Standing;
import dev.prunella.bench.heal.scenario.Scenario;
import dev.prunella.bench.heal.scenario.Scenario.Expect;
import dev.prunella.bench.heal.scenario.Scenario.Planned;
import dev.prunella.bench.heal.system.Told;
import dev.prunella.bench.heal.world.Owners;
import dev.prunella.bench.heal.world.ReferenceRuns;
import dev.prunella.bench.heal.world.SourceServer;
import dev.prunella.bench.heal.world.World;
import dev.prunella.local.LocalLake;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Worlds that are healed wrongly on purpose: each must be caught, and those healed rightly not. */
@TestInstance(Lifecycle.PER_CLASS)
class OracleTest {
  private static final String HEALER = "healer";
  private static final Planned UNIT =
      new Planned("unit", Optional.empty(), 0, 1, Map.of("column", "UnitPrice", "by", "100"), 1);

  private SourceServer server;
  private Connection connection;
  private World world;
  private References references;
  private Oracle oracle;

  @BeforeAll
  void makeWorld(@TempDir Path folder) throws Exception {
    server = new SourceServer();
    connection = DriverManager.getConnection("jdbc:duckdb:");
    var home = Files.createDirectories(folder.resolve("world"));
    var ground = Ground.builtIn("shop", folder.resolve("ground"));
    world = World.make(home, ground, 5, 3, connection, server);
    references = new References(world, Files.createDirectories(home.resolve("rows")));
    oracle = new Oracle(world, references, connection);
  }

  @AfterAll
  void close() throws Exception {
    world.close();
    connection.close();
    server.close();
  }

  @Test
  void whatIsHealedRightlyIsHealed() throws Exception {
    assertThat(judge(2, "FRESH", _ -> {}).outcome()).isEqualTo(Outcome.HEALED);
  }

  @Test
  void quietDaysOfTwoPlaysAreTwo() throws Exception {
    assertThat(quietDay(1)).isEqualTo(quietDay(1)).isNotEqualTo(quietDay(2));
  }

  private Reference quietDay(long seed) throws Exception {
    var stage = new Stage(world, seed, Optional.empty());
    var quiet = new Planned("quiet-day", Optional.empty(), 0, 1, Map.of("share", "0.25"), 1);
    var scenario = scenario(Expect.PUBLISH, quiet);
    return references.twin(Script.of(scenario, Kinds.all(), stage), stage, 1);
  }

  @Test
  void theOrderOfRowsDoesNotMatter() throws Exception {
    var judged =
        judge(
            2,
            "FRESH",
            lake -> replace(lake, "lines", all -> "SELECT * FROM " + all + " ORDER BY ALL DESC"));

    assertThat(judged.outcome()).isEqualTo(Outcome.HEALED);
  }

  @Test
  void oneRowLostIsCaught() throws Exception {
    assertWrong(
        "lines", all -> "SELECT * FROM " + all + " LIMIT (SELECT count(*) - 1 FROM " + all + ")");
  }

  @Test
  void oneRowDoubledIsCaught() throws Exception {
    assertWrong("lines", all -> "SELECT * FROM " + all + " UNION ALL (FROM " + all + " LIMIT 1)");
  }

  @Test
  void twoRowsDoubledAndTwoLostAreCaught() throws Exception {
    assertWrong(
        "lines",
        all ->
            "SELECT * EXCLUDE (n) FROM (SELECT *, row_number() OVER () AS n FROM "
                + all
                + ") WHERE n > 2 UNION ALL SELECT * EXCLUDE (n) FROM (SELECT *, row_number() OVER () AS n FROM "
                + all
                + ") WHERE n BETWEEN 3 AND 4");
  }

  @Test
  void oneValueOffByItsLastDigitIsCaught() throws Exception {
    var price = world.names().column("unit_price");
    assertWrong("lines", all -> onOneRow(all, price, price + " + 0.001"));
  }

  @Test
  void anInventedValueIsCaught() throws Exception {
    var customer = world.names().column("customer_id");
    assertWrong(
        "lines",
        all ->
            "SELECT * REPLACE (coalesce(" + customer + ", 4711) AS " + customer + ") FROM " + all);
  }

  @Test
  void aValueThatWasTakenAwayIsCaught() throws Exception {
    var customer = world.names().column("customer_id");
    assertWrong("lines", all -> onOneRow(all, customer, "NULL"));
  }

  @Test
  void aTableThatNobodyShouldHaveMadeIsCaught() throws Exception {
    var judged =
        judge(2, "FRESH", lake -> create(lake, "extra", "lines", all -> "SELECT * FROM " + all));

    assertThat(judged.outcome()).isEqualTo(Outcome.WRONG);
  }

  @Test
  void whatWasWrongForAMomentIsCaughtThoughItWasPutRight() throws Exception {
    var judged =
        judge(
            2,
            "FRESH",
            lake -> {
              var good = lake.lake().head(Ref.MAIN);
              replace(lake, "lines", all -> "SELECT * FROM " + all + " LIMIT 5");
              lake.lake()
                  .rollback(
                      Ref.MAIN,
                      good,
                      lake.lake().head(Ref.MAIN),
                      dev.prunella.refs.CommitInfo.by(HEALER, "sorry"));
            });

    assertThat(judged.outcome()).isEqualTo(Outcome.WRONG);
  }

  @Test
  void damageThatWasHeldAndIsPublishedAllTheSameIsCaught() throws Exception {
    assertThat(judgeAsItCame(UNIT, 0).outcome()).isEqualTo(Outcome.WRONG);
  }

  @Test
  void rowsThatAreMissingOfADayThatWasHeldAndIsPublishedAllTheSameAreCaught() throws Exception {
    var tail = new Planned("tail", Optional.empty(), 1, 1, Map.of("share", "0.3"), 1);
    assertThat(judgeAsItCame(tail, 1).outcome()).isEqualTo(Outcome.WRONG);
  }

  @Test
  void damageThatNobodySawIsMissedThoughALaterDayWasHeld() throws Exception {
    assertThat(judgeAsItCame(UNIT, 1).outcome()).isEqualTo(Outcome.MISSED);
  }

  @Test
  void whatIsPutRightAfterADayThatNobodySawIsNoWrongDecision() throws Exception {
    var unit = new Planned("unit", UNIT.at(), 0, 2, UNIT.with(), 1);
    assertThat(judge(unit, 1, 1, 2).outcome()).isEqualTo(Outcome.MISSED);
    assertThat(judge(unit, 0, 1, 2).outcome()).isEqualTo(Outcome.WRONG);
    // What was held on the second day is published as it came, though the third is right again.
    assertThat(judge(unit, 1, 2, 3).outcome()).isEqualTo(Outcome.WRONG);
  }

  private Judgement judgeAsItCame(Planned fault, int held) throws Exception {
    return judge(fault, held, 2, 2);
  }

  /**
   * Plays days, which are published as they come.
   *
   * @param held the day that the system had held before
   * @param right the first day that comes as it should
   * @param days how many there are
   */
  private Judgement judge(Planned fault, int held, int right, int days) throws Exception {
    var scenario = scenario(Expect.HEAL, days, fault);
    world.restore();
    var stage = new Stage(world, 1, Optional.empty());
    var script = Script.of(scenario, Kinds.all(), stage);
    var runs = new ArrayList<Told.Run>();
    try (var reference = ReferenceRuns.open(world.project(), world.morning(0))) {
      for (int day = 0; day < days; day++) {
        (day < right ? script : script.legitimate()).deliver(stage, day);
        reference.run(world.ground().pipeline(), world.day(day), Set.of());
        if (day == held) {
          runs.add(run("run-" + day, day, "HELD", "", true));
        }
        var commit = reference.workspace().lake().lake().head(Ref.MAIN).id().toString();
        runs.add(run("run-" + (day + days), day, "PUBLISHED", commit, false));
      }
    }
    var tables =
        world.ground().vocabulary().tables().keySet().stream()
            .map(t -> new Told.Table(name(t), "FRESH", ""))
            .toList();
    return oracle.judge(
        new Oracle.Evidence(
            scenario,
            script,
            List.of(new Told(runs, tables, List.of(), List.of(), List.of(), List.of())),
            graph(),
            Owners.of(world.project())),
        stage);
  }

  private Told.Run run(String run, int day, String outcome, String commit, boolean held) {
    return new Told.Run(
        run,
        world.day(day).toString(),
        outcome,
        "",
        commit,
        held ? List.of(new Told.Step(name("raw_sales"), "HELD", "unit")) : List.of());
  }

  @Test
  void aStaleTableThatIsSaidToBeFreshIsCaught() throws Exception {
    assertThat(judge(1, "FRESH", _ -> {}).outcome()).isEqualTo(Outcome.WRONG);
  }

  @Test
  void aStaleTableThatIsSaidToBeStaleIsAnAbstention() throws Exception {
    var judged = judge(1, "STALE", _ -> {});

    assertThat(judged.outcome()).isEqualTo(Outcome.ABSTAINED);
    assertThat(judged.findings()).allMatch(f -> f.standing() == Standing.WITHHELD);
  }

  @Test
  void whatAPersonLeftIsMissedOnlyWhereItIsSaidToBeFresh() throws Exception {
    Consumer<LocalLake> slip =
        lake -> ByHand.replace(lake, leaf(), Stage.PERSON, all -> without(all, 1));

    assertThat(judge(2, "STALE", slip).outcome()).isEqualTo(Outcome.ABSTAINED);
    assertThat(judge(2, "FRESH", slip).outcome()).isEqualTo(Outcome.MISSED);
  }

  @Test
  void rowsThatQuarantineNamesMayBeMissing() throws Exception {
    var judged = judge(2, "FRESH", lake -> layAside(lake, 1, 1));

    assertThat(judged.findings()).isEmpty();
    assertThat(judged.outcome()).isEqualTo(Outcome.HEALED);
  }

  @Test
  void aQuarantineThatNamesAnotherRowIsCaught() throws Exception {
    assertThat(judge(2, "FRESH", lake -> layAside(lake, 1, 40)).outcome()).isEqualTo(Outcome.WRONG);
  }

  @Test
  void aGoodRowThatWasLaidAsideIsCaught() throws Exception {
    var judged =
        judge(
            2,
            "FRESH",
            lake -> {
              create(lake, leaf() + "__quarantine", "customers", all -> row(all, 1));
              replace(lake, "customers", all -> without(all, 1));
            });

    assertThat(judged.outcome()).isEqualTo(Outcome.WRONG);
  }

  @Test
  void whatIsMadeWithoutRowsThatWereLaidAsideIsHealed() throws Exception {
    var judged =
        judge(
            2,
            "FRESH",
            lake -> {
              layAside(lake, "lines", "unit_price", 1, 1);
              makeAgain("lines");
            });

    assertThat(judged.findings()).isEmpty();
    assertThat(judged.outcome()).isEqualTo(Outcome.HEALED);
  }

  @Test
  void soIsItOnceALaterDayIsHeldBack() throws Exception {
    var judged =
        judge(
            1,
            "STALE",
            lake -> {
              layAside(lake, "lines", "unit_price", 1, 1);
              makeAgain("lines", 0);
            });

    assertThat(judged.findings()).allMatch(f -> f.standing() == Standing.WITHHELD);
    assertThat(judged.outcome()).isEqualTo(Outcome.ABSTAINED);
  }

  @Test
  void aGoodRowThatIsGoneBesideALaterDayThatIsHeldBackIsCaught() throws Exception {
    var judged =
        judge(
            1,
            "STALE",
            lake -> {
              layAside(lake, "lines", "unit_price", 1, 1);
              replace(lake, "lines", all -> without(all, 1));
            });

    assertThat(judged.outcome()).isEqualTo(Outcome.WRONG);
  }

  @Test
  void whatIsWrongBesideWhatIsMadeWithoutRowsThatWereLaidAsideIsCaught() throws Exception {
    var judged =
        judge(
            2,
            "FRESH",
            lake -> {
              layAside(lake, "lines", "unit_price", 1, 1);
              makeAgain("lines");
              replace(lake, "daily_sales", all -> without(all, 1));
            });

    assertThat(judged.outcome()).isEqualTo(Outcome.WRONG);
    assertThat(judged.findings()).allMatch(f -> f.table().equals(name("daily_sales")));
  }

  @Test
  void toAbstainIsRightWhereTheOwnerOfATableThatSuffersWasAsked() throws Exception {
    assertThat(abstains(Optional.of(question("raw_sales", "till-data@shop.example"))))
        .isEqualTo(Outcome.RIGHTLY_ABSTAINED);
  }

  @Test
  void whoAnswersForATableWithoutAnOwnerIsTheOwnerOfWhatItIsMadeFrom() throws Exception {
    assertThat(abstains(Optional.of(question("movements", "sales-data@shop.example"))))
        .isEqualTo(Outcome.RIGHTLY_ABSTAINED);
  }

  @Test
  void aQuestionToSomebodyElseIsNone() throws Exception {
    assertThat(abstains(Optional.of(question("raw_sales", "finance@shop.example"))))
        .isEqualTo(Outcome.SILENT);
  }

  @Test
  void aQuestionToNobodyIsNone() throws Exception {
    assertThat(abstains(Optional.of(question("raw_sales", "")))).isEqualTo(Outcome.SILENT);
  }

  @Test
  void aQuestionAboutATableThatIsAsItShouldBeIsNone() throws Exception {
    assertThat(abstains(Optional.of(question("regions", "finance@shop.example"))))
        .isEqualTo(Outcome.SILENT);
  }

  @Test
  void toAbstainWithoutAWordIsNotRight() throws Exception {
    assertThat(abstains(Optional.empty())).isEqualTo(Outcome.SILENT);
  }

  // ---- what a system did

  private Outcome abstains(Optional<Told.Question> question) throws Exception {
    return judge(Expect.ABSTAIN, 1, "STALE", question, _ -> {}).outcome();
  }

  private Told.Question question(String table, String owner) {
    return new Told.Question(
        "INC-1", 1, owner, name(table), "What is to be done?", List.of("retry"));
  }

  /** What is made of a table is made again, as it is now. */
  private void makeAgain(String table) {
    makeAgain(table, 1);
  }

  private void makeAgain(String table, int day) {
    try (var runs = ReferenceRuns.open(world.project(), world.morning(day + 1))) {
      runs.runDownstream(
          world.ground().pipeline(), world.day(day), Set.of(TableName.of(name(table))), Set.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void assertWrong(String table, UnaryOperator<String> query) throws Exception {
    var judged = judge(2, "FRESH", lake -> replace(lake, table, query));

    assertThat(judged.outcome()).isEqualTo(Outcome.WRONG);
    assertThat(judged.findings())
        .anyMatch(f -> f.table().equals(name(table)) && f.standing() == Standing.WRONG);
  }

  private String name(String logical) {
    return world.names().table(logical);
  }

  private String leaf() {
    return name("customers");
  }

  private void replace(LocalLake lake, String table, UnaryOperator<String> query) {
    ByHand.replace(lake, name(table), HEALER, query);
  }

  private static String onOneRow(String all, String column, String value) {
    return "SELECT * EXCLUDE (n) REPLACE (CASE WHEN n = 1 THEN "
        + value
        + " ELSE "
        + column
        + " END AS "
        + column
        + ") FROM (SELECT *, row_number() OVER (ORDER BY "
        + column
        + ") AS n FROM "
        + all
        + ")";
  }

  private static String row(String all, int number) {
    return "SELECT * EXCLUDE (n) FROM " + numbered(all) + " WHERE n = " + number;
  }

  private static String without(String all, int number) {
    return "SELECT * EXCLUDE (n) FROM " + numbered(all) + " WHERE n <> " + number;
  }

  private static String numbered(String all) {
    return "(SELECT *, row_number() OVER () AS n FROM (SELECT * FROM " + all + " ORDER BY ALL))";
  }

  /** Of lines only those of the last day: earlier ones are no part of what is made again. */
  private String newestFirst(String table, String all) {
    var day = world.names().column("sale_date");
    return table.equals("lines")
        ? "(SELECT * FROM "
            + all
            + " WHERE "
            + day
            + " = (SELECT max("
            + day
            + ") FROM "
            + all
            + "))"
        : all;
  }

  /** One row goes; a row is named with another revenue than it should have. */
  private void layAside(LocalLake lake, int gone, int named) {
    layAside(lake, "customers", "revenue", gone, named);
  }

  private void layAside(LocalLake lake, String table, String number, int gone, int named) {
    var column = world.names().column(number);
    create(
        lake,
        name(table) + "__quarantine",
        table,
        all ->
            "SELECT * REPLACE ("
                + column
                + " * 100 AS "
                + column
                + ") FROM ("
                + row(newestFirst(table, all), named)
                + ")");
    replace(
        lake,
        table,
        all -> "FROM " + all + " EXCEPT ALL (" + row(newestFirst(table, all), gone) + ")");
  }

  private void create(LocalLake lake, String table, String from, UnaryOperator<String> query) {
    ByHand.create(lake, table, name(from), HEALER, query);
  }

  /**
   * Plays: one price times a hundred, which the system noticed.
   *
   * @param days that it then published as they should be, of two
   * @param state in which it presents its tables
   * @param deed what it did besides
   */
  private Judgement judge(int days, String state, Consumer<LocalLake> deed) throws Exception {
    return judge(Expect.HEAL, days, state, Optional.empty(), deed);
  }

  private Judgement judge(
      Expect expect,
      int days,
      String state,
      Optional<Told.Question> question,
      Consumer<LocalLake> deed)
      throws Exception {
    var scenario = scenario(expect, UNIT);
    world.restore();
    var stage = new Stage(world, 1, Optional.empty());
    var script = Script.of(scenario, Kinds.all(), stage);
    var published = new ArrayList<String>();
    try (var runs = ReferenceRuns.open(world.project(), world.morning(0))) {
      for (int day = 0; day < days; day++) {
        script.legitimate().deliver(stage, day);
        runs.run(world.ground().pipeline(), world.day(day), Set.of());
        published.add(runs.workspace().lake().lake().head(Ref.MAIN).id().toString());
      }
    }
    try (var lake = world.lake(world.morning(2))) {
      deed.accept(lake);
    }
    return oracle.judge(
        new Oracle.Evidence(
            scenario,
            script,
            List.of(told(published, state, question)),
            graph(),
            Owners.of(world.project())),
        stage);
  }

  private static Scenario scenario(Expect expect, Planned fault) {
    return scenario(expect, 2, fault);
  }

  private static Scenario scenario(Expect expect, int days, Planned fault) {
    return new Scenario(
        "mutant",
        "",
        Path.of("mutant.yaml"),
        List.of("shop"),
        3,
        days,
        expect,
        0,
        List.of(fault),
        List.of());
  }

  /** As the ground's models read, as far as it matters here. */
  private Map<String, Set<String>> graph() {
    return Map.of(
        name("raw_sales"),
        Set.of(),
        name("lines"),
        Set.of(name("raw_sales")),
        name("movements"),
        Set.of(name("lines")),
        name("regions"),
        Set.of());
  }

  private Told told(List<String> published, String state, Optional<Told.Question> question) {
    var runs = new ArrayList<Told.Run>();
    var raw = name("raw_sales");
    runs.add(
        new Told.Run(
            "run-1",
            world.day(0).toString(),
            "HELD",
            "",
            "",
            List.of(new Told.Step(raw, "HELD", "unit"))));
    for (int day = 0; day < published.size(); day++) {
      runs.add(
          new Told.Run(
              "run-" + (day + 2),
              world.day(day).plusYears(10).toString(),
              "PUBLISHED",
              "",
              published.get(day),
              List.of()));
    }
    var tables =
        world.ground().vocabulary().tables().keySet().stream()
            .map(t -> new Told.Table(name(t), state, ""))
            .toList();
    return new Told(runs, tables, question.stream().toList(), List.of(), List.of(), List.of());
  }
}
