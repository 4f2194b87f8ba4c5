package dev.prunella.app.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.pipeline.Calendar;
import dev.prunella.pipeline.Calendar.Rhythm;
import dev.prunella.pipeline.Graph;
import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.Pipeline;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.SqlFacts.OutputColumn;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.StepLimits;
import dev.prunella.refs.TableName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProjectLoaderTest {
  private static final String ORDERS =
      """
      source: raw_orders
      files: landing/{interval:yyyy-MM-dd}.csv.gz
      columns: {id: long, day: date, amount: "decimal(12,2)"}
      owner: sales@acme.example
      escalate: [{to: oncall@acme.example, after: 2h}]
      expected: daily by 03:00 Europe/London
      tags: [raw, nightly]
      """;

  @Test
  void aWholeProjectIsReadInTheOrderInWhichItRuns() {
    var project =
        TreeOfFiles.project()
            .with("sources/orders.yaml", ORDERS)
            .with(
                "models/a.marts.daily.sql",
                "-- tags: marts\nselect day, sum(amount) as s from STG group by day")
            .with(
                "models/staging/stg.sql",
                "-- materialized: interval by day\n-- memory: 512MB\n-- time: 1h30m\n-- process: own\n"
                    + "select id, day, amount from raw_orders where _interval = $interval_start")
            .with(
                "models/score.py",
                "#!/usr/bin/env python3\n# reads: stg, raw_orders\n# format: csv\nprint(1)\n")
            .with("models/pack.cmd.yaml", "command: [tar, -c, stg.parquet]\nreads: stg\n")
            .with("contracts/README.md", "x: [")
            .with("knowledge/window.md", "---")
            .with("policy.yaml", "default: propose")
            .with("README.md", "hello")
            .with("landing/2026-01-01.csv", "id\n1\n")
            .sound();
    assertThat(project.graph().inOrder())
        .extracting(step -> step.table().toString())
        .containsExactly("raw_orders", "stg", "a.marts.daily", "pack", "score");
    var stg = step(project, "stg");
    assertThat(stg.how()).isEqualTo(new Materialization.IntervalBy("day"));
    assertThat(stg.limits()).isEqualTo(new StepLimits(512_000_000, Duration.ofMinutes(90), true));
    assertThat(stg.place()).hasToString("models/staging/stg.sql:1");
    assertThat(step(project, "a.marts.daily").reads()).containsExactly(TableName.of("stg"));
    assertThat(step(project, "score").reads())
        .containsExactly(TableName.of("stg"), TableName.of("raw_orders"));
    assertThat(step(project, "score").work())
        .isInstanceOfSatisfying(
            Step.Work.Python.class, p -> assertThat(p.exchange()).isEqualTo(Step.Exchange.CSV));
    assertThat(step(project, "pack").work())
        .isEqualTo(
            new Step.Work.Command(List.of("tar", "-c", "stg.parquet"), Step.Exchange.PARQUET));
    assertThat(project.kept())
        .containsExactly("contracts/README.md", "knowledge/window.md", "policy.yaml");
    assertThat(project.factsOf(TableName.of("stg")).orElseThrow().columns())
        .extracting(c -> ((OutputColumn.Named) c).name())
        .containsExactly("id", "day", "amount");
    assertThat(project.careOf(TableName.of("raw_orders")).orElseThrow().escalate())
        .containsExactly(new LoadedProject.Escalation("oncall@acme.example", Duration.ofHours(2)));
  }

  @Test
  void aSourceIsWhatItsFileSays() {
    var project = TreeOfFiles.project().with("sources/orders.yaml", "# where\n\n" + ORDERS).sound();
    var step = step(project, "raw_orders");
    assertThat(step.how()).isEqualTo(new Materialization.IntervalBy("_interval"));
    assertThat(step.place()).hasToString("sources/orders.yaml:3");
    assertThat(step.tags()).containsExactly("nightly", "raw");
    assertThat(step.work())
        .isEqualTo(
            new Step.Work.Load(
                new Source.Declared(
                    new Source.Files("landing/{interval:yyyy-MM-dd}.csv.gz"),
                    Source.Format.of(Source.Format.Kind.CSV),
                    List.of(
                        new Source.Column("id", "long"),
                        new Source.Column("day", "date"),
                        new Source.Column("amount", "decimal(12,2)")),
                    true,
                    Source.OnEmpty.KEEP_LAST_GOOD,
                    Source.OnNewColumn.FAIL,
                    Optional.of("sales@acme.example"))));
  }

  @Test
  void onePipelineWithAllStepsStandsInWhereNoneIsDeclared() {
    var daily = TreeOfFiles.project().with("sources/orders.yaml", ORDERS).sound().pipelines();
    assertThat(daily).hasSize(1);
    assertThat(daily.getFirst().pipeline().name()).isEqualTo("acme");
    assertThat(daily.getFirst().pipeline().calendar())
        .contains(new Calendar(Rhythm.DAILY, ZoneId.of("UTC")));
    var timeless =
        TreeOfFiles.project().with("models/a.sql", "select 1 as x").sound().pipelines().getFirst();
    assertThat(timeless.pipeline().calendar()).isEmpty();
    assertThat(TreeOfFiles.project().sound().pipelines().getFirst().pipeline().steps()).isEmpty();
  }

  @Test
  void declaredPipelinesHaveTheirStepsCalendarAndSchedule() {
    var project =
        new TreeOfFiles()
            .with(
                "prunella.yaml",
                """
                name: acme
                zone: Europe/Madrid
                defaults: {memory: 2GiB, time: 10m, parallel: 4, python: /usr/bin/python3}
                pipelines:
                  nightly:
                    tables: [+b, "source:*"]
                    interval: weekly
                    schedule: 0 3 * * 1
                    start: 2026-01-05
                    catch_up: true
                    wait_for_files: true
                    publish: all_or_nothing
                    description: the night's work
                  loose:
                    tables: c
                    interval: none
                    zone: Asia/Tokyo
                """)
            .with("sources/orders.yaml", ORDERS)
            .with("models/a.sql", "select 1 as x")
            .with("models/b.sql", "select x from a")
            .with("models/c.sql", "select 1 as x")
            .with("models/d.sql", "select 1 as x")
            .sound();
    assertThat(project.settings().defaults())
        .isEqualTo(
            new Settings.Defaults(
                new StepLimits(2L << 30, Duration.ofMinutes(10), false), 4, "/usr/bin/python3"));
    assertThat(step(project, "a").limits().memoryBytes()).isEqualTo(2L << 30);
    var nightly = project.pipeline("nightly").orElseThrow();
    assertThat(nightly.start()).contains(LocalDate.of(2026, 1, 5));
    assertThat(nightly.pipeline().calendar())
        .contains(new Calendar(Rhythm.WEEKLY, ZoneId.of("Europe/Madrid")));
    assertThat(nightly.pipeline().schedule())
        .contains(new Pipeline.Schedule("0 3 * * 1", true, true));
    assertThat(nightly.pipeline().publish()).isEqualTo(Pipeline.PublishUnit.ALL_OR_NOTHING);
    assertThat(nightly.pipeline().graph().tables())
        .extracting(TableName::name)
        .containsExactly("a", "b", "raw_orders");
    assertThat(project.pipeline("loose").orElseThrow().pipeline().calendar()).isEmpty();
    assertThat(project.notes())
        .containsExactly("'d' is in no pipeline, and runs only when it is named");
  }

  @Test
  void allProblemsOfAllFilesAreToldAtOnce() {
    assertThat(
            new TreeOfFiles()
                .with(
                    "prunella.yaml",
                    """
                    name: acme
                    mode: aktive
                    zone: Europe/Berln
                    pipelines:
                      p: {tables: [stg_order, "tag:x"], schedule: 0 3 * *, start: 2026-02-30, intervl: daily}
                      q: {interval: dayly, catch_up: true}
                    """)
                .with("sources/o.yaml", "source: raw\nfiles: a.csv\non_empti: allow\n")
                .with("models/stg_orders.sql", "-- materialised: full\nselect id from rw\n")
                .with("models/x.py", "# reads: stg_ordrs\n")
                .problems())
        .containsExactly(
            "models/stg_orders.sql:1: unknown key 'materialised', did you mean 'materialized'?",
            "models/stg_orders.sql:2:16: there is no table 'rw', neither made by this project nor in the lake; did you mean 'raw'?",
            "models/x.py:1: there is no table 'stg_ordrs', neither made by this project nor in the lake; did you mean 'stg_orders'?",
            "prunella.yaml:2: 'mode' is 'observe', 'propose' or 'act', not 'aktive'",
            "prunella.yaml:3: 'zone': there is no time zone 'Europe/Berln'; did you mean 'Europe/Berlin'?",
            "prunella.yaml:5: 'pipelines.p': no step has the tag 'x'",
            "prunella.yaml:5: 'pipelines.p': there is no step 'stg_order', did you mean 'stg_orders'?",
            "prunella.yaml:5: 'pipelines.p.schedule' is not five cron fields, such as 0 3 * * *: Cron expression contains 4 parts but we expect one of [5]",
            "prunella.yaml:5: 'pipelines.p.start' is no day of the calendar",
            "prunella.yaml:5: unknown key 'pipelines.p.intervl', did you mean 'interval'?",
            "prunella.yaml:6: 'pipelines.q.catch_up' needs a 'schedule'",
            "prunella.yaml:6: 'pipelines.q.interval' is 'hourly', 'daily', 'weekly', 'monthly' or 'none', not 'dayly'; did you mean 'daily'?",
            "sources/o.yaml:3: unknown key 'on_empti', did you mean 'on_empty'?");
  }

  @Test
  void aTableThatIsReadOrPromisedMustStillBeMade() {
    var project =
        TreeOfFiles.project()
            .withTable("stg", "id")
            .withTable("rates", "rate")
            .withTable("leaf", "id")
            .with("models/a.sql", "select id from stg")
            .with("models/b.sql", "select id, rate\nfrom STG, rates")
            .with(
                "contracts/leaf.odcs.yaml",
                """
                apiVersion: v3.1.0
                kind: DataContract
                id: leaf
                version: 1.0.0
                status: active
                schema:
                  - name: leaf
                """);
    var makers = Map.of("stg", "models/stg.sql", "leaf", "models/leaf.sql");

    var loaded =
        project.load(
            new Published(
                List.of(), (table, _) -> Optional.ofNullable(makers.get(table.toString()))));

    assertThat(((Loaded.Flawed) loaded).problems())
        .extracting(Object::toString)
        .containsExactly(
            "models/leaf.sql:1: 'leaf' was made here, and nothing makes it any more, though contracts/leaf.odcs.yaml:7 promises things of it; put it back, or say that the table stays as it is: prunella keep leaf --why '...'",
            "models/stg.sql:1: 'stg' was made here, and nothing makes it any more, though models/a.sql:1 reads it; put it back, or say that the table stays as it is: prunella keep stg --why '...'");
    assertThat(project.load()).isInstanceOf(Loaded.Sound.class);
  }

  @Test
  void aTableByIntervalBelongsToOneCalendar() {
    var project =
        TreeOfFiles.project()
            .with("sources/orders.yaml", "source: raw\nfiles: in/{interval:yyyy-MM-dd}.csv\n")
            .with("models/a.sql", "select count(*) as n from raw");
    assertThat(
            project
                .with(
                    "prunella.yaml",
                    """
                    name: acme
                    pipelines:
                      day: {interval: daily}
                      week: {interval: weekly}
                      there: {interval: daily, zone: Asia/Tokyo, tables: raw}
                    """)
                .problems())
        .containsExactly(
            "prunella.yaml:4: pipeline 'week' makes 'raw' weekly in UTC, and pipeline 'day' (line 3) makes it daily in UTC: a table by interval belongs to one calendar; say in 'tables' which of them makes it",
            "prunella.yaml:5: pipeline 'there' makes 'raw' daily in Asia/Tokyo, and pipeline 'day' (line 3) makes it daily in UTC: a table by interval belongs to one calendar; say in 'tables' which of them makes it");
    assertThat(
            project
                .with(
                    "prunella.yaml",
                    """
                    name: acme
                    pipelines:
                      day: {interval: daily}
                      same: {interval: daily, tables: +a}
                      week: {interval: weekly, tables: a}
                    """)
                .sound()
                .pipelines())
        .hasSize(3);
  }

  @Test
  void aTableIsMadeInOnePlaceOnly() {
    assertThat(
            TreeOfFiles.project()
                .with("models/x/orders.sql", "select 1 as a")
                .with("models/y/Orders.py", "print(1)")
                .with("sources/s.yaml", "source: ORDERS\nfiles: a.csv\n")
                .problems())
        .containsExactly(
            "models/y/Orders.py:1: table 'Orders' is made here and in models/x/orders.sql:1; rename one of them",
            "sources/s.yaml:1: table 'ORDERS' is made here and in models/x/orders.sql:1; rename one of them");
  }

  @Test
  void aCycleIsShownWholeWithThePlaceOfEachRead() {
    assertThat(
            TreeOfFiles.project()
                .with("models/a.sql", "select *\nfrom b")
                .with("models/b.sql", "select 1 as x\nunion all\nselect x from c")
                .with("models/c.py", "# description: x\n# reads: a\n")
                .problems())
        .singleElement()
        .asString()
        .startsWith("models/")
        .contains("these steps wait for one another: ")
        .contains("'a' (models/a.sql:2) reads 'b'")
        .contains("'b' (models/b.sql:3) reads 'c'")
        .contains("'c' (models/c.py:2) reads 'a'");
    assertThat(TreeOfFiles.project().with("models/a.sql", "select 1 as x from a").problems())
        .containsExactly(
            "models/a.sql:1:20: these steps wait for one another: 'a' (models/a.sql:1) reads 'a'");
  }

  @Test
  void theLakesTablesCountAndSoDoTheirColumns() {
    var files =
        TreeOfFiles.project()
            .withTable("Sales.people", "id", "name")
            .with("models/a.sql", "select p.id, p.name from sales.PEOPLE p");
    assertThat(step(files.sound(), "a").reads()).containsExactly(TableName.of("Sales", "people"));
    files.with("models/b.sql", "select\n  p.nmae from sales.people p");
    assertThat(files.problems())
        .singleElement()
        .asString()
        .startsWith("models/b.sql:2:")
        .contains("name");
    files.with("models/b.sql", "select 1 as x from people");
    assertThat(files.problems())
        .containsExactly(
            "models/b.sql:1:20: there is no table 'people', neither made by this project nor in the lake; did you mean 'Sales.people'?");
  }

  @Test
  void aFileThatIsNoTextOrTooLargeIsToldAndTheOthersAreReadAllTheSame() {
    var huge = "-- x\n".repeat(300_000);
    assertThat(
            TreeOfFiles.project()
                .with(
                    "models/latin.sql",
                    "select 1\n, 'caf\u00e9'".getBytes(StandardCharsets.ISO_8859_1))
                .with("models/huge.sql", huge)
                .with("models/nul.sql", "select 1\n\0")
                .with("models/wrong.sql", "selct 1")
                .with("sources/tab.yaml", "source: a\n\tfiles: b\n")
                .with("sources/bomb.yaml", "source: &a x\nfiles: *a\n")
                .with("sources/code.yaml", "source: !!java.net.URL [x]\nfiles: b.csv\n")
                .with("sources/twice.yaml", "source: t\nsource: u\nfiles: b.csv\n")
                .with("sources/deep.yaml", "source: " + "[".repeat(50))
                .with("sources/list.yaml", "- a\n")
                .problems())
        .anySatisfy(p -> assertThat(p).startsWith("models/latin.sql:2: the file is not UTF-8"))
        .anySatisfy(p -> assertThat(p).startsWith("models/huge.sql:1: the file is larger"))
        .anySatisfy(p -> assertThat(p).startsWith("models/nul.sql:2: the file holds a NUL"))
        .anySatisfy(p -> assertThat(p).startsWith("models/wrong.sql:1:").contains("not SQL"))
        .contains("sources/tab.yaml:2: a tab cannot indent YAML; use spaces")
        .contains("sources/bomb.yaml:2: '*a' is not followed here; write the value out")
        .anySatisfy(
            p ->
                assertThat(p)
                    .startsWith("sources/code.yaml:1: the tag 'tag:yaml.org,2002:java.net.URL'"))
        .contains("sources/twice.yaml:2: 'source' is given twice")
        .anySatisfy(p -> assertThat(p).startsWith("sources/deep.yaml:"))
        .contains("sources/list.yaml:1: the file must hold 'key: value' lines")
        .hasSize(10);
  }

  @Test
  void windowsFilesAreReadLikeOthers() {
    var project =
        new TreeOfFiles()
            .with("prunella.yaml", "\ufeffname: acme\r\nmode: act\r\n")
            .with("sources/orders.yaml", "\ufeff" + ORDERS.replace("\n", "\r\n"))
            .with(
                "models/a.sql",
                "\ufeff-- materialized: merge by id\r\n\r\nselect id,\r\n day\r\nfrom raw_orders\r\n")
            .sound();
    assertThat(step(project, "a").how()).isEqualTo(new Materialization.MergeBy(List.of("id")));
    assertThat(project.settings().mode()).isEqualTo(Settings.Mode.ACT);
  }

  @Test
  void namesThatDifferInCapitalsOnlyAreOneFileElsewhere() {
    assertThat(
            TreeOfFiles.project()
                .with("knowledge/a.md", "x")
                .with("knowledge/A.md", "x")
                .problems())
        .containsExactly(
            "knowledge/a.md:1: 'knowledge/A.md' differs in capitals only: some machines take both for one file");
  }

  @Test
  void severalSourcesMayStandInOneFile() {
    var project =
        TreeOfFiles.project()
            .with(
                "sources/all.yaml",
                "source: a\nfiles: a.csv\n---\nsource: b\nfiles: b.parquet\n---\n")
            .sound();
    assertThat(step(project, "b").place()).hasToString("sources/all.yaml:4");
    var changed =
        TreeOfFiles.project()
            .with(
                "sources/all.yaml",
                "# x\nsource: a\nfiles: a.csv\n---\nsource: b\nfiles: c.parquet\n")
            .sound();
    assertThat(step(changed, "a").code()).isEqualTo(step(project, "a").code());
    assertThat(step(changed, "b").code()).isNotEqualTo(step(project, "b").code());
  }

  @Test
  void theExampleInTheRepositoryIsSound() {
    var folder = Path.of(System.getProperty("prunella.root"), "examples", "retail");
    var project = TreeOfFiles.load(new FolderFiles(folder), LakeTables.none()).orThrow();
    assertThat(project.graph().tables()).contains(TableName.of("raw_invoices"));
    assertThat(project.facts().values()).allMatch(facts -> facts.allColumnsKnown());
  }

  @Test
  void withoutAProjectFileThatIsTheProblem() {
    assertThat(new TreeOfFiles().with("models/a.sql", "select 1").problems())
        .containsExactly("prunella.yaml:1: the project has no prunella.yaml");
  }

  private static Step step(LoadedProject project, String table) {
    Graph graph = project.graph();
    return graph.step(TableName.parse(table)).orElseThrow();
  }
}
