package dev.prunella.connect.dbt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.pipeline.Graph;
import dev.prunella.pipeline.Pipeline;
import dev.prunella.refs.TableName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** dbt's tests as a contract, and back. */
class DbtContractTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TableName ORDERS = TableName.of("orders");
  private static final Path ROOT = Path.of(System.getProperty("prunella.root"));
  private static final Path COPY = ROOT.resolve("prunella-connect/src/test/resources/dbt_bikes");
  private static final Path SHARED = ROOT.resolve("../shared/data/dbt_bikes").normalize();

  private static DbtTest test(String name, Map<String, Object> arguments) {
    return test(name, arguments, false, "!= 0", "!= 0", "count(*)", Optional.empty());
  }

  private static DbtTest test(
      String name,
      Map<String, Object> arguments,
      boolean warns,
      String warnIf,
      String errorIf,
      String failCalc,
      Optional<String> where) {
    boolean singular = name.startsWith("assert");
    return new DbtTest(
        "test.shop." + name + ".9b74cb6aab",
        "models/schema.yml",
        singular ? Optional.empty() : Optional.of(name),
        arguments,
        Optional.ofNullable(arguments.get("column_name")).map(String::valueOf),
        Optional.of("model.shop.orders"),
        warns,
        warnIf,
        errorIf,
        failCalc,
        where,
        Optional.of("select 1"),
        List.of("model.shop.orders", "model.shop.customers"),
        "");
  }

  private static DbtPipeline.Check runs(DbtTest test) {
    return new DbtPipeline.Check(
        test, Optional.of(ORDERS), Optional.of("select id from orders where id < 0;"), "");
  }

  private static DbtPipeline dbt(List<DbtPipeline.Check> checks, DbtPipeline.Needed... needed) {
    return new DbtPipeline(
        new Pipeline(
            "shop",
            Optional.empty(),
            ((Graph.Made.Sound) Graph.of(List.of())).graph(),
            Pipeline.PublishUnit.WHAT_SUCCEEDED,
            Optional.empty()),
        List.of(),
        List.of(needed),
        checks,
        List.of(),
        new TreeMap<>(),
        new TreeMap<>());
  }

  /** As it is once it has been a file. */
  private static Map<String, Object> stored(Map<String, Object> document) throws Exception {
    return JSON.readValue(JSON.writeValueAsBytes(document), new TypeReference<>() {});
  }

  private static List<Map<String, Object>> rules(Map<String, Object> document) {
    var rules = new ArrayList<Map<String, Object>>();
    for (var table : Tree.maps(document.get("schema"))) {
      Tree.maps(table.get("properties")).forEach(p -> rules.addAll(Tree.maps(p.get("quality"))));
      rules.addAll(Tree.maps(table.get("quality")));
    }
    return rules;
  }

  @Test
  void testsThatTheStandardKnowsBecomeItsMetrics() {
    var document =
        DbtContract.of(
            "shop",
            dbt(
                List.of(
                    runs(test("not_null", Map.of("column_name", "id"))),
                    runs(test("unique", Map.of("column_name", "id"))),
                    runs(
                        test(
                            "accepted_values",
                            Map.of("column_name", "state", "values", List.of("new", 7)))))));
    var rules = rules(document);
    assertThat(rules)
        .extracting(r -> r.get("metric"))
        .containsExactly("nullValues", "duplicateValues", "invalidValues");
    assertThat(rules)
        .allMatch(r -> Objects.equals(r.get("mustBe"), 0) && "error".equals(r.get("severity")));
    assertThat(rules.get(2).get("arguments")).isEqualTo(Map.of("validValues", List.of("new", "7")));
    assertThat(rules.get(0).get("id")).isEqualTo("test-shop-not_null-9b74cb6aab");
  }

  @Test
  void whatTheStandardDoesNotKnowIsAQuery() {
    var relation = test("relationships", Map.of("column_name", "customer_id", "field", "id"));
    var filtered =
        test(
            "not_null",
            Map.of("column_name", "id"),
            false,
            "!= 0",
            "!= 0",
            "count(*)",
            Optional.of("id > 5"));
    var singular = test("assert_positive", Map.of());
    var rules =
        rules(DbtContract.of("shop", dbt(List.of(runs(relation), runs(filtered), runs(singular)))));
    assertThat(rules).hasSize(3).allMatch(r -> "sql".equals(r.get("type")));
    assertThat(rules.getFirst().get("query"))
        .isEqualTo("select count(*) from (\nselect id from orders where id < 0\n) as dbt_test");
  }

  @Test
  void thresholdsAreTurnedRound() {
    var test =
        test(
            "unique",
            Map.of("column_name", "id"),
            false,
            ">= 2",
            "> 10",
            "sum(n)",
            Optional.empty());
    var rules = rules(DbtContract.of("shop", dbt(List.of(runs(test)))));
    assertThat(rules).hasSize(2);
    assertThat(rules.get(0).get("mustBeLessOrEqualTo")).hasToString("10");
    assertThat(rules.get(0).get("severity")).isEqualTo("error");
    assertThat(rules.get(1).get("mustBeLessThan")).hasToString("2");
    assertThat(rules.get(1).get("severity")).isEqualTo("warn");
    assertThat(rules.get(1).get("id")).asString().endsWith("-warning");
    var odd =
        test("unique", Map.of("column_name", "id"), true, "is odd", "> 1", "n", Optional.empty());
    var left = rules(DbtContract.of("shop", dbt(List.of(runs(odd))))).getFirst();
    assertThat(left.get("type")).isEqualTo("text");
    assertThat(left.get("severity")).isEqualTo("warn");
    assertThat(left.get("description")).asString().contains("left to dbt: it is wrong if is odd");
  }

  @Test
  void nothingIsLostOnTheWayThereAndBack() throws Exception {
    var tests =
        List.of(
            test("not_null", Map.of("column_name", "id")),
            test(
                "dbt_utils.expression_is_true",
                Map.of("expression", "a > 0", "deep", Map.of("list", List.of(1, 2.5, true)))),
            test(
                "accepted_values",
                Map.of("column_name", "state", "values", List.of("new", "old"), "quote", false),
                true,
                "> 3",
                "!= 0",
                "count(*)",
                Optional.of("day > '2020-01-01'")),
            test("assert_positive", Map.of()));
    var checks = new ArrayList<DbtPipeline.Check>();
    tests.forEach(t -> checks.add(runs(t)));
    var nowhere = test("assert_homeless", Map.of());
    checks.add(new DbtPipeline.Check(nowhere, Optional.empty(), Optional.empty(), "it is lost"));
    var needed =
        new DbtPipeline.Needed(
            TableName.of("raw", "trips"),
            Optional.of("city.trips"),
            Optional.of("ended_at"),
            Optional.of(Duration.ofHours(36)),
            Optional.of(Duration.ofDays(3)),
            Optional.empty(),
            List.of());
    var document = stored(DbtContract.of("shop", dbt(checks, needed)));
    assertThat(DbtContract.tests(document)).containsAll(tests).contains(nowhere).hasSize(5);
    assertThat(DbtContract.freshness(document))
        .containsExactly(
            new DbtContract.Fresh(
                needed.table(),
                needed.source(),
                needed.loadedAt(),
                needed.warnAfter(),
                needed.errorAfter()));
    assertThat(document.get("slaProperties"))
        .isEqualTo(
            List.of(
                Map.of(
                    "property",
                    "freshness",
                    "value",
                    3,
                    "unit",
                    "day",
                    "element",
                    "raw.trips.ended_at"),
                Map.of(
                    "property",
                    "freshnessWarning",
                    "value",
                    36,
                    "unit",
                    "hour",
                    "element",
                    "raw.trips.ended_at")));
  }

  @Test
  void aDamagedTestIsTold() {
    var rule =
        Map.<String, Object>of(
            "customProperties", List.of(DbtContract.property("dbtTest", Map.of("id", "x"))));
    assertThatThrownBy(
            () -> DbtContract.tests(Map.of("schema", List.of(Map.of("quality", List.of(rule))))))
        .isInstanceOf(DbtException.class)
        .hasMessageContaining("warnIf");
  }

  @Test
  void theBikesKeepAllTheirTests() throws Exception {
    keepsAll(DbtProject.open(COPY.resolve("project"), COPY.resolve("artifacts/manifest.json")));
  }

  @Test
  void theSharedProjectKeepsAllItsTests() throws Exception {
    assumeTrue(Files.isDirectory(SHARED), "skipped: there is no " + SHARED);
    keepsAll(DbtProject.open(SHARED.resolve("project"), SHARED.resolve("target/manifest.json")));
  }

  private static void keepsAll(DbtProject project) throws Exception {
    try (var sql = new DuckDbSql()) {
      var dbt = project.pipeline(sql, new DbtOptions("bikes", _ -> false, false));
      var document = stored(DbtContract.of("bikes", dbt));
      assertThat(DbtContract.tests(document))
          .containsExactlyInAnyOrderElementsOf(project.manifest().tests());
      assertThat(rules(document)).hasSize(9).noneMatch(r -> "text".equals(r.get("type")));
    }
  }
}
