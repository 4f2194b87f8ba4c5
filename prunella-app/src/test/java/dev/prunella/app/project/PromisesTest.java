package dev.prunella.app.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.app.contract.ContractFile;
import dev.prunella.app.contract.ContractReader;
import dev.prunella.app.yaml.Problems;
import dev.prunella.contract.Contract;
import dev.prunella.refs.TableName;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Contracts beside the rest of a project. */
class PromisesTest {
  private static final String RAW = "contracts/raw.odcs.yaml";
  private static final String DAILY = "contracts/daily.odcs.yaml";

  private static String contract(String id, String schema) {
    return """
        apiVersion: v3.1.0
        kind: DataContract
        id: %s
        version: 1.0.0
        status: active
        schema:
        """
            .formatted(id)
        + schema.indent(2);
  }

  private static final String RAW_ORDERS =
      contract(
          "raw",
          """
          - name: raw_orders
            properties:
              - {name: id, logicalType: integer, required: true, unique: true}
              - {name: country, logicalType: string, required: true}
              - {name: amount, logicalType: number, required: true}
          """);

  private static final String DAILY_SALES =
      contract(
          "daily",
          """
          - name: daily
            properties:
              - {name: land, logicalType: string, required: true}
              - {name: revenue, logicalType: number}
          """);

  private static TreeOfFiles shop() {
    return TreeOfFiles.project()
        .with(
            "sources/orders.yaml",
            "source: raw_orders\nfiles: o.csv\ncolumns: {id: long, country: string, amount: \"decimal(9,2)\"}\n")
        .with("models/stg.sql", "select id, country, amount from raw_orders")
        .with(
            "models/daily.sql",
            "select country as land, sum(amount) as revenue from stg group by all");
  }

  private static List<Contract> published(String... texts) {
    return List.of(texts).stream()
        .map(
            text ->
                ContractReader.read("contracts/old.odcs.yaml", text, new Problems().in("x"))
                    .map(ContractFile::contract)
                    .orElseThrow())
        .toList();
  }

  private static List<String> problems(TreeOfFiles files, List<Contract> published) {
    return switch (files.load(published)) {
      case Loaded.Sound _ -> List.of();
      case Loaded.Flawed(var problems, _) -> problems.stream().map(Object::toString).toList();
    };
  }

  @Test
  void contractsArePartOfTheProject() {
    var project = shop().with(RAW, RAW_ORDERS).with(DAILY, DAILY_SALES).sound();
    assertThat(project.contracts()).hasSize(2);
    assertThat(project.checkedTables())
        .containsExactly(TableName.of("daily"), TableName.of("raw_orders"));
    assertThat(project.checksOf(TableName.of("RAW_ORDERS"))).hasSize(7);
    assertThat(project.checksOf(TableName.of("stg"))).isEmpty();
  }

  @Test
  void aContractNamesTablesAndColumnsThatAreThere() {
    assertThat(
            shop()
                .with(
                    RAW,
                    contract(
                        "a",
                        """
                        - name: raw_order
                        - name: stg
                          properties:
                            - {name: amuont}
                        """))
                .problems())
        .containsExactly(
            RAW
                + ":7: there is no table 'raw_order', neither made by this project nor in the lake; did you mean 'raw_orders'?",
            RAW + ":10: table 'stg' has no column 'amuont'; did you mean 'amount'?");
  }

  @Test
  void aTableHasOneContract() {
    assertThat(shop().with(RAW, RAW_ORDERS).with("contracts/raw2.odcs.yaml", RAW_ORDERS).problems())
        .containsExactly(
            "contracts/raw2.odcs.yaml:7: table 'raw_orders' has a contract already, in "
                + RAW
                + ":7; join them");
  }

  @Test
  void rulesAreReadBeforeAnythingRuns() {
    var problems =
        shop()
            .with(
                RAW,
                contract(
                    "a",
                    """
                    - name: stg
                      properties:
                        - name: country
                          logicalTypeOptions: {pattern: "(?=x)y"}
                      quality:
                        - {type: sql, query: "select count(*) from nowhere", mustBe: 0}
                        - {type: sql, query: "delete from stg", mustBe: 0}
                        - {type: custom, engine: prunella, implementation: "amount >"}
                        - {type: custom, engine: prunella, implementation: "id in (select id from stg)"}
                    """))
            .problems();
    assertThat(problems).hasSize(5);
    assertThat(problems.get(0)).startsWith(RAW + ":9: The pattern is not understood");
    assertThat(problems.get(1)).startsWith(RAW + ":12: the query reads 'nowhere'");
    assertThat(problems.get(2)).startsWith(RAW + ":13: ").contains("SELECT");
    assertThat(problems.get(3)).startsWith(RAW + ":14: This is not SQL");
    assertThat(problems.get(4)).startsWith(RAW + ":15: ").contains("reads more than the row");
  }

  @Test
  void aPromiseThatAnotherNeedsIsNotTakenBack() {
    var before = published(RAW_ORDERS, DAILY_SALES);
    var without =
        contract(
            "raw",
            """
            - name: raw_orders
              properties:
                - {name: id, logicalType: integer}
                - {name: country, logicalType: string}
            """);
    assertThat(problems(shop().with(RAW, without).with(DAILY, DAILY_SALES), before))
        .containsExactly(
            RAW
                + ":7: 'raw_orders.amount' no longer promised, but daily.revenue is promised ("
                + DAILY
                + ":10) and is made from it: raw_orders.amount -> stg.amount -> daily.revenue;"
                + " keep the promise, or change that contract as well",
            RAW
                + ":10: 'raw_orders.country' may now be null, but daily.land is promised never to be null ("
                + DAILY
                + ":9) and is made from it: raw_orders.country -> stg.country -> daily.land;"
                + " keep the promise, or change that contract as well");
    // Who changes the other as well may.
    assertThat(problems(shop().with(RAW, without), before)).isEmpty();
    // Promising more is always right.
    assertThat(problems(shop().with(RAW, RAW_ORDERS).with(DAILY, DAILY_SALES), published(without)))
        .isEmpty();
  }

  @Test
  void aWholeContractThatOthersNeedIsNotTakenAway() {
    assertThat(problems(shop().with(DAILY, DAILY_SALES), published(RAW_ORDERS, DAILY_SALES)))
        .hasSize(2)
        .allMatch(p -> p.startsWith(DAILY));
  }

  @Test
  void promisesAlongOneValueMustNotContradict() {
    var text =
        contract(
            "daily",
            """
            - name: daily
              properties:
                - {name: land, logicalType: integer}
            """);
    assertThat(shop().with(RAW, RAW_ORDERS).with(DAILY, text).problems())
        .containsExactly(
            DAILY
                + ":9: daily.land is promised as integer, and raw_orders.country, whose values it has, as string ("
                + RAW
                + ":10): raw_orders.country -> stg.country -> daily.land");
  }

  @Test
  void whatRestsOnNoPromiseIsNoted() {
    var partial =
        contract("raw", "- name: stg\n  properties:\n    - {name: id, logicalType: integer}\n");
    assertThat(shop().with(RAW, partial).with(DAILY, DAILY_SALES).sound().notes())
        .contains(
            DAILY
                + ":10: daily.revenue is made from stg.amount, which the contract of stg does not promise");
  }

  @Test
  void theOwnerOfAContractAnswersForItsTables() {
    var owned = RAW_ORDERS + "team: {members: [{username: ana@acme.example, role: owner}]}\n";
    assertThat(
            shop()
                .with(RAW, owned)
                .sound()
                .careOf(TableName.of("raw_orders"))
                .orElseThrow()
                .owner())
        .contains("ana@acme.example");
  }
}
