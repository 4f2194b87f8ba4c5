package dev.prunella.app.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Iceberg's clients know no table without a namespace; a project's tables have none as a rule. */
class IcebergOfAProjectTest {
  private static final String MAIN = "/iceberg/v1/main/namespaces";

  @TempDir Path folder = Path.of("");

  @Test
  void tablesWithoutANamespaceAreFoundInDefault() throws Exception {
    var project = SmallSite.init(folder, Clock.systemUTC());
    SmallSite.run(Clock.systemUTC(), project, "run", "--interval", "2026-01-01");
    try (var site = SmallSite.open(project, Clock.systemUTC(), true, SmallSite.ROOMY)) {
      var token = site.token("spark", "viewer");
      assertThat(get(site, token, MAIN, 200).path("namespaces")).hasToString("[[\"default\"]]");
      assertThat(get(site, token, MAIN + "/default", 200).path("namespace"))
          .hasToString("[\"default\"]");
      assertThat(
              get(site, token, MAIN + "/default/tables", 200)
                  .path("identifiers")
                  .findValuesAsText("name"))
          .containsExactly("daily_revenue", "raw_orders", "stg_orders");
      assertThat(
              get(site, token, MAIN + "/default/tables/raw_orders", 200)
                  .at("/metadata/current-snapshot-id")
                  .isNumber())
          .isTrue();
      get(site, token, MAIN + "/default/tables/nowhere", 404);
    }
  }

  @Test
  void aReaderIsToldThatATableIsStaleAndNothingIsWrittenForIt() throws Exception {
    var clock = Clock.systemUTC();
    var project = SmallSite.init(folder, clock);
    SmallSite.run(clock, project, "run", "--interval", "2026-01-01");
    try (var site = SmallSite.open(project, clock, true, SmallSite.ROOMY)) {
      var token = site.token("spark", "viewer");
      var table = MAIN + "/default/tables/daily_revenue";
      var fresh = get(site, token, table, 200).at("/metadata/properties");
      assertThat(fresh.path("prunella.freshness").asText()).isEqualTo("fresh");
    }
    Files.writeString(project.resolve("landing/2026-01-02.csv"), "order_id,order_date\nno,rows\n");
    SmallSite.fails(clock, project, "run", "--interval", "2026-01-02");
    try (var site = SmallSite.open(project, clock, true, SmallSite.ROOMY)) {
      var token = site.token("trino", "viewer");
      var told = get(site, token, MAIN + "/default/tables/daily_revenue", 200);
      var stale = told.at("/metadata/properties");
      assertThat(stale.path("prunella.freshness").asText()).isEqualTo("stale");
      assertThat(stale.path("prunella.missing").asText()).isEqualTo("2026-01-02");
      assertThat(stale.path("prunella.because").asText()).contains("raw_orders");
      assertThat(
              Files.readString(
                  Path.of(told.path("metadata-location").asText().replace("file:", ""))))
          .doesNotContain("prunella.freshness");
    }
  }

  @Test
  void whereEveryTableHasANamespaceThereIsNoOther() throws Exception {
    var project = SmallSite.init(folder, Clock.systemUTC());
    try (var site = SmallSite.open(project, Clock.systemUTC(), true, SmallSite.ROOMY)) {
      var token = site.token("spark", "viewer");
      assertThat(get(site, token, MAIN, 200).path("namespaces")).isEmpty();
      get(site, token, MAIN + "/default", 404);
    }
  }

  private static JsonNode get(SmallSite site, String token, String path, int status)
      throws Exception {
    var answer = site.send(site.to(path).header("Authorization", "Bearer " + token).GET());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return new ObjectMapper().readTree(answer.body());
  }
}
