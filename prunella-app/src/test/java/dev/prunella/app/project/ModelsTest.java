package dev.prunella.app.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.Step;
import dev.prunella.refs.TableName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelsTest {

  @Test
  void onlyTheLeadingBlockHoldsSettingsAndTheTextStaysAsItIs() {
    var text =
        """

        -- Note: this is prose, and so is the next: line
        -- https://example.com
        -- noqa: LT05
        -- tags: a, b
        -- owner: me@acme.example
        select 1 as x -- memory: 7
        -- time: soon
        """;
    var step = model(text);
    assertThat(step.tags()).containsExactly("a", "b");
    assertThat(step.work()).isEqualTo(new Step.Work.Sql(text));
    assertThat(step.limits().memoryBytes()).isEqualTo(1L << 30);
    assertThat(model("select 1 as x\n-- tags: a\n").tags()).isEmpty();
    assertThat(model("-- tags: a\n\n-- tags: b\nselect 1 as x").tags()).containsExactly("a");
    assertThat(model("/* tags: a */ select 1 as x").tags()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -- matrialized: full | :1: unknown key 'matrialized', did you mean 'materialized'?
          -- Tag: x | :1: unknown key 'Tag', did you mean 'tags'?
          -- zzz: x | :1: unknown key 'zzz'; known are
          -- memory: lots | :1: 'memory' is a size such as 512MB or 2GiB
          -- memory: 0MB | :1: 'memory' is zero, or beyond a PiB
          -- time: 5 minutes | :1: 'time' is a duration such as 30m or 1h30m
          -- time: 0s | :1: 'time' is zero, or beyond ten years
          -- process: owm | :1: 'process' is 'own' or 'shared', not 'owm'; did you mean 'own'?
          -- owner: | :1: 'owner' has no value; it must be text
          -- materialized: incremental | :1: 'materialized' is full, append, interval by COLUMN or merge by KEY [newest COLUMN], not 'incremental'
          -- materialized: ful | did you mean 'full'?
          -- materialized: interval by a, b | :1: 'materialized' is full
          -- materialized: merge by | :1: 'materialized' is full
          -- materialized: merge by x, X | :1: 'materialized' is full
          -- materialized: interval x | :1: 'materialized' is full
          -- materialized: merge by x newest z | :1: the model gives no column 'z'
          -- materialized: merge by x newest y, z | :1: 'materialized' is full
          -- outside: drop | :1: 'outside' is for 'materialized: interval by COLUMN' only
          -- outside: keep | :1: 'outside' is 'fail' or 'drop', not 'keep'
          -- materialized: merge by z | :1: the model gives no column 'z'
          -- depends_on: nobody | :1: there is no table 'nobody'
          -- tags: a b | :1: tag 'a b' is made of letters
          """)
  void aWrongSettingIsTold(String line, String sentence) {
    assertThat(TreeOfFiles.project().with("models/m.sql", line + "\nselect 1 as x").problems())
        .anySatisfy(p -> assertThat(p).contains(sentence));
  }

  @Test
  void aSettingGivenTwiceIsTold() {
    assertThat(
            TreeOfFiles.project()
                .with("models/m.sql", "-- tags: a\n-- tags: b\nselect 1 as x")
                .problems())
        .containsExactly("models/m.sql:2: 'tags' is given twice");
  }

  @Test
  void materializationsAreReadWithOddColumnsToo() {
    assertThat(model("-- materialized: append\nselect 1 as x").how())
        .isEqualTo(new Materialization.Append());
    assertThat(
            model("-- materialized: Merge By \"odd, one\", x\nselect 1 as x, 2 as \"odd, one\"")
                .how())
        .isEqualTo(new Materialization.MergeBy(List.of("odd, one", "x")));
    assertThat(
            model("-- materialized: merge by a, b newest c\nselect 1 as a, 2 as b, 3 as c").how())
        .isEqualTo(new Materialization.MergeBy(List.of("a", "b"), Optional.of("c")));
    assertThat(model("-- materialized: merge by newest\nselect 1 as newest").how())
        .isEqualTo(new Materialization.MergeBy(List.of("newest")));
  }

  @Test
  void whatRowsOutsideMeanIsSaidOfIntervalsOnly() {
    assertThat(
            TreeOfFiles.project()
                .with("prunella.yaml", "name: acme\npipelines: {p: {interval: daily}}\n")
                .with(
                    "models/m.sql",
                    "-- materialized: interval by day\n-- outside: drop\nselect 1 as x, date '2026-01-01' as day")
                .sound()
                .graph()
                .inOrder()
                .getFirst()
                .how())
        .isEqualTo(new Materialization.IntervalBy("day", Materialization.Outside.DROP));
  }

  @Test
  void aTypoInAColumnIsFoundThroughTheModelsBetween() {
    assertThat(
            TreeOfFiles.project()
                .with(
                    "sources/o.yaml",
                    "source: raw\nfiles: o.csv\ncolumns: {order_id: long, amount: double}\n")
                .with("models/z_first.sql", "select order_id, amount * 2 as twice from raw")
                .with("models/a_second.sql", "select *\nfrom z_first")
                .with("models/m.sql", "select order_id,\n  twise\nfrom a_second")
                .with("models/n.sql", "select _batch, _interval from raw")
                .problems())
        .satisfiesExactly(
            p ->
                assertThat(p)
                    .startsWith("models/m.sql:2:3:")
                    .contains("'twise'")
                    .contains("did you mean 'twice'?"),
            p -> assertThat(p).startsWith("models/n.sql:1:8:").contains("_batch"),
            p -> assertThat(p).startsWith("models/n.sql:1:16:").contains("_interval"));
  }

  @Test
  void columnsThatCannotBeKnownAreNotGuessedAt() {
    TreeOfFiles.project()
        .with("sources/o.yaml", "source: raw\nfiles: o.csv\n")
        .with(
            "sources/p.yaml",
            "source: growing\nfiles: o.csv\non_new_column: add\ncolumns: {a: long}\n")
        .with("models/p.py", "# reads: raw\n")
        .withTable("p", "old")
        .with("models/m.sql", "select anything, r.more, new from raw r, p, growing")
        .with("models/k.sql", "-- materialized: merge by whatever\nselect * from raw")
        .sound();
    // But what the first batch has pinned is known.
    assertThat(
            TreeOfFiles.project()
                .with("sources/o.yaml", "source: raw\nfiles: o.csv\n")
                .withTable("raw", "id", "_batch")
                .with("models/m.sql", "select idd from raw")
                .problems())
        .singleElement()
        .asString()
        .contains("did you mean 'id'?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "now() as x",
        "current_timestamp as x",
        "current_date as x",
        "today() as x",
        "random() as x",
        "uuid() as x",
        "gen_random_uuid() as x",
        "uuidv7() as x",
        "age(date '2026-01-01') as x",
        "transaction_timestamp() as x",
        "current_localtimestamp() as x",
        "x from (values (1)) t(x) using sample 10%",
        "$seed as x",
        "$run_at as x",
        "(select max(a) from (select random() as a)) as x"
      })
  void clockAndChanceAreNotRepeatable(String select) {
    assertThat(model("select " + select).repeatable()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 as x",
        "upper('now()') as x",
        "'random()' as now",
        "date '2026-01-01' as current",
        "abs(-1) as x"
      })
  void otherThingsAre(String select) {
    assertThat(model("select " + select).repeatable()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x from a tablesample 50%",
        "x from a using sample 10 rows",
        "a.x from a join a as b tablesample reservoir(20%) on a.x = b.x",
        "x from (select x from a) tablesample 50%",
        "x from a where x in (select x from a tablesample 50%)",
        "x from generate_series(1, 9) t(x) tablesample 50%"
      })
  void aSampleIsNotRepeatableWhereverItStands(String select) {
    var project =
        TreeOfFiles.project()
            .with("models/a.sql", "select 1 as x")
            .with("models/b.sql", "select " + select)
            .sound();
    assertThat(project.graph().step(TableName.of("b")).orElseThrow().repeatable()).isFalse();
  }

  @Test
  void aProgramIsRepeatableUnlessItSaysOtherwise() {
    var project =
        TreeOfFiles.project()
            .with("models/a.py", "# repeatable: false\n")
            .with("models/b.py", "import random\n")
            .with("models/c.cmd.yaml", "command: [date]\nrepeatable: false\n")
            .sound();
    assertThat(project.graph().inOrder())
        .extracting(Step::repeatable)
        .containsExactly(false, true, false);
  }

  @Test
  void parametersThatNoRunGivesAreTold() {
    assertThat(
            TreeOfFiles.project()
                .with("models/m.sql", "select $interval_strt as x,\n  $nothing as y")
                .problems())
        .containsExactly(
            "models/m.sql:1:8: unknown parameter '$interval_strt', did you mean '$interval_start'?",
            "models/m.sql:2:3: unknown parameter '$nothing'; there are $interval_start, $interval_end, $interval, $run_at, $seed");
  }

  @Test
  void whatNeedsAnIntervalCannotBeInAPipelineWithout() {
    assertThat(
            TreeOfFiles.project()
                .with("models/a.sql", "select $interval_end as x")
                .with("models/b.sql", "-- materialized: interval by x\nselect 1 as x")
                .problems())
        .containsExactly(
            "models/a.sql:1:8: there is no $interval_end: pipeline 'acme' has no intervals; say interval: daily in prunella.yaml, below pipelines",
            "models/b.sql:1: the model is materialized by interval, but pipeline 'acme' has no intervals; say interval: daily in prunella.yaml, below pipelines");
    assertThat(
            new TreeOfFiles()
                .with("prunella.yaml", "name: a\npipelines: {p: {interval: none}}\n")
                .with("sources/o.yaml", "source: raw\nfiles: '{interval:yyyy}.csv'\n")
                .problems())
        .containsExactly(
            "sources/o.yaml:1: source 'raw' has rows by interval, but pipeline 'p' has no intervals; say interval: daily in prunella.yaml");
  }

  @Test
  void sqlThatReachesOutsideOfTheLakeIsTold() {
    assertThat(
            TreeOfFiles.project()
                .with("models/m.sql", "select * from read_csv('/etc/passwd')")
                .problems())
        .singleElement()
        .asString()
        .startsWith("models/m.sql:1")
        .contains("read_csv");
    assertThat(TreeOfFiles.project().with("models/m.sql", "delete from x").problems()).hasSize(1);
    assertThat(TreeOfFiles.project().with("models/m.sql", "-- nothing\n").problems()).hasSize(1);
    assertThat(TreeOfFiles.project().with("models/m.sql", "select 1; select 2").problems())
        .hasSize(1);
  }

  @Test
  void aCommandIsToldWhatIsWrongWithItsFile() {
    assertThat(
            TreeOfFiles.project()
                .with("models/m.cmd.yaml", "comand: [x]\nreads: [m2]\nformat: tsv\n")
                .problems())
        .containsExactly(
            "models/m.cmd.yaml:1: 'command' is missing",
            "models/m.cmd.yaml:1: unknown key 'comand', did you mean 'command'?",
            "models/m.cmd.yaml:3: 'format' is 'parquet', 'csv' or 'jsonl', not 'tsv'; did you mean 'csv'?");
    assertThat(TreeOfFiles.project().with("models/m.cmd.yaml", "command: sh -c x\n").problems())
        .containsExactly("models/m.cmd.yaml:1: 'command' must be a list, not text");
    assertThat(TreeOfFiles.project().with("models/m.cmd.yaml", "# nothing\n").problems())
        .containsExactly("models/m.cmd.yaml:1: the file is empty");
  }

  @Test
  void theCodeChangesWithTheFileAndWithThePythonThatRunsIt() {
    var one = TreeOfFiles.project().with("models/m.py", "x = 1\n").sound();
    var other =
        new TreeOfFiles()
            .with("prunella.yaml", "name: acme\ndefaults: {python: python3.14}\n")
            .with("models/m.py", "x = 1\n")
            .sound();
    assertThat(one.graph().inOrder().getFirst().code())
        .isNotEqualTo(other.graph().inOrder().getFirst().code());
    assertThat(model("select 1 as x").code())
        .isEqualTo(model("select 1 as x").code())
        .isNotEqualTo(model("select 1  as x").code());
  }

  @ParameterizedTest
  @ValueSource(strings = {"models/.sql", "models/a..b.sql", "models/\"a.sql"})
  void aFileWhoseNameIsNoTablesNameIsTold(String path) {
    var files = TreeOfFiles.project().with(path, "select 1 as x");
    if (path.endsWith("/.sql")) {
      assertThat(files.sound().graph().tables()).isEmpty();
    } else {
      assertThat(files.problems()).singleElement().asString().contains("is not a table's name");
    }
  }

  private static Step model(String sql) {
    return TreeOfFiles.project()
        .with("models/m.sql", sql)
        .sound()
        .graph()
        .step(TableName.of("m"))
        .orElseThrow();
  }
}
