package dev.prunella.local.outside;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.prunella.outside.OutsideRun;
import dev.prunella.outside.OutsideState;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A run of somebody else's as JSON. */
final class RunText {
  private static final ObjectMapper JSON = new ObjectMapper();

  private RunText() {}

  static String write(OutsideRun run) {
    var json = JSON.createObjectNode();
    key(json, run.key());
    json.put("state", run.state().name())
        .put("began", run.began().toString())
        .put("told", run.told().toString())
        .put("producer", run.producer());
    run.ended().ifPresent(at -> json.put("ended", at.toString()));
    datasets(json, "inputs", run.inputs());
    datasets(json, "outputs", run.outputs());
    run.failure().ifPresent(f -> json.put("message", f.message()).put("stack", f.stack()));
    run.parent().ifPresent(key -> key(json.putObject("parent"), key));
    run.root().ifPresent(key -> key(json.putObject("root"), key));
    if (!run.nature().equals(OutsideRun.Nature.UNKNOWN)) {
      json.putObject("nature")
          .put("engine", run.nature().engine())
          .put("streaming", run.nature().streaming())
          .put("checkpoints", run.nature().checkpoints())
          .put("failedCheckpoints", run.nature().failedCheckpoints());
    }
    return json.toString();
  }

  private static void key(ObjectNode json, OutsideRun.Key key) {
    json.put("namespace", key.namespace()).put("job", key.job()).put("run", key.run());
  }

  private static void datasets(ObjectNode json, String name, List<OutsideRun.Dataset> datasets) {
    var array = json.putArray(name);
    for (var dataset : datasets) {
      var one = array.addObject().put("namespace", dataset.namespace()).put("name", dataset.name());
      if (!dataset.aliases().isEmpty()) {
        var aliases = one.putArray("aliases");
        dataset
            .aliases()
            .forEach(
                a -> aliases.addObject().put("namespace", a.namespace()).put("name", a.name()));
      }
    }
  }

  static OutsideRun read(String text) {
    try {
      var json = JSON.readTree(text);
      return new OutsideRun(
          key(json),
          OutsideState.valueOf(json.path("state").asText()),
          Instant.parse(json.path("began").asText()),
          Instant.parse(json.path("told").asText()),
          json.has("ended")
              ? Optional.of(Instant.parse(json.path("ended").asText()))
              : Optional.empty(),
          json.path("producer").asText(),
          datasets(json.path("inputs")),
          datasets(json.path("outputs")),
          json.has("message")
              ? Optional.of(
                  new OutsideRun.Failure(
                      json.path("message").asText(), json.path("stack").asText()))
              : Optional.empty(),
          json.has("parent") ? Optional.of(key(json.path("parent"))) : Optional.empty(),
          json.has("root") ? Optional.of(key(json.path("root"))) : Optional.empty(),
          nature(json.path("nature")));
    } catch (JsonProcessingException | DateTimeException | IllegalArgumentException e) {
      throw new LakeException(
          Problem.STORAGE_FAILED, "a run that others told of cannot be read: " + e.getMessage(), e);
    }
  }

  /** One that was kept by an earlier version has none. */
  private static OutsideRun.Nature nature(JsonNode json) {
    return new OutsideRun.Nature(
        json.path("engine").asText(),
        json.path("streaming").asBoolean(),
        json.path("checkpoints").asLong(),
        json.path("failedCheckpoints").asLong());
  }

  private static OutsideRun.Key key(JsonNode json) {
    return new OutsideRun.Key(
        json.path("namespace").asText(), json.path("job").asText(), json.path("run").asText());
  }

  private static List<OutsideRun.Dataset> datasets(JsonNode json) {
    var datasets = new ArrayList<OutsideRun.Dataset>();
    for (var one : json) {
      var aliases = new ArrayList<OutsideRun.Alias>();
      for (var alias : one.path("aliases")) {
        aliases.add(
            new OutsideRun.Alias(alias.path("namespace").asText(), alias.path("name").asText()));
      }
      datasets.add(
          new OutsideRun.Dataset(
              one.path("namespace").asText(), one.path("name").asText(), aliases));
    }
    return datasets;
  }
}
