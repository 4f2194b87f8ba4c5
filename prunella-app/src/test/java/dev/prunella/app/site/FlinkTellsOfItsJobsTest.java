package dev.prunella.app.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Jobs that have no end, told of by events in the form of OpenLineage's integrations of Flink 1 and
 * 2. The events are written here: no Flink runs.
 */
class FlinkTellsOfItsJobsTest extends TellsEvents {
  private static final String KAFKA = "kafka://kafka-cluster-prod:9092";

  @Test
  void aStreamingJobRunsUntilItSaysThatItHasEnded() throws Exception {
    var run = run();
    taken(starts(run, "20:00:00"));
    assertThat(one(run).path("state").asText()).isEqualTo("START");
    taken(status("RUNNING", run, "20:00:02"));
    taken(checkpoints(run, "20:10:00", 3, 1));
    taken(checkpoints(run, "20:00:10", 0, 0));
    // Its job manager was started again: the same run goes on.
    taken(status("START", run, "21:00:00"));
    taken(status("RUNNING", run, "21:00:05"));

    var told = one(run);
    assertThat(told.path("state").asText()).isEqualTo("RUNNING");
    assertThat(told.path("ended").isMissingNode() || told.path("ended").isNull()).isTrue();
    assertThat(told.path("updated").asText()).isEqualTo("2026-11-26T21:00:05Z");
    assertThat(told.path("engine").asText()).isEqualTo("flink");
    assertThat(told.at("/streaming/checkpoints").asInt()).isEqualTo(3);
    assertThat(told.at("/streaming/failedCheckpoints").asInt()).isEqualTo(1);
    assertThat(told.at("/outputs/0/name").asText()).isEqualTo("revenue");
    assertThat(told.at("/inputs/0/namespace").asText()).isEqualTo(KAFKA);
    assertThat(page()).contains("running", "streaming, 3 checkpoints, 1 failed; heard");
    assertThat(incidents()).isEmpty();

    taken(status("COMPLETE", run, "22:00:00"));
    assertThat(one(run).path("state").asText()).isEqualTo("COMPLETE");
    assertThat(one(run).path("ended").asText()).isEqualTo("2026-11-26T22:00:00Z");
    assertThat(page()).contains("streaming, 3 checkpoints, 1 failed").doesNotContain("; heard");
    assertThat(incidents()).isEmpty();
  }

  @Test
  void aFailureOpensOneIncidentAndStartingItAgainInVainNoSecond() throws Exception {
    var first = run();
    taken(starts(first, "20:00:00"));
    taken(checkpoints(first, "20:00:10", 5, 0));
    taken(fails(first, "20:01:00"));
    for (int minute = 2; minute < 5; minute++) {
      var again = run();
      taken(starts(again, "20:0" + minute + ":00"));
      taken(status("RUNNING", again, "20:0" + minute + ":05"));
      // Restored, and nothing completed yet.
      taken(checkpoints(again, "20:0" + minute + ":10", 0, 1));
      taken(fails(again, "20:0" + minute + ":20"));
    }
    var incidents = incidents();
    assertThat(incidents).hasSize(1);
    var incident = incidents.getFirst();
    assertThat(incident.at("/seen/0/table").asText())
        .as("by the name in symlinks")
        .isEqualTo("daily_revenue");
    assertThat(incident.at("/seen/0/message").asText()).startsWith("Application Status: FAILED");
    assertThat(incident.path("run").asText()).isEqualTo(first);
    assertThat(incident.path("state").asText()).isNotEqualTo("passed");

    var good = run();
    taken(starts(good, "20:10:00"));
    taken(status("RUNNING", good, "20:10:05"));
    assertThat(incidents().getFirst().path("state").asText())
        .as("that it runs again says little")
        .isNotEqualTo("passed");
    taken(checkpoints(good, "20:10:30", 1, 0));
    assertThat(incidents()).singleElement().satisfies(FlinkTellsOfItsJobsTest::isPassed);

    taken(fails(good, "23:00:00"));
    assertThat(incidents()).as("it had worked in between").hasSize(2);
  }

  @Test
  void whoHearsOfTheFailureLastClosesItAllTheSame() throws Exception {
    var first = run();
    var second = run();
    taken(checkpoints(second, "20:10:30", 2, 0));
    taken(starts(second, "20:10:00"));
    taken(fails(first, "20:05:00"));
    taken(starts(first, "20:00:00"));
    assertThat(incidents()).singleElement().satisfies(FlinkTellsOfItsJobsTest::isPassed);
  }

  @Test
  void whatWorkedBeforeAFailureClosesNothing() throws Exception {
    var before = run();
    taken(starts(before, "19:00:00"));
    taken(checkpoints(before, "19:30:00", 9, 0));
    var run = run();
    taken(starts(run, "20:00:00"));
    taken(fails(run, "20:01:00"));
    taken(checkpoints(before, "20:30:00", 10, 0));
    assertThat(incidents().getFirst().path("state").asText()).isNotEqualTo("passed");
  }

  @Test
  void oneThatWasToldToEndHasEnded() throws Exception {
    var first = run();
    taken(starts(first, "20:00:00"));
    taken(fails(first, "20:01:00"));
    var second = run();
    taken(starts(second, "20:02:00"));
    taken(status("ABORT", second, "20:30:00"));
    assertThat(one(second).path("state").asText()).isEqualTo("ABORT");
    assertThat(one(second).path("ended").asText()).isEqualTo("2026-11-26T20:30:00Z");
    assertThat(incidents()).singleElement().satisfies(FlinkTellsOfItsJobsTest::isPassed);
  }

  @Test
  void aFailureWithoutWordsMayBeThatSomebodyStoppedIt() throws Exception {
    var run = run();
    taken(starts(run, "20:00:00"));
    taken(status("FAIL", run, "20:01:00"));
    assertThat(incidents().getFirst().at("/seen/0/message").asText())
        .contains("gave no message", "that somebody has stopped Flink tells the same");
  }

  @Test
  void facetsThatAreNotAsTheyShouldBeChangeNothing() throws Exception {
    var run = run();
    var odd = status("RUNNING", run, "20:00:00");
    ((ObjectNode) odd.at("/run/facets"))
        .putObject("checkpoints")
        .put("completed", "many")
        .put("failed", -7);
    ((ObjectNode) odd.at("/job")).putObject("facets").put("jobType", 7);
    taken(odd);
    assertThat(one(run).at("/streaming/checkpoints").asInt(-1)).isZero();
    assertThat(one(run).at("/streaming/failedCheckpoints").asInt(-1)).isZero();
  }

  private static void isPassed(JsonNode incident) {
    assertThat(incident.path("state").asText()).isEqualTo("passed");
  }

  private static String run() {
    return UUID.randomUUID().toString();
  }

  /** As both integrations start: all that is known of the job is in this event. */
  private static ObjectNode starts(String run, String time) {
    var event = status("START", run, time);
    ((ObjectNode) event.path("job"))
        .putObject("facets")
        .putObject("jobType")
        .put("processingType", "STREAMING")
        .put("integration", "FLINK")
        .put("jobType", "JOB");
    event.putArray("inputs").addObject().put("namespace", KAFKA).put("name", "orders");
    var output = event.putArray("outputs").addObject();
    output
        .put("namespace", KAFKA)
        .put("name", "revenue")
        .putObject("facets")
        .putObject("symlinks")
        .putArray("identifiers")
        .addObject()
        .put("namespace", KAFKA)
        .put("name", "default.daily_revenue")
        .put("type", "TABLE");
    return event;
  }

  /** A change of status: without datasets, and without facets of the job, as Flink 2 has it. */
  private static ObjectNode status(String type, String run, String time) {
    var event =
        JSON.createObjectNode()
            .put("eventType", type)
            .put("eventTime", "2026-11-26T" + time + "Z")
            .put("producer", "https://github.com/OpenLineage/OpenLineage/tree/1.53.0/integration")
            .put("schemaURL", "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent");
    event.putObject("job").put("namespace", "flink-jobs").put("name", "insert-into_revenue");
    var facets = event.putObject("run").put("runId", run).putObject("facets");
    facets
        .putObject("processing_engine")
        .put("name", "flink")
        .put("version", "2.0.0")
        .put("openlineageAdapterVersion", "1.53.0");
    facets.putObject("flink_job").put("jobId", "f1a7");
    return event;
  }

  private static ObjectNode checkpoints(String run, String time, int completed, int failed) {
    var event = status("RUNNING", run, time);
    ((ObjectNode) event.at("/run/facets"))
        .putObject("checkpoints")
        .put("completed", completed)
        .put("failed", failed)
        .put("in_progress", 0)
        .put("restored", 1)
        .put("total", completed + failed);
    return event;
  }

  /** As Flink 1 has it, with words. */
  private static ObjectNode fails(String run, String time) {
    var event = status("FAIL", run, time);
    ((ObjectNode) event.at("/run/facets"))
        .putObject("errorMessage")
        .put("message", "Application Status: FAILED")
        .put("programmingLanguage", "JAVA")
        .put("stackTrace", "org.apache.flink.client.program.ProgramInvocationException: ...");
    return event;
  }

  private JsonNode one(String run) throws Exception {
    for (var told : get("/api/v1/outside-runs?limit=50").path("runs")) {
      if (told.path("runId").asText().equals(run)) {
        return told;
      }
    }
    throw new AssertionError("no run " + run);
  }

  private String page() throws Exception {
    return served
        .get("/outside-runs", "Authorization", "Bearer " + token)
        .body()
        .replaceAll("\\s+", " ");
  }

  private void taken(JsonNode event) throws Exception {
    assertThat(send(event).statusCode()).isEqualTo(200);
  }
}
