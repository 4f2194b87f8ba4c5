package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableCommandsTest {
  @TempDir Path folder = Path.of("");
  private Shell shell = new Shell(Path.of(""));

  @BeforeEach
  void open() {
    shell = Shell.inProject(folder);
  }

  @Test
  void csvComesInWithInferredTypesAndAKey() {
    shell.withOrders();
    var shown = shell.ok("table", "show", "orders", "--json").json();
    assertThat(shown.path("columns").findValuesAsText("type"))
        .containsExactly("long", "date", "string", "double");
    assertThat(shown.path("key").toString()).isEqualTo("[\"order_id\"]");
    assertThat(shown.at("/size/rows").asInt()).isEqualTo(4);
    assertThat(shell.ok("table", "list").out()).containsPattern("orders +4 +4 +1 +[0-9.]+ K?i?B");
    assertThat(shell.ok("publications", "--json").json().at("/publications/0/attested").asText())
        .isEqualTo("by hand, unverified");
  }

  @Test
  void typesCanBeToldAndAreInferredFromTheWholeFile() {
    var rows = new StringBuilder("zip,n\n");
    for (int i = 0; i < 30_000; i++) {
      rows.append("0").append(1000 + i % 1000).append(",").append(i).append("\n");
    }
    rows.append("09999,late\n");
    shell.write("t.csv", rows.toString());
    var view = shell.ok("table", "import", "t.csv", "--column", "zip:string", "--json").json();
    assertThat(view.path("rows").asInt()).isEqualTo(30_001);
    assertThat(view.path("columns").findValuesAsText("type")).containsExactly("string", "string");
    assertThat(shell.value("select min(zip) from t")).isEqualTo("01000");
    assertThat(
            shell
                .run("table", "import", "t.csv", "u", "--column", "zp:string")
                .exits(Exit.USAGE)
                .err())
        .contains("t.csv has no column 'zp'; did you mean 'zip'?");
    assertThat(
            shell
                .run("table", "import", "t.csv", "u", "--column", "zip:strin")
                .exits(Exit.USAGE)
                .err())
        .contains("'strin' is no type; did you mean 'string'?");
  }

  @Test
  void compressedCsvJsonLinesAndParquetComeInAndGoOut() throws IOException {
    try (var out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("a.csv.gz")))) {
      out.write("x,y\n1,one\n2,two\n".getBytes(StandardCharsets.UTF_8));
    }
    shell.write("b.jsonl", "{\"x\": 1, \"y\": {\"z\": [1, 2]}}\n{\"x\": 2}\n");
    shell.write("c.json", "[{\"x\": 1, \"y\": \"ü\"}]");
    shell.ok("table", "import", "a.csv.gz");
    shell.ok("table", "import", "b.jsonl", "deep.er.b");
    shell.ok("table", "import", "c.json");
    assertThat(shell.value("select sum(x) from a")).isEqualTo("3");
    assertThat(shell.value("select sum(x) from deep.er.b")).isEqualTo("3");
    assertThat(shell.value("select y from c")).isEqualTo("ü");
    for (var file : new String[] {"a.parquet", "a.jsonl", "a2.csv.gz"}) {
      shell.ok("table", "export", "a", file);
      shell.ok("table", "import", file, "\"back from " + file + "\"");
      assertThat(
              shell.value("select string_agg(y, '-' order by x) from \"back from " + file + "\""))
          .isEqualTo("one-two");
    }
  }

  @Test
  void exportKeepsAFileUnlessForced() throws IOException {
    shell.withOrders();
    Files.writeString(folder.resolve("out.csv"), "mine");
    assertThat(shell.run("table", "export", "orders", "out.csv").exits(Exit.REFUSED).err())
        .contains("there is already a file")
        .contains("--force");
    assertThat(folder.resolve("out.csv")).hasContent("mine");
    shell.ok("table", "export", "orders", "out.csv", "--force");
    assertThat(Files.readAllLines(folder.resolve("out.csv"))).hasSize(5);
    assertThat(shell.run("table", "export", "orders", "no/where.csv").exits(Exit.NOT_FOUND).err())
        .contains("there is no folder");
    try (var files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString())).noneMatch(n -> n.contains(".part"));
    }
  }

  @Test
  void aTableThatIsThereIsNeverChangedUnasked() {
    shell.withOrders();
    assertThat(shell.run("table", "import", "orders.csv").exits(Exit.REFUSED).err())
        .contains("there is already a table orders on 'main'")
        .contains("--append")
        .contains("--replace");
    assertThat(
            shell.run("table", "import", "orders.csv", "other", "--append").exits(Exit.USAGE).err())
        .contains("there is no table other on 'main' yet");
  }

  @Test
  void aBadFileChangesNothingAndItsLineIsNamed() throws IOException {
    shell.withOrders();
    var before = shell.head("main");
    shell.write(
        "bad.csv", "order_id,day,country,amount\n5,2026-11-22,JP,1\n6,2026-11-22,JP,many\n");
    assertThat(
            shell.run("table", "import", "bad.csv", "orders", "--append").exits(Exit.FAILED).err())
        .contains("bad.csv:3: column amount: 'many' is no double. Nothing was changed");
    shell.write("bad.csv", "order_id,dya,amount\n5,2026-11-22,1\n");
    assertThat(
            shell.run("table", "import", "bad.csv", "orders", "--append").exits(Exit.FAILED).err())
        .contains("bad.csv does not fit orders: the table has no column 'dya'");
    shell.write("bad.csv", "order_id,day,country,amount\n4,2026-11-22,JP,1\n");
    assertThat(
            shell.run("table", "import", "bad.csv", "orders", "--append").exits(Exit.FAILED).err())
        .contains("the key (order_id) must be filled and unique: (4) occurs 2 times");
    shell.write("bad.csv", "order_id,day,country,amount\n,2026-11-22,JP,1\n");
    assertThat(
            shell.run("table", "import", "bad.csv", "orders", "--append").exits(Exit.FAILED).err())
        .contains("a row has no value there");
    shell.write("ragged.csv", "a,b\n1,2\n1,2,3\n4,5\n");
    assertThat(shell.run("table", "import", "ragged.csv").exits(Exit.FAILED).err())
        .contains("ragged.csv")
        .contains("Nothing was changed");
    shell.write("bad.parquet", "this is no parquet");
    assertThat(shell.run("table", "import", "bad.parquet").exits(Exit.FAILED).err())
        .contains("bad.parquet: ");
    shell.write("bad.json", "{\"a\": 1}\n{\"a\": \n");
    assertThat(shell.run("table", "import", "bad.json").exits(Exit.FAILED).err())
        .contains("bad.json");
    shell.write("empty.csv", "");
    assertThat(shell.run("table", "import", "empty.csv").exits(Exit.FAILED).err())
        .contains("is empty");
    assertThat(shell.run("table", "import", "none.csv").exits(Exit.NOT_FOUND).err())
        .contains("there is no file");
    assertThat(shell.run("table", "import", "what.xls").exits(Exit.USAGE).err())
        .contains("does not tell its format");
    assertThat(shell.head("main")).isEqualTo(before);
    try (var files = Files.walk(folder.resolve(".prunella/lake/warehouse"))) {
      assertThat(files.filter(f -> f.toString().endsWith(".parquet"))).hasSize(1);
    }
  }

  @Test
  void partitionsAreMadeAsAsked() {
    shell.write("t.csv", "at,c,n\n2026-11-20 01:00:00,a,1\n2026-11-21 01:00:00,b,2\n");
    shell.ok(
        "table", "import", "t.csv", "--partition-by", "day(at)", "--partition-by", "bucket(c,4)");
    assertThat(shell.ok("table", "show", "t", "--json").json().path("partitions").toString())
        .isEqualTo("[\"day(at)\",\"bucket[4](c)\"]");
    assertThat(shell.value("select count(*) from t")).isEqualTo("2");
    assertThat(
            shell
                .run("table", "import", "t.csv", "u", "--partition-by", "week(at)")
                .exits(Exit.USAGE)
                .err())
        .contains("there is no 'week'");
  }

  @Test
  void namesMayHoldAnything() {
    shell.write("we*ird [1] 'x' ü.csv", "a\n1\n");
    shell.ok("table", "import", "we*ird [1] 'x' ü.csv");
    var name = "\"we*ird [1] 'x' ü\"";
    assertThat(shell.value("select a from " + name)).isEqualTo("1");
    shell.ok("table", "export", name, "out.csv");
    shell.write("t.csv", "\"a \"\"b\"\"\",c d\n1,2\n");
    shell.ok("table", "import", "t.csv", "\"a.b\".\"c/d\"");
    assertThat(shell.value("select \"a \"\"b\"\"\" from \"a.b\".\"c/d\"")).isEqualTo("1");
    shell.ok("table", "drop", "\"a.b\".\"c/d\"");
    assertThat(shell.run("table", "show", "a..b").exits(Exit.USAGE).err())
        .contains("is no name of a table");
  }

  @Test
  void aDroppedTableComesBackByRollback() {
    shell.withOrders();
    shell.ok("branch", "create", "keep");
    var commit = shell.ok("table", "drop", "orders", "--json").json().path("commit").asText();
    assertThat(shell.run("table", "show", "orders").exits(Exit.NOT_FOUND).err())
        .contains("there is no table orders");
    assertThat(shell.value("select count(*) from orders", "--at", "keep")).isEqualTo("4");
    shell.ok("rollback", commit);
    assertThat(shell.value("select count(*) from orders")).isEqualTo("4");
  }

  @Test
  void sqlAnswersAsTableCsvAndJson() {
    shell.withOrders();
    var query =
        "select country, sum(amount) as total, null as nothing from orders where country = 'JP' group by 1";
    assertThat(shell.ok("sql", query).out())
        .isEqualTo(
            """
            country  total  nothing
            JP       17.75  null
            (1 row)
            """);
    assertThat(shell.ok("sql", query, "--format", "csv").out())
        .isEqualTo("country,total,nothing\nJP,17.75,\n");
    assertThat(shell.ok("sql", query, "--format", "json").out())
        .isEqualTo("{\"country\":\"JP\",\"total\":17.75,\"nothing\":null}\n");
    shell.input = "select 42 as answer";
    assertThat(shell.ok("sql", "--json").json().at("/rows/0/0").asInt()).isEqualTo(42);
    shell.write("q.sql", "select 43 as answer -- with a comment");
    assertThat(shell.ok("sql", "-f", "q.sql").out()).contains("43");
    var limited = shell.run("sql", "from orders", "--limit", "2").exits(Exit.OK);
    assertThat(limited.out()).contains("(2 rows)");
    assertThat(limited.err()).contains("only the first 2 rows");
  }

  @Test
  void sqlSeesTablesAndNothingElse() {
    shell.withOrders();
    assertThat(shell.run("sql", "select * from ordrs").exits(Exit.NOT_FOUND).err())
        .contains("did you mean 'orders'?");
    shell.run("sql", "drop table orders").exits(Exit.REFUSED);
    shell.run("sql", "select * from read_csv('/etc/passwd')").exits(Exit.REFUSED);
    shell.run("sql", "select * from '/etc/passwd'").exits(Exit.NOT_FOUND);
    assertThat(shell.run("sql", "select foo from orders").exits(Exit.USAGE).err()).contains("foo");
    shell.run("sql", "selct 1").exits(Exit.USAGE);
    shell.input = " \n";
    assertThat(shell.run("sql").exits(Exit.USAGE).err()).contains("there is no query", "next:");
    shell.run("sql", "").exits(Exit.USAGE);
  }

  @Test
  void gcTellsBeforeItFrees() {
    shell.withOrders();
    assertThat(shell.ok("gc", "--dry-run").out()).startsWith("would free 0 files, 0 B");
    assertThat(shell.ok("gc", "--json").json().path("dryRun").asBoolean(true)).isFalse();
    assertThat(shell.value("select count(*) from orders")).isEqualTo("4");
  }
}
