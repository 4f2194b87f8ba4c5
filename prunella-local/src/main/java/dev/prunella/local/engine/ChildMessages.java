package dev.prunella.local.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.prunella.contract.CodePlace;
import dev.prunella.local.LakeConfig;
import dev.prunella.pipeline.Batch;
import dev.prunella.pipeline.Calendar;
import dev.prunella.pipeline.Correction;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Engine;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.Promises;
import dev.prunella.pipeline.Quarantined;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.StepLimits;
import dev.prunella.pipeline.StepOutcome;
import dev.prunella.pipeline.StepTask;
import dev.prunella.refs.Entry;
import dev.prunella.refs.TableName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What this process and a child of it tell each other, one JSON object a line. */
final class ChildMessages {
  static final ObjectMapper JSON = new ObjectMapper();

  /** What ends the child's work early. */
  static final String CANCEL = "cancel";

  private ChildMessages() {}

  /** What a child is asked to do. */
  sealed interface Order {
    StepTask task();

    record Compute(StepTask task, String select) implements Order {}

    record Ingest(StepTask task, Source.Declared source, Batch batch) implements Order {}

    record Export(StepTask task, TableName table, Step.Exchange format, String file)
        implements Order {}
  }

  /** An order, and the lake that it is for. */
  record Request(LakeConfig lake, Map<String, String> secrets, Order order) {}

  // ---- the request

  static String write(Request request) {
    var node = JSON.createObjectNode();
    var lake = node.putObject("lake");
    switch (request.lake().refs()) {
      case LakeConfig.Refs.Sqlite(var file) -> lake.put("sqlite", file.toString());
      case LakeConfig.Refs.Postgres(var url) -> lake.put("postgres", url);
    }
    lake.put("warehouse", request.lake().warehouse());
    lake.put("scratch", request.lake().scratch().toString());
    lake.set("io", JSON.valueToTree(request.lake().io()));
    node.set("secrets", JSON.valueToTree(request.secrets()));
    node.set("task", task(request.order().task()));
    switch (request.order()) {
      case Order.Compute(var _, var select) -> node.put("select", select);
      case Order.Ingest(var _, var source, var batch) -> {
        node.set("source", source(source));
        node.set("batch", batch(batch));
      }
      case Order.Export(var _, var table, var format, var file) ->
          node.putObject("export")
              .put("table", table.toString())
              .put("format", format.name())
              .put("file", file);
    }
    return node.toString();
  }

  static Request request(JsonNode node) {
    var lake = node.path("lake");
    var refs =
        lake.has("sqlite")
            ? new LakeConfig.Refs.Sqlite(Path.of(lake.path("sqlite").asText()))
            : new LakeConfig.Refs.Postgres(lake.path("postgres").asText());
    var config =
        new LakeConfig(
            refs,
            lake.path("warehouse").asText(),
            texts(lake.path("io")),
            Path.of(lake.path("scratch").asText()));
    return new Request(config, texts(node.path("secrets")), order(node));
  }

  private static Order order(JsonNode node) {
    if (node.has("select")) {
      var step = new Step.Work.Sql(node.path("select").asText());
      return new Order.Compute(task(node.path("task"), step), node.path("select").asText());
    }
    if (node.has("export")) {
      var export = node.path("export");
      return new Order.Export(
          task(node.path("task"), new Step.Work.Sql("")),
          TableName.parse(export.path("table").asText()),
          Step.Exchange.valueOf(export.path("format").asText()),
          export.path("file").asText());
    }
    var source = source(node.path("source"));
    Step.Work work =
        node.path("task").path("loads").asBoolean()
            ? new Step.Work.Load(source)
            : new Step.Work.Command(List.of(), Step.Exchange.PARQUET);
    return new Order.Ingest(task(node.path("task"), work), source, batch(node.path("batch")));
  }

  private static Map<String, String> texts(JsonNode node) {
    var texts = new LinkedHashMap<String, String>();
    node.properties().forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
    return texts;
  }

  private static List<String> list(JsonNode node) {
    var texts = new ArrayList<String>();
    node.forEach(item -> texts.add(item.asText()));
    return List.copyOf(texts);
  }

  private static ObjectNode task(StepTask task) {
    var step = task.step();
    var node =
        JSON.createObjectNode()
            .put("branch", task.branch())
            .put("run", task.run().number())
            .put("table", step.table().toString())
            .put("path", step.place().path())
            .put("line", step.place().line())
            .put("loads", step.loads())
            .put("memory", step.limits().memoryBytes())
            .put("millis", step.limits().time().toMillis())
            .put("runAt", task.runAt().toString())
            .put("seed", task.seed())
            .put("fingerprint", task.fingerprint())
            .put("again", task.again());
    switch (step.how()) {
      case Materialization.Full() -> node.put("how", "full");
      case Materialization.Append() -> node.put("how", "append");
      case Materialization.IntervalBy(var column, var outside) ->
          node.put("how", "interval").put("by", column).put("outside", outside.name());
      case Materialization.MergeBy(var key, var newest) -> {
        node.put("how", "merge").set("key", JSON.valueToTree(key));
        newest.ifPresent(column -> node.put("newest", column));
      }
    }
    if (!step.guards().isEmpty()) {
      node.set("guards", GuardJson.write(step.guards()));
    }
    if (!step.corrections().isEmpty()) {
      var all = node.putArray("corrections");
      step.corrections().forEach(correction -> all.add(CorrectionJson.write(correction)));
    }
    task.interval()
        .ifPresent(
            interval ->
                node.put("start", interval.start().toString())
                    .put("end", interval.end().toString()));
    task.calendar()
        .ifPresent(
            calendar ->
                node.put("rhythm", calendar.rhythm().name()).put("zone", calendar.zone().getId()));
    return node;
  }

  private static StepTask task(JsonNode node, Step.Work work) {
    var how =
        switch (node.path("how").asText()) {
          case "full" -> new Materialization.Full();
          case "append" -> new Materialization.Append();
          case "interval" ->
              new Materialization.IntervalBy(
                  node.path("by").asText(),
                  Materialization.Outside.valueOf(node.path("outside").asText()));
          case "merge" ->
              new Materialization.MergeBy(
                  list(node.path("key")),
                  Optional.ofNullable(node.get("newest")).map(JsonNode::asText));
          case String other -> throw new IllegalArgumentException("no materialization " + other);
        };
    var place = new CodePlace(node.path("path").asText(), node.path("line").asInt());
    var corrections = new ArrayList<Correction>();
    node.path("corrections").forEach(c -> corrections.add(CorrectionJson.read(c, "", place)));
    var step =
        new Step(
            TableName.parse(node.path("table").asText()),
            work,
            how,
            List.of(),
            place,
            "",
            true,
            new TreeSet<>(),
            "",
            new StepLimits(
                node.path("memory").asLong(),
                Duration.ofMillis(node.path("millis").asLong()),
                true),
            new Promises(
                List.of(),
                GuardJson.read(node.path("guards")),
                Set.of(),
                Promises.Anomalies.IGNORED),
            corrections);
    return new StepTask(
        node.path("branch").asText(),
        new RunId(node.path("run").asLong()),
        step,
        node.has("start")
            ? Optional.of(
                new DataInterval(
                    Instant.parse(node.path("start").asText()),
                    Instant.parse(node.path("end").asText())))
            : Optional.empty(),
        node.has("rhythm")
            ? Optional.of(
                new Calendar(
                    Calendar.Rhythm.valueOf(node.path("rhythm").asText()),
                    ZoneId.of(node.path("zone").asText())))
            : Optional.empty(),
        Instant.parse(node.path("runAt").asText()),
        node.path("seed").asLong(),
        node.path("fingerprint").asText(),
        node.path("again").asBoolean());
  }

  /** What the engine needs to know of a source; where the bytes came from is behind it. */
  private static ObjectNode source(Source.Declared source) {
    var node =
        JSON.createObjectNode()
            .put("kind", source.format().kind().name())
            .put("byInterval", source.byInterval())
            .put("onEmpty", source.onEmpty().name())
            .put("onNewColumn", source.onNewColumn().name());
    node.set("options", JSON.valueToTree(source.format().options()));
    var columns = node.putArray("columns");
    source.columns().forEach(c -> columns.addObject().put("name", c.name()).put("type", c.type()));
    return node;
  }

  private static Source.Declared source(JsonNode node) {
    var columns = new ArrayList<Source.Column>();
    node.path("columns")
        .forEach(
            c -> columns.add(new Source.Column(c.path("name").asText(), c.path("type").asText())));
    return new Source.Declared(
        new Source.Files(""),
        new Source.Format(
            Source.Format.Kind.valueOf(node.path("kind").asText()), texts(node.path("options"))),
        columns,
        node.path("byInterval").asBoolean(),
        Source.OnEmpty.valueOf(node.path("onEmpty").asText()),
        Source.OnNewColumn.valueOf(node.path("onNewColumn").asText()),
        Optional.empty());
  }

  private static ObjectNode batch(Batch batch) {
    var node = JSON.createObjectNode().put("fetchedAt", batch.fetchedAt().toString());
    var parts = node.putArray("parts");
    batch
        .parts()
        .forEach(
            part ->
                parts
                    .addObject()
                    .put("name", part.name())
                    .put("sha256", part.sha256())
                    .put("bytes", part.bytes())
                    .put("location", part.location()));
    return node;
  }

  private static Batch batch(JsonNode node) {
    var parts = new ArrayList<Batch.Part>();
    node.path("parts")
        .forEach(
            part ->
                parts.add(
                    new Batch.Part(
                        part.path("name").asText(),
                        part.path("sha256").asText(),
                        part.path("bytes").asLong(),
                        part.path("location").asText())));
    return new Batch(parts, Instant.parse(node.path("fetchedAt").asText()));
  }

  // ---- the answers

  static String progress(long rows, double share) {
    return JSON.createObjectNode().put("rows", rows).put("share", share).toString();
  }

  static String answer(StepOutcome outcome) {
    var node = JSON.createObjectNode();
    switch (outcome) {
      case StepOutcome.Done done -> {
        var well = node.putObject("done").put("rows", done.rows()).put("bytes", done.bytes());
        well.put("leftOut", done.leftOut());
        well.put("batch", done.batch().isPresent());
        done.before().ifPresent(entry -> well.set("before", entry(entry)));
        well.set("after", entry(done.after()));
        done.quarantined()
            .ifPresent(
                q -> {
                  var aside = well.putObject("quarantined").put("table", q.table().toString());
                  q.before().ifPresent(entry -> aside.set("before", entry(entry)));
                  aside.set("after", entry(q.after()));
                  aside.put("rows", q.rows()).set("byRule", JSON.valueToTree(q.byRule()));
                });
      }
      case StepOutcome.Failed(var fault) -> node.set("failed", fault(fault));
      case StepOutcome.Cancelled() -> node.put("cancelled", true);
    }
    return node.toString();
  }

  static String answer(Engine.Exported exported) {
    var node = JSON.createObjectNode();
    switch (exported) {
      case Engine.Exported.Done(var rows) -> node.put("exported", rows);
      case Engine.Exported.Failed(var fault) -> node.set("failed", fault(fault));
    }
    return node.toString();
  }

  static StepOutcome outcome(JsonNode node, Order order) {
    if (node.has("done")) {
      var done = node.path("done");
      return new StepOutcome.Done(
          done.has("before") ? Optional.of(entry(done.path("before"))) : Optional.empty(),
          entry(done.path("after")),
          done.path("rows").asLong(),
          done.path("bytes").asLong(),
          done.path("batch").asBoolean() && order instanceof Order.Ingest ingest
              ? Optional.of(ingest.batch())
              : Optional.empty(),
          done.has("quarantined")
              ? Optional.of(quarantined(done.path("quarantined")))
              : Optional.empty(),
          done.path("leftOut").asLong());
    }
    return node.has("failed")
        ? new StepOutcome.Failed(fault(node.path("failed")))
        : new StepOutcome.Cancelled();
  }

  private static Quarantined quarantined(JsonNode node) {
    var rules = new LinkedHashMap<String, Long>();
    node.path("byRule")
        .properties()
        .forEach(rule -> rules.put(rule.getKey(), rule.getValue().asLong()));
    return new Quarantined(
        TableName.parse(node.path("table").asText()),
        node.has("before") ? Optional.of(entry(node.path("before"))) : Optional.empty(),
        entry(node.path("after")),
        node.path("rows").asLong(),
        rules);
  }

  private static ObjectNode entry(Entry entry) {
    return switch (entry) {
      case Entry.Table(var uuid, var location) ->
          JSON.createObjectNode().put("uuid", uuid).put("metadata", location);
      case Entry.View _, Entry.Namespace _ ->
          throw new IllegalArgumentException("a step writes tables only");
    };
  }

  private static Entry entry(JsonNode node) {
    return new Entry.Table(node.path("uuid").asText(), node.path("metadata").asText());
  }

  private static ObjectNode fault(Fault fault) {
    var node =
        JSON.createObjectNode()
            .put("kind", fault.kind().name())
            .put("message", fault.message())
            .put("next", fault.next());
    fault.place().ifPresent(place -> node.put("path", place.path()).put("line", place.line()));
    node.set("facts", JSON.valueToTree(fault.facts()));
    return node;
  }

  static Fault fault(JsonNode node) {
    return new Fault(
        Fault.Kind.valueOf(node.path("kind").asText()),
        node.path("message").asText(),
        node.has("path")
            ? Optional.of(new CodePlace(node.path("path").asText(), node.path("line").asInt()))
            : Optional.empty(),
        node.path("next").asText(),
        texts(node.path("facts")));
  }
}
