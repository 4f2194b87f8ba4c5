package dev.prunella.local.runs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.contract.CodePlace;
import dev.prunella.pipeline.Batch;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Quarantined;
import dev.prunella.pipeline.RunCode;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunEvent.StepSkipped.Why;
import dev.prunella.pipeline.Verdict;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.Entry;
import dev.prunella.refs.JournalEntry;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.ObjectId;
import dev.prunella.refs.Problem;
import dev.prunella.refs.TableName;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what {@link EventWriter} has ever written. */
final class EventReader {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private EventReader() {}

  /**
   * The event of a journal's entry.
   *
   * @throws LakeException {@link Problem#UNSUPPORTED} for a kind of a newer version, {@link
   *     Problem#LAKE_DAMAGED} for text that no version has written
   */
  static RunEvent read(JournalEntry entry) {
    var kind =
        EventKind.of(entry.kind())
            .orElseThrow(
                () ->
                    new LakeException(
                        Problem.UNSUPPORTED,
                        "%s holds a '%s', which a newer Prunella has written"
                            .formatted(entry.stream(), entry.kind())));
    try {
      return event(kind, MAPPER.readTree(entry.body()));
    } catch (JsonProcessingException
        | DateTimeException
        | IllegalArgumentException
        | ClassCastException e) {
      throw new LakeException(
          Problem.LAKE_DAMAGED,
          "entry %d of %s cannot be read: %s"
              .formatted(entry.position(), entry.stream(), e.getMessage()),
          e);
    }
  }

  private static RunEvent event(EventKind kind, JsonNode json) {
    var at = Instant.parse(text(json, "at"));
    return switch (kind) {
      case OPENED ->
          new RunEvent.Opened(
              at,
              text(json, "pipeline"),
              json.has("from")
                  ? Optional.of(
                      new DataInterval(
                          Instant.parse(text(json, "from")), Instant.parse(text(json, "to"))))
                  : Optional.empty(),
              optional(json, "interval"),
              tables(json, "tables"),
              Instant.parse(text(json, "runAt")),
              json.path("seed").asLong(),
              text(json, "by"),
              text(json, "why"));
      case ATTEMPT_BEGAN ->
          new RunEvent.AttemptBegan(
              at,
              json.path("attempt").asInt(),
              text(json, "branch"),
              commit(json, "base"),
              new RunCode(optional(json, "code"), text(json, "origin")),
              text(json, "why"));
      case STEP_BEGAN -> new RunEvent.StepBegan(at, table(json));
      case STEP_DONE -> done(at, json);
      case STEP_JUDGED ->
          new RunEvent.StepJudged(
              at,
              table(json),
              entry(json.path("made")),
              verdicts(json.path("verdicts")),
              Duration.parse(text(json, "took")));
      case STEP_REUSED ->
          new RunEvent.StepReused(at, table(json), entry(json.path("entry")), text(json, "why"));
      case STEP_FAILED ->
          new RunEvent.StepFailed(
              at, table(json), fault(json.path("fault")), Duration.parse(text(json, "took")));
      case STEP_SKIPPED ->
          new RunEvent.StepSkipped(
              at,
              table(json),
              TableName.parse(text(json, "because")),
              // Older journals know of one reason only.
              Why.valueOf(json.path("why").asText(Why.NEEDS.name())));
      case STEP_CANCELLED -> new RunEvent.StepCancelled(at, table(json));
      case OVERTAKEN -> new RunEvent.Overtaken(at, commit(json, "main"), tables(json, "changed"));
      case PUBLISHED -> new RunEvent.Published(at, commit(json, "commit"), tables(json, "tables"));
      case CLOSED ->
          new RunEvent.Closed(
              at, RunEvent.Outcome.valueOf(text(json, "outcome")), text(json, "sentence"));
    };
  }

  private static RunEvent done(Instant at, JsonNode json) {
    Map<TableName, Entry> inputs = new HashMap<>();
    json.path("inputs")
        .properties()
        .forEach(field -> inputs.put(TableName.parse(field.getKey()), entry(field.getValue())));
    return new RunEvent.StepDone(
        at,
        table(json),
        text(json, "fingerprint"),
        inputs,
        json.has("before") ? Optional.of(entry(json.path("before"))) : Optional.empty(),
        entry(json.path("after")),
        json.path("rows").asLong(),
        json.path("bytes").asLong(),
        Duration.parse(text(json, "took")),
        json.has("batch") ? Optional.of(batch(json.path("batch"))) : Optional.empty(),
        json.has("quarantined")
            ? Optional.of(quarantined(json.path("quarantined")))
            : Optional.empty(),
        json.path("leftOut").asLong());
  }

  private static Quarantined quarantined(JsonNode json) {
    var rules = new HashMap<String, Long>();
    json.path("byRule")
        .properties()
        .forEach(rule -> rules.put(rule.getKey(), rule.getValue().asLong()));
    return new Quarantined(
        table(json),
        json.has("before") ? Optional.of(entry(json.path("before"))) : Optional.empty(),
        entry(json.path("after")),
        json.path("rows").asLong(),
        rules);
  }

  private static Batch batch(JsonNode json) {
    var parts = new ArrayList<Batch.Part>();
    for (var part : json.path("parts")) {
      parts.add(
          new Batch.Part(
              text(part, "name"),
              text(part, "sha256"),
              part.path("bytes").asLong(),
              text(part, "location")));
    }
    return new Batch(parts, Instant.parse(text(json, "fetchedAt")));
  }

  private static List<Verdict> verdicts(JsonNode json) {
    var verdicts = new ArrayList<Verdict>();
    for (var one : json) {
      verdicts.add(
          new Verdict(
              text(one, "rule"),
              Verdict.Standing.valueOf(text(one, "standing")),
              text(one, "sentence"),
              place(one),
              facts(one)));
    }
    return verdicts;
  }

  private static Fault fault(JsonNode json) {
    return new Fault(
        Fault.Kind.valueOf(text(json, "kind")),
        text(json, "message"),
        place(json),
        text(json, "next"),
        facts(json));
  }

  private static Optional<CodePlace> place(JsonNode json) {
    return optional(json, "path").map(path -> new CodePlace(path, json.path("line").asInt()));
  }

  private static Map<String, String> facts(JsonNode json) {
    var facts = new HashMap<String, String>();
    json.path("facts")
        .properties()
        .forEach(field -> facts.put(field.getKey(), field.getValue().asText()));
    return facts;
  }

  private static Entry entry(JsonNode json) {
    return json.has("view")
        ? new Entry.View(text(json, "view"), text(json, "metadata"))
        : new Entry.Table(text(json, "table"), text(json, "metadata"));
  }

  private static CommitId commit(JsonNode json, String field) {
    return new CommitId(ObjectId.fromHex(text(json, field)));
  }

  private static TableName table(JsonNode json) {
    return TableName.parse(text(json, "table"));
  }

  private static List<TableName> tables(JsonNode json, String field) {
    var tables = new ArrayList<TableName>();
    json.path(field).forEach(name -> tables.add(TableName.parse(name.asText())));
    return tables;
  }

  private static Optional<String> optional(JsonNode json, String field) {
    return Optional.ofNullable(json.get(field)).map(JsonNode::asText);
  }

  private static String text(JsonNode json, String field) {
    return optional(json, field)
        .orElseThrow(() -> new IllegalArgumentException("'" + field + "' is missing"));
  }
}
