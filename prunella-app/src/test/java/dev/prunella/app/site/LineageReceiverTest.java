package dev.prunella.app.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Events of other producers, as they write them, sent to a project that is served. */
class LineageReceiverTest extends TellsEvents {
  private static final String AIRFLOW =
      "https://github.com/apache/airflow/tree/providers-openlineage/2.18.1";
  private static final String SPARK =
      "https://github.com/OpenLineage/OpenLineage/tree/1.53.0/integration/spark";

  @Test
  void failureOpensOneIncidentThatNamesTheTableAndTheMessage() throws Exception {
    var run = UUID.randomUUID().toString();
    var fails = event("FAIL", "2026-11-26T21:00:09Z", "etl", "load.orders", run, SPARK);
    output(fails, "file", "/warehouse/orders-7f3e", "prunella.default.daily_revenue");
    facet(fails, "errorMessage")
        .put(
            "message", "[CAST_INVALID_INPUT] The value 'n/a' of the type \"STRING\" cannot be cast")
        .put("programmingLanguage", "JAVA")
        .put("stackTrace", "org.apache.spark.SparkNumberFormatException: ...\n\tat x.y(Z.java:1)");

    assertThat(send(fails).statusCode()).isEqualTo(200);
    assertThat(send(fails).statusCode()).isEqualTo(200);
    send(event("START", "2026-11-26T21:00:00Z", "etl", "load.orders", run, SPARK));
    send(event("COMPLETE", "2026-11-26T21:00:10Z", "etl", "load.orders", run, SPARK));

    var incidents = incidents();
    assertThat(incidents).hasSize(1);
    var one = incidents.getFirst();
    assertThat(one.path("seen").get(0).path("table").asText()).isEqualTo("daily_revenue");
    assertThat(one.path("seen").get(0).path("message").asText())
        .startsWith("[CAST_INVALID_INPUT] The value 'n/a'")
        .contains("SparkNumberFormatException");
    assertThat(one.path("elsewhere").path("job").asText()).isEqualTo("load.orders");
    assertThat(one.path("run").asText()).isEqualTo(run);
  }

  @Test
  void failureIsOneIncidentInEveryOrderOfItsEvents() throws Exception {
    var random = new Random(7);
    for (int i = 0; i < 6; i++) {
      var run = UUID.randomUUID().toString();
      var job = "disorder_" + i;
      var start = event("START", "2026-11-26T20:00:00Z", "etl", job, run, AIRFLOW);
      output(start, "postgres://db:5432", "shop.public.events_" + i, "");
      var fails = event("FAIL", "2026-11-26T20:00:05Z", "etl", job, run, AIRFLOW);
      facet(fails, "errorMessage").put("message", "relation \"events\" does not exist");
      var ends = event("COMPLETE", "2026-11-26T20:00:06Z", "etl", job, run, AIRFLOW);
      var events = new ArrayList<>(List.of(start, fails, fails, ends));
      Collections.shuffle(events, random);
      for (var one : events) {
        assertThat(send(one).statusCode()).isEqualTo(200);
      }
      var incidents = incidents();
      assertThat(incidents).hasSize(i + 1);
      assertThat(incidents.getFirst().path("seen").get(0).path("table").asText())
          .isEqualTo("shop.public.events_" + i);
    }
  }

  @Test
  void parentAndChildThatFailTogetherAreOneIncident() throws Exception {
    for (var childFirst : List.of(true, false)) {
      int before = incidents().size();
      var dag = UUID.randomUUID().toString();
      var task = UUID.randomUUID().toString();
      var child = event("FAIL", "2026-11-26T20:00:05Z", "air", "dag.task", task, AIRFLOW);
      output(child, "bigquery", "shop.raw.clicks", "");
      facet(child, "errorMessage").put("message", "quota exceeded for " + childFirst);
      var parent = facet(child, "parent");
      parent.putObject("run").put("runId", dag);
      parent.putObject("job").put("namespace", "air").put("name", "dag");
      var around = event("FAIL", "2026-11-26T20:00:07Z", "air", "dag", dag, AIRFLOW);
      send(childFirst ? child : around);
      send(childFirst ? around : child);
      var incidents = incidents();
      assertThat(incidents).hasSize(before + 1);
      assertThat(incidents.getFirst().path("seen").get(0).path("message").asText())
          .contains("quota exceeded");
      assertThat(incidents.getFirst().path("seen")).hasSize(1);
    }
  }

  @Test
  void laterRunOfTheJobClosesItAndAnEarlierOneDoesNot() throws Exception {
    var fails =
        event("FAIL", "2026-11-26T20:10:00Z", "etl", "nightly", UUID.randomUUID() + "", SPARK);
    facet(fails, "spark.exception")
        .put("message", "Job aborted due to stage failure")
        .put("stackTrace", "org.apache.spark.SparkException: Job aborted due to stage failure");
    send(fails);
    send(
        event("COMPLETE", "2026-11-26T20:05:00Z", "etl", "nightly", UUID.randomUUID() + "", SPARK));
    assertThat(incidents().getFirst().path("state").asText()).isNotEqualTo("passed");
    assertThat(incidents().getFirst().path("seen").get(0).path("message").asText())
        .startsWith("Job aborted due to stage failure");
    send(
        event("COMPLETE", "2026-11-26T20:30:00Z", "etl", "nightly", UUID.randomUUID() + "", SPARK));
    assertThat(incidents().getFirst().path("state").asText()).isEqualTo("passed");
  }

  @Test
  void somebodyIsToldOnceAndNothingIsTried() throws Exception {
    var fails =
        event("FAIL", "2026-11-26T20:10:00Z", "etl", "quiet", UUID.randomUUID() + "", SPARK);
    facet(fails, "errorMessage").put("message", "the table is locked.");
    send(fails);
    var incident = incidents().getFirst().path("incident").asText();
    JsonNode view = JSON.createObjectNode();
    for (int i = 0; i < 200 && !view.path("asked").isObject(); i++) {
      Thread.sleep(50);
      view = get("/api/v1/incidents/" + incident);
    }
    assertThat(view.path("asked").path("question").asText()).contains("quiet").doesNotContain("..");
    assertThat(view.path("seen").get(0).path("message").asText()).contains("is locked");
    assertThat(view.path("tried")).isEmpty();
    assertThat(
            served.get("/incidents/" + incident, "Authorization", "Bearer " + token).statusCode())
        .isEqualTo(200);
  }

  @Test
  void onlyWhatTellsOfNoRunIsRefused() throws Exception {
    for (var bad :
        Map.of(
                "", "empty",
                "no json", "no JSON",
                "[1]", "JSON object",
                "{\"eventType\":\"START\",\"job\":{\"name\":\"a\"}}", "run.runId",
                "{\"eventType\":\"START\",\"run\":{\"runId\":\"1\"}}", "job.name")
            .entrySet()) {
      var answer = post("/api/v1/lineage", bad.getKey().getBytes(StandardCharsets.UTF_8));
      assertThat(answer.statusCode()).as(bad.getKey()).isEqualTo(400);
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
      assertThat(answer.body()).contains(bad.getValue());
    }
    var odd =
        """
        {"eventType":"WHATEVER","eventTime":"yesterday","run":{"runId":"r-1","facets":{"errorMessage":[1],
        "parent":"x","spark_unknown":{"a":[[[[]]]]}}},"job":{"name":"<script>alert(1)</script>"},
        "inputs":"none","outputs":[1,{"name":7},{"name":"x","facets":{"symlinks":{"identifiers":4}}}]}""";
    assertThat(post("/api/v1/lineage", odd.getBytes(StandardCharsets.UTF_8)).statusCode())
        .isEqualTo(200);
    var page = served.get("/outside-runs", "Authorization", "Bearer " + token);
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("&lt;script&gt;").doesNotContain("<script>alert");
    assertThat(
            post("/api/v1/lineage", "{\"job\":{\"name\":\"a\"}}".getBytes(StandardCharsets.UTF_8))
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void batchSaysWhatWasTakenAndWhatNot() throws Exception {
    var events = JSON.createArrayNode();
    events.add(event("START", "2026-11-26T20:00:00Z", "etl", "a", UUID.randomUUID() + "", SPARK));
    events.add("nothing");
    events.add(
        JSON.createObjectNode()
            .put("eventTime", "2026-11-26T20:00:00Z")
            .set("dataset", JSON.createObjectNode().put("namespace", "n").put("name", "d")));
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(JSON.writeValueAsBytes(events));
    }
    var answer =
        served.send(
            served
                .to("/api/v1/lineage/batch")
                .headers("Authorization", "Bearer " + token, "Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(packed.toByteArray())));
    var told = JSON.readTree(answer.body());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(told.path("status").asText()).isEqualTo("partial_success");
    assertThat(told.path("summary").path("received").asInt()).isEqualTo(3);
    assertThat(told.path("summary").path("successful").asInt()).isEqualTo(2);
    assertThat(told.path("summary").path("failed").asInt()).isEqualTo(1);
    assertThat(told.path("failed_events").get(0).path("index").asInt()).isEqualTo(1);
    var runs = get("/api/v1/outside-runs").path("runs");
    assertThat(runs).hasSize(1);
    assertThat(runs.get(0).path("job").path("name").asText()).isEqualTo("a");
    assertThat(runs.get(0).path("state").asText()).isEqualTo("START");
  }

  @Test
  void successThatIsToComeOneDayHidesNoFailure() throws Exception {
    var ends =
        event("COMPLETE", "2099-01-01T00:00:00Z", "etl", "ahead", UUID.randomUUID() + "", SPARK);
    assertThat(send(ends).statusCode()).isEqualTo(200);
    var now = Clock.systemUTC().instant().plusSeconds(60).toString();
    send(event("FAIL", now, "etl", "ahead", UUID.randomUUID() + "", SPARK));
    assertThat(incidents()).hasSize(1);
    assertThat(incidents().getFirst().path("state").asText()).isNotEqualTo("passed");
  }

  /**
   * What is said to something that is too much. Who still sends while the connection is closed may
   * hear of that alone (RFC 9112, section 9.6), and asks again.
   */
  private HttpResponse<String> refused(String path, byte[] body) throws Exception {
    for (int turn = 0; turn < 4; turn++) {
      try {
        return post(path, body);
      } catch (HttpTimeoutException e) {
        throw e;
      } catch (IOException _) {
        // Once more, and the last time whatever comes of it.
      }
    }
    return post(path, body);
  }

  @Test
  void whatIsTooMuchIsRefusedAndTheNextIsTaken() throws Exception {
    var longer = "{\"a\":\"" + "x".repeat(4 << 20) + "\"}";
    var refused = refused("/api/v1/lineage", bytes(longer));
    assertThat(refused.statusCode()).isEqualTo(413);
    assertThat(refused.headers().firstValue("Connection")).contains("close");
    var brackets = "[" + "{},".repeat(1_100_000) + "{}]";
    assertThat(refused("/api/v1/lineage/batch", bytes(brackets)).statusCode()).isEqualTo(413);
    var many = "[" + "1,".repeat(10_000) + "1]";
    assertThat(refused("/api/v1/lineage/batch", bytes(many)).statusCode()).isEqualTo(413);
    var deep = "[".repeat(100_000);
    assertThat(refused("/api/v1/lineage/batch", bytes(deep)).statusCode()).isEqualTo(413);
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      for (int i = 0; i < 64; i++) {
        gzip.write(new byte[1 << 20]);
      }
    }
    var bomb =
        served
            .to("/api/v1/lineage/batch")
            .headers("Authorization", "Bearer " + token, "Content-Encoding", "gzip")
            .POST(BodyPublishers.ofByteArray(packed.toByteArray()));
    assertThat(served.send(bomb).statusCode()).isEqualTo(413);
    // None of it holds any of the room that others need.
    for (int i = 0; i < 20; i++) {
      var good = event("START", "2026-11-26T20:00:00Z", "etl", "a", "r-" + i, SPARK);
      assertThat(send(good).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void onlyAnOperatorTells() throws Exception {
    var event = event("FAIL", "2026-11-26T20:00:00Z", "etl", "a", "r", SPARK);
    for (var path : List.of("/api/v1/lineage", "/api/v1/lineage/batch")) {
      var nobody = served.to(path).POST(BodyPublishers.ofString(event.toString()));
      assertThat(served.send(nobody).statusCode()).isEqualTo(401);
      var viewer =
          served
              .to(path)
              .headers("Authorization", "Bearer " + served.token("v" + path.length(), "viewer"))
              .POST(BodyPublishers.ofString(event.toString()));
      assertThat(served.send(viewer).statusCode()).isEqualTo(403);
    }
    assertThat(incidents()).isEmpty();
  }

  @Test
  void whoIsAskedByTheEndOfANameIsToldSo() throws Exception {
    var fails = event("FAIL", "2026-11-26T20:10:00Z", "etl", "x", UUID.randomUUID() + "", SPARK);
    output(fails, "postgres://db:5432", "other.public.daily_revenue", "");
    send(fails);
    var incident = incidents().getFirst();
    assertThat(incident.path("seen").get(0).path("table").asText())
        .isEqualTo("other.public.daily_revenue");
    JsonNode view = JSON.createObjectNode();
    for (int i = 0; i < 200 && !view.path("asked").isObject(); i++) {
      Thread.sleep(50);
      view = get("/api/v1/incidents/" + incident.path("incident").asText());
    }
    assertThat(view.path("asked").path("question").asText())
        .contains("probably daily_revenue; dismiss it if it is not");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ObjectNode event(
      String type, String time, String namespace, String job, String run, String producer) {
    var event =
        JSON.createObjectNode()
            .put("eventType", type)
            .put("eventTime", time)
            .put("producer", producer)
            .put("schemaURL", "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent");
    event.putObject("run").put("runId", run).putObject("facets");
    event.putObject("job").put("namespace", namespace).put("name", job).putObject("facets");
    event.putArray("inputs");
    event.putArray("outputs");
    return event;
  }

  private static ObjectNode facet(ObjectNode event, String name) {
    return ((ObjectNode) event.path("run").path("facets"))
        .putObject(name)
        .put("_producer", event.path("producer").asText())
        .put("_schemaURL", "https://openlineage.io/spec/facets/1-0-1/" + name + ".json");
  }

  private static void output(ObjectNode event, String namespace, String name, String symlink) {
    var output =
        event.withArray("outputs").addObject().put("namespace", namespace).put("name", name);
    if (!symlink.isEmpty()) {
      output
          .putObject("facets")
          .putObject("symlinks")
          .putArray("identifiers")
          .addObject()
          .put("namespace", "http://127.0.0.1:8080/iceberg")
          .put("name", symlink)
          .put("type", "TABLE");
    }
  }
}
