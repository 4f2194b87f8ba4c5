package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineageCommandTest {
  @TempDir Path folder = Path.of("");
  private Shell shell = new Shell(Path.of(""));

  @BeforeEach
  void open() {
    shell = Shell.inProject(folder);
  }

  private static List<String> edges(JsonNode view) {
    var edges = new ArrayList<String>();
    for (var edge : view.path("edges")) {
      edges.add(
          edge.path("from").asText()
              + " -> "
              + edge.path("to").asText()
              + " "
              + edge.path("kind").asText());
    }
    return edges;
  }

  @Test
  void aTableIsMadeFromTablesAndUsedByOthers() {
    assertThat(shell.ok("lineage", "stg_orders").out())
        .isEqualTo(
            """
            stg_orders  sql  models/staging/stg_orders.sql:1  is made from
            └─ raw_orders  source  sources/orders.yaml:4
            stg_orders  sql  models/staging/stg_orders.sql:1  is used by
            └─ daily_revenue  sql  models/marts/daily_revenue.sql:1
            """);
  }

  @Test
  void aColumnIsFollowedToItsSourceAndHowItIsMadeIsSaid() {
    var out = shell.ok("lineage", "daily_revenue.revenue", "--upstream").out();
    assertThat(out)
        .startsWith("daily_revenue.revenue  aggregated  models/marts/daily_revenue.sql:1")
        .containsPattern("├─ stg_orders.amount +direct +models/staging/stg_orders.sql:1\n")
        .containsPattern("│  ├─ raw_orders.amount +source +sources/orders.yaml:4\n")
        .containsPattern("└─ stg_orders.order_date +rows ");
    var view = shell.ok("lineage", "DAILY_REVENUE.Revenue", "--upstream", "--json").json();
    assertThat(view.path("column").asText()).isEqualTo("revenue");
    assertThat(edges(view))
        .contains(
            "stg_orders.amount -> daily_revenue.revenue aggregated",
            "stg_orders.country -> daily_revenue.revenue rows",
            "raw_orders.amount -> stg_orders.amount direct");
  }

  @Test
  void whatBreaksWhenAColumnOfTheSourceChangesIsSaid() {
    var view = shell.ok("lineage", "raw_orders.country", "--downstream", "--json").json();
    assertThat(edges(view))
        .containsExactly(
            "raw_orders.country -> stg_orders.country computed",
            "stg_orders.country -> daily_revenue.country direct",
            "stg_orders.country -> daily_revenue rows");
  }

  @Test
  void whatCannotBeKnownIsSaidToBeUnknown() {
    shell.write(
        "models/score.py",
        """
        # reads: stg_orders
        print("scores")
        """);
    var answer = shell.ok("lineage", "stg_orders.amount", "--downstream");
    assertThat(answer.out())
        .containsPattern("score +unknown +models/score.py:1\n")
        .contains("a python step: which columns it uses cannot be known");
    var view = shell.ok("lineage", "stg_orders.amount", "--downstream", "--json").json();
    assertThat(view.at("/unknown/0/of").asText()).isEqualTo("score");
  }

  @Test
  void aMistypedNameIsAskedBack() {
    assertThat(shell.run("lineage", "stg_order").exits(Exit.NOT_FOUND).err())
        .contains("did you mean 'stg_orders'?");
    assertThat(shell.run("lineage", "stg_orders.amonut").exits(Exit.NOT_FOUND).err())
        .contains("stg_orders has no column 'amonut'; did you mean 'amount'?");
    assertThat(shell.run("lineage", "stg_order.amount").exits(Exit.NOT_FOUND).err())
        .contains("did you mean 'stg_orders'?");
    shell.run("lineage", "a..b").exits(Exit.USAGE);
  }
}
