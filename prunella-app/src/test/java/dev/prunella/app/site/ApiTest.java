package dev.prunella.app.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The interface for programs says what the commands say. */
class ApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder = Path.of("");

  private static JsonNode json(HttpResponse<String> answer) throws Exception {
    return JSON.readTree(answer.body());
  }

  private static HttpResponse<String> post(
      SmallSite served, String path, String body, String token, String key) throws Exception {
    return served.send(
        served
            .to(path)
            .header("Authorization", token)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.ofString(body)));
  }

  @Test
  void itTellsWhatTheCommandsTell() throws Exception {
    var clock = Clock.systemUTC();
    var shop = SmallSite.init(folder, clock);
    SmallSite.run(clock, shop, "run");
    try (var served =
        SmallSite.open(shop, clock, true, dev.prunella.app.serve.ServeConfig.Bounds.DEFAULT)) {
      var token = "Bearer " + served.token("ana", "viewer");
      assertThat(json(served.get("/api/v1/status", "Authorization", token)))
          .isEqualTo(JSON.readTree(SmallSite.run(clock, shop, "status", "--json")));
      assertThat(json(served.get("/api/v1/runs", "Authorization", token)).path("runs"))
          .isEqualTo(JSON.readTree(SmallSite.run(clock, shop, "runs", "--json")).path("runs"));
      assertThat(json(served.get("/api/v1/runs/run-1", "Authorization", token)))
          .isEqualTo(JSON.readTree(SmallSite.run(clock, shop, "show", "run-1", "--json")));
      assertThat(
              json(served.get("/api/v1/publications", "Authorization", token)).path("publications"))
          .isEqualTo(
              JSON.readTree(SmallSite.run(clock, shop, "publications", "--json"))
                  .path("publications"));
    }
  }

  @Test
  void metricsTellHowTablesStand() throws Exception {
    var clock = Clock.systemUTC();
    var shop = SmallSite.init(folder, clock);
    SmallSite.run(clock, shop, "run");
    var status = JSON.readTree(SmallSite.run(clock, shop, "status", "--json"));
    assertThat(status.path("fresh").asInt()).isPositive();
    try (var served = SmallSite.open(shop, clock, true, SmallSite.ROOMY)) {
      assertThat(served.get("/metrics", "Authorization", "Bearer " + served.token("ana", "viewer")))
          .extracting(HttpResponse::body)
          .asString()
          .contains("prunella_tables{state=\"fresh\"} " + status.path("fresh").asInt() + ".0\n")
          .contains("prunella_tables{state=\"stale\"} 0.0\n")
          .contains("prunella_incidents{state=\"open\"} 0.0\n");
    }
  }

  @Test
  void whatOneHasAlreadyIsNotSentAgain() throws Exception {
    try (var served = SmallSite.in(folder, Clock.systemUTC())) {
      var token = "Bearer " + served.token("ana", "viewer");
      var first = served.get("/api/v1/healing", "Authorization", token);
      var tag = first.headers().firstValue("ETag").orElseThrow();
      assertThat(
              served
                  .get("/api/v1/healing", "Authorization", token, "If-None-Match", tag)
                  .statusCode())
          .isEqualTo(304);
    }
  }

  @Test
  void aDeedIsDoneOnceForItsKey() throws Exception {
    try (var served = SmallSite.in(folder, Clock.systemUTC())) {
      var token = "Bearer " + served.token("ana", "admin");
      var first = post(served, "/api/v1/healing/pause", "{\"why\":\"one\"}", token, "k1");
      assertThat(json(first).path("paused").asBoolean()).isTrue();
      post(served, "/api/v1/healing/resume", "{}", token, "k2");
      // Sent again, for its answer was lost: nothing happens, and the answer is the same.
      assertThat(post(served, "/api/v1/healing/pause", "{\"why\":\"one\"}", token, "k1").body())
          .isEqualTo(first.body());
      assertThat(
              json(served.get("/api/v1/healing", "Authorization", token))
                  .path("paused")
                  .asBoolean())
          .isFalse();
      var other = post(served, "/api/v1/healing/pause", "{\"why\":\"two\"}", token, "k1");
      assertThat(other.statusCode()).isEqualTo(422);
      assertThat(json(other).path("code").asText()).isEqualTo("key-reused");
    }
  }

  @Test
  void whatIsWrongIsToldAsAProblem() throws Exception {
    try (var served = SmallSite.in(folder, Clock.systemUTC())) {
      var token = "Bearer " + served.token("ana", "approver");
      var missing = served.get("/api/v1/incidents/7", "Authorization", token);
      assertThat(missing.statusCode()).isEqualTo(404);
      assertThat(missing.headers().firstValue("Content-Type").orElse(""))
          .startsWith("application/problem+json");
      assertThat(json(missing).path("detail").asText()).contains("7");
      assertThat(post(served, "/api/v1/incidents/7/answers", "no json", token, "k").statusCode())
          .isEqualTo(400);
      assertThat(served.get("/api/v1/runs?limit=0", "Authorization", token).statusCode())
          .isEqualTo(400);
    }
  }

  @Test
  void itsDescriptionNamesAllOfIt() throws Exception {
    try (var served = SmallSite.in(folder, Clock.systemUTC())) {
      var token = "Bearer " + served.token("ana", "viewer");
      var described = json(served.get("/api/v1/openapi.json", "Authorization", token));
      assertThat(described.path("openapi").asText()).isEqualTo("3.1.0");
      for (var route : served.site.routes()) {
        if (route.path().startsWith("/api/v1/") && !route.path().endsWith("openapi.json")) {
          assertThat(
                  described
                      .path("paths")
                      .path(route.path())
                      .path(route.method().name().toLowerCase(java.util.Locale.ROOT))
                      .path("x-least-role")
                      .asText())
              .as(route.path())
              .isEqualTo(route.least().orElseThrow().word());
        }
      }
    }
  }
}
