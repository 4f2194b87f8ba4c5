package dev.prunella.app.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.app.spark.Java17;
import dev.prunella.app.spark.SparkProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Spark's own OpenLineage listener, in front of a project that is served. */
@Tag("spark")
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SparkTellsOfItsRunsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void failingInsertIsOneIncidentWithTheTableAndTheMessage(@TempDir Path folder) throws Exception {
    var java = Java17.required();
    var clock = Clock.systemUTC();
    try (var served =
        SmallSite.open(SmallSite.init(folder, clock), clock, false, SmallSite.ROOMY)) {
      var token = served.token("spark", "operator");
      var own = Files.createDirectory(folder.resolve("spark"));
      try (var spark = SparkProcess.start(java, own, settings(served.site.uri(), token))) {
        spark.sql("CREATE TABLE prunella.default.ratios (id BIGINT, q DOUBLE) USING iceberg");
        spark.sql("INSERT INTO prunella.default.ratios SELECT id, 1.0D FROM range(3)");
        assertThat(
                spark.refusal(
                    "INSERT INTO prunella.default.ratios"
                        + " SELECT id, CAST(1 / (id - 5) AS DOUBLE) FROM range(10)"))
            .contains("DIVIDE_BY_ZERO");
      }
      // The listener tells of all before its process ends.
      var incidents = get(served, token, "/api/v1/incidents").path("incidents");
      assertThat(incidents).hasSize(1);
      var seen = incidents.get(0).path("seen");
      assertThat(seen).hasSize(1);
      assertThat(seen.get(0).path("table").asText()).isEqualTo("ratios");
      assertThat(seen.get(0).path("message").asText())
          .contains("[DIVIDE_BY_ZERO] Division by zero");
      assertThat(get(served, token, "/api/v1/outside-runs").path("runs").findValuesAsText("state"))
          .contains("FAIL", "COMPLETE");
    }
  }

  private static Map<String, String> settings(String uri, String token) {
    return Map.of(
        "spark.sql.catalog.prunella",
        "org.apache.iceberg.spark.SparkCatalog",
        "spark.sql.catalog.prunella.type",
        "rest",
        "spark.sql.catalog.prunella.uri",
        uri + "/iceberg",
        "spark.sql.catalog.prunella.token",
        token,
        "spark.extraListeners",
        "io.openlineage.spark.agent.OpenLineageSparkListener",
        "spark.openlineage.transport.type",
        "http",
        "spark.openlineage.transport.url",
        uri,
        "spark.openlineage.transport.auth.type",
        "api_key",
        "spark.openlineage.transport.auth.apiKey",
        token);
  }

  private static JsonNode get(SmallSite served, String token, String path) throws Exception {
    return JSON.readTree(served.get(path, "Authorization", "Bearer " + token).body());
  }
}
