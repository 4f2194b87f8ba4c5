package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.prunella.local.outside.OutsideRuns;
import dev.prunella.outside.OutsideRun;
import dev.prunella.outside.OutsideState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be watched, tried and fixed is told for a project as it stands. */
class ReachCommandTest {
  private static final Path BIKES =
      Path.of(System.getProperty("prunella.root"))
          .resolve("prunella-connect/src/test/resources/dbt_bikes");
  private static final String VALUE = "hush-hush-0815";

  @TempDir Path folder = Path.of("");

  // ---- beside dbt

  @Test
  void ofADbtProjectWhatRunsHereIsRunAgainAndTheRestIsWatched() throws IOException {
    var city = city();
    var view = city.ok("reach", "--json").json();
    var model = table(view, "stg_trips");
    assertThat(model.path("kind").asText()).isEqualTo("dbt");
    assertThat(fix(model, "run it again").path("can").asBoolean()).isTrue();
    assertThat(fix(model, "run the model as it was").path("words").asText())
        .contains("dbt project alone");
    assertThat(table(view, "raw_trips").path("kind").asText()).isEqualTo("source: files");

    var left = elsewhere(view, "stg_stations");
    assertThat(left.path("told").asText()).isEqualTo("dbt");
    assertThat(left.path("words").asText()).contains("only dbt can run");
    assertThat(left.path("watched").asBoolean()).isFalse();
    assertThat(left.path("next").asText()).contains("OpenLineage");

    // Once dbt tells of its runs, it is seen.
    told(city.folder, run("model.bikes.stg_stations", List.of(), List.of("stg_stations")));
    var seen = elsewhere(city.ok("reach", "--json").json(), "stg_stations");
    assertThat(seen.path("watched").asBoolean()).isTrue();
    assertThat(seen.path("makers").get(0).asText()).contains("model.bikes.stg_stations");
  }

  /** A project over a dbt project of which one model is a program that only dbt can run. */
  private Shell city() throws IOException {
    var bikes = folder.resolve("bikes");
    try (var files = Files.walk(BIKES.resolve("project"))) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var to = bikes.resolve(BIKES.resolve("project").relativize(file).toString());
        Files.createDirectories(to.toAbsolutePath().getParent());
        Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    var json = new ObjectMapper();
    var manifest = json.readTree(BIKES.resolve("artifacts/manifest.json").toFile());
    ((ObjectNode) manifest.path("nodes").path("model.bikes.stg_stations"))
        .put("language", "python");
    Files.createDirectories(bikes.resolve("target"));
    json.writeValue(bikes.resolve("target/manifest.json").toFile(), manifest);
    new Shell(folder).ok("init", "--dbt", "bikes", "city");
    return new Shell(folder.resolve("city"));
  }

  // ---- beside others

  @Test
  void whatOthersMakeIsWatchedAndNoMore() {
    var shell = SmallShop.in(folder, 1);
    told(folder, run("load", List.of("erp.public.lines"), List.of("raw_orders", "erp.x.totals")));
    var view = shell.ok("reach", "--json").json();
    assertThat(table(view, "raw_orders").path("writers").get(0).asText())
        .isEqualTo("load (airflow)");
    assertThat(elsewhere(view, "erp.x.totals").path("words").asText())
        .contains("cannot be run again here");
    assertThat(elsewhere(view, "erp.public.lines").path("watched").asBoolean()).isFalse();
    assertThat(shell.ok("reach").out())
        .contains("made elsewhere, and watched at most:")
        .contains("erp.x.totals by load (airflow)\n");
  }

  private static OutsideRun run(String job, List<String> reads, List<String> writes) {
    var at = Instant.parse("2026-11-21T02:00:00Z");
    return new OutsideRun(
        new OutsideRun.Key("airflow", job, "r1"),
        OutsideState.COMPLETE,
        at,
        at,
        Optional.of(at),
        "",
        datasets(reads),
        datasets(writes),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        OutsideRun.Nature.UNKNOWN);
  }

  private static List<OutsideRun.Dataset> datasets(List<String> names) {
    return names.stream()
        .map(name -> new OutsideRun.Dataset("postgres://erp", name, List.of()))
        .toList();
  }

  private static void told(Path project, OutsideRun run) {
    try (var runs = OutsideRuns.of(project, text -> text)) {
      runs.keep(List.of(run), run.told());
    }
  }

  // ---- with all that there is

  @Test
  void ofAWholeProjectEachWordFollowsItsFiles() throws IOException {
    var shell = whole();
    shell.environment.put("SET_TOKEN", VALUE);
    shell.ok("run", "shop", "--interval", SmallShop.day(1));
    var answer = shell.ok("reach", "--json");
    assertThat(answer.out()).doesNotContain(VALUE);
    var view = answer.json();
    assertThat(view.path("mode").asText()).isEqualTo("act");

    var raw = table(view, "raw_orders");
    assertThat(raw.path("owner").asText()).isEqualTo("orders@example.com");
    assertThat(watch(raw, "lateness").path("can").asBoolean()).isTrue();
    assertThat(watch(raw, "arrival").path("can").asBoolean()).isTrue();
    assertThat(watch(raw, "promises").path("words").asText()).contains("hold");
    assertThat(watch(raw, "history").path("words").asText()).contains("1 earlier intervals");
    assertThat(raw.path("notes").get(0).asText()).contains("ask erika@example.com");
    assertThat(fix(raw, "lay the rows aside").path("can").asBoolean()).isTrue();

    // The first rule forbids it for what is loaded; all else is done.
    var again = fix(raw, "run it again");
    assertThat(again.path("may").asText()).isEqualTo("forbid or auto");
    assertThat(again.path("by").toString()).contains("policy.yaml:2", "for raw_*");
    assertThat(fix(table(view, "stg"), "run it again").path("may").asText()).isEqualTo("auto");

    var rates = table(view, "rates");
    assertThat(rates.path("kind").asText()).isEqualTo("source: http");
    assertThat(watch(rates, "arrival").path("can").asBoolean()).isFalse();
    assertThat(watch(rates, "owner").path("next").asText()).contains("'owner'");

    assertThat(view.path("secrets")).hasSize(2);
    assertThat(secret(view, "SET_TOKEN").path("isSet").asBoolean()).isTrue();
    var unset = secret(view, "UNSET_KEY");
    assertThat(unset.path("isSet").asBoolean()).isFalse();
    assertThat(unset.path("usedBy").get(0).asText()).isEqualTo("rates");
    assertThat(view.path("next").toString()).contains("set secret:env/UNSET_KEY");

    assertThat(shell.ok("reach", "raw_orders").out())
        .contains("  yes owner: orders@example.com is asked\n")
        .contains("  no  put right the slip in an edit of its model: it is loaded");
    assertThat(shell.run("reach", "raw_order").exits(Exit.NOT_FOUND).err())
        .contains("did you mean 'raw_orders'?");
  }

  private Shell whole() throws IOException {
    var shell = SmallShop.in(folder, 1);
    shell.write(
        "prunella.yaml",
        """
        name: shop
        mode: act
        pipelines:
          shop:
            interval: daily
            start: 2026-11-01
            schedule: "0 3 * * *"
            wait_for_files: true
            tables: [raw_orders, stg, sales]
          rates: {interval: none, tables: [rates]}
        """);
    shell.write(SmallShop.SOURCE, SmallShop.source() + "owner: orders@example.com\n");
    shell.write(
        "sources/rates.yaml",
        """
        source: rates
        http:
          url: http://127.0.0.1:9/rates?key=secret:env/UNSET_KEY
          headers: {Authorization: "Bearer secret:env/SET_TOKEN"}
        """);
    Files.createDirectories(folder.resolve("contracts"));
    shell.write(
        "contracts/orders.odcs.yaml",
        """
        apiVersion: v3.1.0
        kind: DataContract
        id: orders
        version: 1.0.0
        status: active
        schema:
          - name: raw_orders
            properties:
              - name: country
                logicalType: string
                required: true
        """);
    shell.write(
        "policy.yaml",
        """
        rules:
          - {remedy: retry_later, table: "raw_*", do: forbid}
        default: auto
        """);
    shell.ok(
        "knowledge",
        "add",
        "erika",
        "--title",
        "Erika knows the orders",
        "--table",
        "raw_orders",
        "--ask",
        "erika@example.com");
    return shell;
  }

  // ---- an empty one

  @Test
  void ofNothingNothingIsClaimed() {
    var shell = new Shell(folder);
    shell.ok("init", "--empty", "--name", "bare");
    var view = shell.ok("reach", "--json").json();
    assertThat(view.path("tables")).isEmpty();
    assertThat(view.path("elsewhere")).isEmpty();
    assertThat(view.path("remedies")).isNotEmpty();
    assertThat(view.path("untold").toString()).contains("restart_or_reprovision");
    assertThat(shell.ok("reach").out()).contains("nothing is made here yet\n");
  }

  // ---- reading

  private static JsonNode table(JsonNode view, String name) {
    return find(view.path("tables"), "table", name);
  }

  private static JsonNode elsewhere(JsonNode view, String name) {
    return find(view.path("elsewhere"), "table", name);
  }

  private static JsonNode secret(JsonNode view, String name) {
    return find(view.path("secrets"), "secret", "secret:env/" + name);
  }

  private static JsonNode watch(JsonNode table, String of) {
    return find(table.path("watch"), "of", of);
  }

  private static JsonNode fix(JsonNode table, String remedy) {
    return find(table.path("fixes"), "remedy", remedy);
  }

  /** The one whose name begins so. */
  private static JsonNode find(JsonNode list, String key, String beginning) {
    for (var one : list) {
      if (one.path(key).asText().startsWith(beginning)) {
        return one;
      }
    }
    throw new AssertionError("none is " + beginning + " in " + list);
  }
}
