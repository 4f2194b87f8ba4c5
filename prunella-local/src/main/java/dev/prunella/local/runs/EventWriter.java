package dev.prunella.local.runs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.prunella.contract.CodePlace;
import dev.prunella.pipeline.Batch;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.refs.Entry;
import dev.prunella.refs.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Writes a run's events as JSON. What is written once is read for good: fields are only added. */
final class EventWriter {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final UnaryOperator<String> redacted;

  /**
   * @param redacted masks secrets in text that comes from outside
   */
  EventWriter(UnaryOperator<String> redacted) {
    this.redacted = redacted;
  }

  String write(RunEvent event) {
    var json = JSON.objectNode().put("at", event.at().toString());
    switch (event) {
      case RunEvent.Opened opened -> opened(json, opened);
      case RunEvent.AttemptBegan attempt -> {
        json.put("attempt", attempt.attempt());
        json.put("branch", attempt.branch());
        json.put("base", attempt.base().hex());
        attempt.code().tree().ifPresent(tree -> json.put("code", tree));
        json.put("origin", attempt.code().origin());
        json.put("why", attempt.why());
      }
      case RunEvent.StepBegan step -> table(json, step.table());
      case RunEvent.StepDone step -> done(json, step);
      case RunEvent.StepJudged step -> judged(json, step);
      case RunEvent.StepReused step -> {
        table(json, step.table());
        json.set("entry", entry(step.entry()));
        json.put("why", step.why());
      }
      case RunEvent.StepFailed step -> {
        table(json, step.table());
        json.set("fault", fault(step.fault()));
        json.put("took", step.took().toString());
      }
      case RunEvent.StepSkipped step -> {
        table(json, step.table());
        json.put("because", step.because().toString());
        json.put("why", step.why().name());
      }
      case RunEvent.StepCancelled step -> table(json, step.table());
      case RunEvent.Overtaken overtaken -> {
        json.put("main", overtaken.main().hex());
        tables(json, "changed", overtaken.changed());
      }
      case RunEvent.Published published -> {
        json.put("commit", published.commit().hex());
        tables(json, "tables", published.tables());
      }
      case RunEvent.Closed closed -> {
        json.put("outcome", closed.outcome().name());
        json.put("sentence", redacted.apply(closed.sentence()));
      }
    }
    return json.toString();
  }

  private static void opened(ObjectNode json, RunEvent.Opened opened) {
    json.put("pipeline", opened.pipeline());
    opened
        .interval()
        .ifPresent(
            interval -> {
              json.put("from", interval.start().toString());
              json.put("to", interval.end().toString());
            });
    opened.intervalLabel().ifPresent(label -> json.put("interval", label));
    tables(json, "tables", opened.tables());
    json.put("runAt", opened.runAt().toString());
    json.put("seed", opened.seed());
    json.put("by", opened.by());
    json.put("why", opened.why());
  }

  private static void done(ObjectNode json, RunEvent.StepDone step) {
    table(json, step.table());
    json.put("fingerprint", step.fingerprint());
    var inputs = json.putObject("inputs");
    new TreeMap<>(step.inputs())
        .forEach((name, entry) -> inputs.set(name.toString(), entry(entry)));
    step.before().ifPresent(before -> json.set("before", entry(before)));
    json.set("after", entry(step.after()));
    json.put("rows", step.rows());
    json.put("bytes", step.bytes());
    json.put("took", step.took().toString());
    step.batch().ifPresent(batch -> json.set("batch", batch(batch)));
    step.quarantined()
        .ifPresent(
            q -> {
              var aside = json.putObject("quarantined").put("table", q.table().toString());
              q.before().ifPresent(before -> aside.set("before", entry(before)));
              aside.set("after", entry(q.after()));
              aside.put("rows", q.rows());
              var rules = aside.putObject("byRule");
              new TreeMap<>(q.byRule()).forEach((rule, rows) -> rules.put(rule, rows));
            });
    if (step.leftOut() > 0) {
      json.put("leftOut", step.leftOut());
    }
  }

  private void judged(ObjectNode json, RunEvent.StepJudged step) {
    table(json, step.table());
    json.set("made", entry(step.made()));
    json.put("took", step.took().toString());
    var verdicts = json.putArray("verdicts");
    for (var verdict : step.verdicts()) {
      var one =
          verdicts
              .addObject()
              .put("rule", verdict.rule())
              .put("standing", verdict.standing().name())
              .put("sentence", redacted.apply(verdict.sentence()));
      place(one, verdict.place());
      facts(one, verdict.facts());
    }
  }

  private static void table(ObjectNode json, TableName table) {
    json.put("table", table.toString());
  }

  private static void tables(ObjectNode json, String field, List<TableName> tables) {
    var list = json.putArray(field);
    tables.forEach(table -> list.add(table.toString()));
  }

  private static ObjectNode entry(Entry entry) {
    return switch (entry) {
      case Entry.Table(var uuid, var location) ->
          JSON.objectNode().put("table", uuid).put("metadata", location);
      case Entry.View(var uuid, var location) ->
          JSON.objectNode().put("view", uuid).put("metadata", location);
      case Entry.Namespace _ ->
          throw new IllegalArgumentException("no step reads or makes a namespace");
    };
  }

  private static ObjectNode batch(Batch batch) {
    var json = JSON.objectNode().put("fetchedAt", batch.fetchedAt().toString());
    var parts = json.putArray("parts");
    for (var part : batch.parts()) {
      parts
          .addObject()
          .put("name", part.name())
          .put("sha256", part.sha256())
          .put("bytes", part.bytes())
          .put("location", part.location());
    }
    return json;
  }

  private ObjectNode fault(Fault fault) {
    var json =
        JSON.objectNode()
            .put("kind", fault.kind().name())
            .put("message", redacted.apply(fault.message()))
            .put("next", redacted.apply(fault.next()));
    place(json, fault.place());
    facts(json, fault.facts());
    return json;
  }

  private static void place(ObjectNode json, Optional<CodePlace> place) {
    place.ifPresent(p -> json.put("path", p.path()).put("line", p.line()));
  }

  private void facts(ObjectNode json, Map<String, String> facts) {
    var object = json.putObject("facts");
    new TreeMap<>(facts).forEach((name, value) -> object.put(name, redacted.apply(value)));
  }
}
