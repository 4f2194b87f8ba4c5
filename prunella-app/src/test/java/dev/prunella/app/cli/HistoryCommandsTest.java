package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryCommandsTest {
  @TempDir Path folder = Path.of("");
  private Shell shell = new Shell(Path.of(""));

  @BeforeEach
  void open() {
    shell = Shell.inProject(folder).withOrders();
  }

  private void append(String branch, String rows) {
    shell.write("more.csv", "order_id,day,country,amount\n" + rows + "\n");
    shell.ok("table", "import", "more.csv", "orders", "--append", "--branch", branch);
  }

  @Test
  void logAndShowTellWhoWhyAndWhat() {
    assertThat(shell.ok("log").out().lines().toList())
        .hasSize(2)
        .first()
        .asString()
        .contains("ana")
        .contains("import orders.csv into the new table orders")
        .endsWith("(main)");
    var shown = shell.ok("show", "--json").json();
    assertThat(shown.at("/changes/0/name").asText()).isEqualTo("orders");
    assertThat(shown.at("/changes/0/change").asText()).isEqualTo("created");
    assertThat(shown.at("/changes/0/after/rows").asInt()).isEqualTo(4);
    assertThat(shell.ok("show", shell.head("main").substring(0, 8)).out())
        .contains("+  orders  created, 4 rows");
  }

  @Test
  void theGraphShowsBranchesComingTogether() {
    shell.ok("branch", "create", "fix");
    append("fix", "5,2026-11-22,JP,1");
    append("main", "6,2026-11-22,JP,1");
    shell.ok("merge", "fix");
    assertThat(
            shell
                .ok("log", "--all", "--graph")
                .out()
                .lines()
                .map(l -> l.replaceAll("[0-9a-f]{12}.*", "C").strip()))
        .containsExactly("●    C", "├─╮", "● │  C", "│ ●  C", "├─╯", "●    C", "●    C");
  }

  @Test
  void rowsAreComparedByKey() {
    shell.ok("branch", "create", "fix");
    shell.write(
        "orders.csv",
        """
        order_id,day,country,amount
        1,2026-11-20,JP,11.50
        2,2026-11-20,DE,20.00
        4,2026-11-21,FR,99.90
        7,2026-11-22,,0
        """);
    shell.ok("table", "import", "orders.csv", "--replace", "--branch", "fix");
    var rows =
        shell.ok("diff", "main", "fix", "orders", "--rows", "--json").json().at("/tables/0/rows");
    assertThat(rows.path("key").toString()).isEqualTo("[\"order_id\"]");
    assertThat(counts(rows)).isEqualTo("1 added, 1 removed, 1 changed");
    assertThat(rows.path("shown").findValuesAsText("kind"))
        .containsExactly("changed", "removed", "added");
    assertThat(rows.at("/shown/0/before/amount").asDouble()).isEqualTo(10.5);
    assertThat(rows.at("/shown/0/after/amount").asDouble()).isEqualTo(11.5);
    assertThat(rows.at("/shown/2/after/country").isNull()).isTrue();
    assertThat(shell.ok("diff", "main", "fix", "orders", "--rows").out())
        .contains("1 added, 1 removed, 1 changed")
        .containsPattern("~ +1 +2026-11-20 +JP +10.5 -> 11.5")
        .containsPattern("- +3 +2026-11-21 +JP +7.25")
        .containsPattern("\\+ +7 +2026-11-22 +null +0.0");
    assertThat(shell.ok("diff", "main", "fix", "orders", "--rows", "-n", "1").out())
        .contains("... and more");
  }

  @Test
  void withoutAKeyRowsAreCounted() {
    shell.write("t.csv", "a,b\n1,x\n1,x\n2,y\n");
    shell.ok("table", "import", "t.csv");
    shell.write("t.csv", "a,b\n1,x\n3,z\n3,z\n3,z\n2,y\n");
    shell.ok("table", "import", "t.csv", "--replace");
    var rows =
        shell.ok("diff", "main~1", "main", "t", "--rows", "--json").json().at("/tables/0/rows");
    assertThat(counts(rows)).isEqualTo("3 added, 1 removed, 0 changed");
    assertThat(rows.path("shown").toString())
        .isEqualTo(
            "[{\"kind\":\"removed\",\"times\":1,\"before\":{\"a\":1,\"b\":\"x\"}},"
                + "{\"kind\":\"added\",\"times\":3,\"after\":{\"a\":3,\"b\":\"z\"}}]");
    assertThat(shell.ok("diff", "main~1", "main", "t", "--rows").out())
        .contains("whole rows, for the table has no key");
  }

  @Test
  void aKeyThatIsNotUniqueIsNotTrusted() {
    shell.write("t.csv", "a,b\n1,x\n1,y\n");
    shell.ok("table", "import", "t.csv");
    shell.write("t.csv", "a,b\n1,z\n");
    shell.ok("table", "import", "t.csv", "--append");
    var rows =
        shell
            .ok("diff", "main~1", "main", "t", "--rows", "--key", "a", "--json")
            .json()
            .at("/tables/0/rows");
    assertThat(counts(rows)).isEqualTo("1 added, 0 removed, 0 changed");
    assertThat(rows.path("filesRead").asInt()).isEqualTo(1);
    shell.write("t.csv", "a,b\n1,z\n1,zz\n");
    shell.ok("table", "import", "t.csv", "--replace");
    rows =
        shell
            .ok("diff", "main~1", "main", "t", "--rows", "--key", "a", "--json")
            .json()
            .at("/tables/0/rows");
    assertThat(rows.path("note").asText()).contains("several rows have the same key (a)");
    assertThat(counts(rows)).isEqualTo("1 added, 2 removed, 0 changed");
    assertThat(
            shell
                .run("diff", "main~1", "main", "t", "--rows", "--key", "aa")
                .exits(Exit.FAILED)
                .err())
        .contains("there is no column 'aa'");
  }

  private static String counts(JsonNode rows) {
    return "%s added, %s removed, %s changed"
        .formatted(rows.path("added"), rows.path("removed"), rows.path("changed"));
  }

  @Test
  void aCreatedAndADroppedTableAreComparedToo() {
    assertThat(
            shell
                .ok("diff", "main~1", "main", "orders", "--rows", "--json")
                .json()
                .at("/tables/0/rows/added")
                .asInt())
        .isEqualTo(4);
    assertThat(
            shell
                .ok("diff", "main", "main~1", "orders", "--rows", "--json")
                .json()
                .at("/tables/0/rows/removed")
                .asInt())
        .isEqualTo(4);
    assertThat(shell.ok("diff", "main", "main").out()).contains("no difference");
  }

  @Test
  void mergePlansMergesAndPublishes() {
    shell.ok("branch", "create", "fix");
    append("fix", "5,2026-11-22,JP,1");
    append("main", "6,2026-11-22,JP,1");
    var before = shell.head("main");
    assertThat(shell.ok("merge", "fix", "--dry-run").out())
        .contains("would merge fix into main; nothing was changed")
        .contains("~  orders  +1 row, now 6 rows");
    assertThat(shell.head("main")).isEqualTo(before);
    var merged = shell.ok("merge", "fix", "--json").json();
    assertThat(merged.path("result").asText()).isEqualTo("done");
    assertThat(merged.path("publication").asText()).isEqualTo("by hand, unverified");
    assertThat(merged.at("/changes/0/after/rows").asInt()).isEqualTo(6);
    assertThat(shell.value("select count(*) from orders")).isEqualTo("6");
    assertThat(shell.ok("merge", "fix", "--json").json().path("result").asText())
        .isEqualTo("up-to-date");
    assertThat(
            shell
                .ok("publications", "--limit", "1", "--json")
                .json()
                .at("/publications/0/why")
                .asText())
        .isEqualTo("merge fix into main");
  }

  @Test
  void aConflictIsShownAsDataAndLeavesMainUntouched() {
    shell.ok("branch", "create", "fix");
    append("fix", "5,2026-11-22,JP,1");
    append("main", "5,2026-11-22,DE,2");
    var before = shell.head("main");
    var conflict = shell.run("merge", "fix", "--json").exits(Exit.CONFLICT).json();
    assertThat(conflict.path("result").asText()).isEqualTo("conflict");
    assertThat(conflict.at("/conflicts/0/name").asText()).isEqualTo("orders");
    assertThat(conflict.at("/conflicts/0/kind").asText()).isEqualTo("table-content");
    assertThat(conflict.at("/conflicts/0/details/0/kind").asText()).isEqualTo("same-key");
    assertThat(conflict.at("/conflicts/0/details/0/keys/0").asText()).contains("order_id=5");
    assertThat(shell.run("merge", "fix").exits(Exit.CONFLICT).out())
        .startsWith("cannot merge fix into main: 1 conflict; nothing was changed");
    assertThat(shell.head("main")).isEqualTo(before);
  }

  @Test
  void rollbackUndoesACommitAndKeepsWhatCameLater() {
    shell.write("t.csv", "a\n1\n");
    shell.ok("table", "import", "t.csv");
    append("main", "5,2026-11-22,JP,1");
    assertThat(shell.ok("rollback", "main~1", "--dry-run").out()).contains("would roll back");
    shell.ok("rollback", "main~1");
    assertThat(shell.ok("table", "list", "--json").json().path("tables").findValuesAsText("name"))
        .containsExactly("orders");
    assertThat(shell.value("select count(*) from orders")).isEqualTo("5");
  }

  @Test
  void rollbackOfARangeAndItsRefusals() {
    shell.ok("tag", "create", "v1");
    append("main", "5,2026-11-22,JP,1");
    var middle = shell.head("main");
    append("main", "6,2026-11-22,JP,1");
    assertThat(shell.run("rollback", middle).exits(Exit.CONFLICT).out()).contains("orders");
    shell.ok("rollback", "v1..main");
    assertThat(shell.value("select count(*) from orders")).isEqualTo("4");
    assertThat(shell.run("rollback", "main..v1").exits(Exit.USAGE).err())
        .contains("does not come before");
    assertThat(shell.run("rollback", "main~5").exits(Exit.NOT_FOUND).err()).contains("5 steps");
    assertThat(shell.run("rollback", "main~4").exits(Exit.REFUSED).err())
        .contains("the first commit of a lake cannot be undone");
  }

  @Test
  void historyOfATableLeavesOutWhatDidNotTouchIt() {
    shell.write("t.csv", "a\n1\n");
    shell.ok("table", "import", "t.csv");
    append("main", "5,2026-11-22,JP,1");
    var history = shell.ok("table", "history", "orders", "--json").json();
    assertThat(history.path("commits").size()).isEqualTo(2);
    assertThat(history.at("/commits/0/change/change").asText()).isEqualTo("changed");
    assertThat(history.at("/commits/1/change/change").asText()).isEqualTo("created");
    assertThat(shell.run("table", "history", "ordrs").exits(Exit.NOT_FOUND).err())
        .contains("did you mean 'orders'?");
  }
}
