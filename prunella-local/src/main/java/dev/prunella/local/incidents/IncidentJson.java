package dev.prunella.local.incidents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.prunella.incident.Belief;
import dev.prunella.incident.FailureClass;
import dev.prunella.incident.FailureMark;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.NoteVersion;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.incident.Symptom;
import dev.prunella.outside.OutsideRun;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.RunId;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.JournalEntry;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import dev.prunella.refs.TableName;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * An incident's events as JSON. What is written once is read for good: fields are only added, and
 * kinds never change their names.
 */
final class IncidentJson {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OPENED = "incident opened";
  private static final String JOINED = "joined";
  private static final String BELIEVED = "believed";
  private static final String TRIED = "tried";
  private static final String DECIDED = "decided";
  private static final String AMENDMENT = "amendment proposed";
  private static final String AT_SOURCE = "at source";
  private static final String PUBLISHED = "published";
  private static final String UNDONE = "undone";
  private static final String WAITING = "waiting";
  private static final String ASKED = "asked";
  private static final String ANSWERED = "answered";
  private static final String NOTED = "noted";
  private static final String FOLLOWS = "follows";
  private static final String SUGGESTED = "suggested";
  private static final String CLOSED = "incident closed";
  private static final String WATCHED = "watched";

  private final UnaryOperator<String> redacted;

  /**
   * @param redacted masks secrets in text that comes from outside
   */
  IncidentJson(UnaryOperator<String> redacted) {
    this.redacted = redacted;
  }

  /** Whether an entry of this kind closes its incident. */
  static boolean isClosing(String kind) {
    return kind.equals(CLOSED);
  }

  static String kind(IncidentEvent event) {
    return switch (event) {
      case IncidentEvent.Opened _ -> OPENED;
      case IncidentEvent.Joined _ -> JOINED;
      case IncidentEvent.Believed _ -> BELIEVED;
      case IncidentEvent.Tried _ -> TRIED;
      case IncidentEvent.Decided _ -> DECIDED;
      case IncidentEvent.AmendmentProposed _ -> AMENDMENT;
      case IncidentEvent.AtSource _ -> AT_SOURCE;
      case IncidentEvent.Published _ -> PUBLISHED;
      case IncidentEvent.Undone _ -> UNDONE;
      case IncidentEvent.Waiting _ -> WAITING;
      case IncidentEvent.Asked _ -> ASKED;
      case IncidentEvent.Answered _ -> ANSWERED;
      case IncidentEvent.Noted _ -> NOTED;
      case IncidentEvent.Follows _ -> FOLLOWS;
      case IncidentEvent.Suggested _ -> SUGGESTED;
      case IncidentEvent.Closed _ -> CLOSED;
      case IncidentEvent.Watched _ -> WATCHED;
    };
  }

  String write(IncidentEvent event) {
    var json = JSON.createObjectNode().put("at", event.at().toString());
    switch (event) {
      case IncidentEvent.Opened opened -> opened(json, opened);
      case IncidentEvent.Joined joined -> {
        json.put("run", joined.run().number());
        outside(json, joined.outside());
        symptoms(json, joined.symptoms());
      }
      case IncidentEvent.Believed(var _, var belief) -> {
        json.put("class", belief.failureClass().word())
            .put("cause", redacted.apply(belief.cause()))
            .put("confidence", belief.confidence())
            .put("blamed", belief.blamed().toString());
        texts(json, "for", belief.supporting());
        texts(json, "against", belief.against());
      }
      case IncidentEvent.Tried tried -> {
        json.put("key", redacted.apply(tried.key()))
            .put("family", tried.family().word())
            .put("remedy", redacted.apply(tried.remedy()))
            .put("verdict", tried.verdict().name());
        tried.trial().ifPresent(run -> json.put("trial", run.number()));
        texts(json, "proofs", tried.proofs());
        tried
            .failure()
            .ifPresent(
                f ->
                    json.putObject("failure")
                        .put("table", f.table().toString())
                        .put("signature", f.signature())
                        .put("content", f.content()));
      }
      case IncidentEvent.Decided decided -> {
        json.put("key", redacted.apply(decided.key()))
            .put("remedy", redacted.apply(decided.remedy()))
            .put("autonomy", decided.autonomy().name())
            .put("rule", decided.rule());
        weighed(json, decided.weighed());
      }
      case IncidentEvent.AmendmentProposed proposed -> {
        json.put("key", redacted.apply(proposed.key()));
        AmendmentJson.write(json, proposed.amendment());
        texts(json, "evidence", proposed.evidence());
      }
      case IncidentEvent.AtSource at -> {
        json.put("key", redacted.apply(at.key()))
            .put("stage", at.stage().name())
            .put("sentence", redacted.apply(at.sentence()));
        at.receipt().ifPresent(receipt -> json.put("receipt", receipt));
      }
      case IncidentEvent.Published published -> {
        json.put("remedy", redacted.apply(published.remedy()))
            .put("run", published.run().number())
            .put("commit", published.commit().hex());
        texts(json, "tables", published.tables().stream().map(TableName::toString).toList());
      }
      case IncidentEvent.Undone undone -> {
        json.put("by", undone.by())
            .put("why", redacted.apply(undone.why()))
            .put("commit", undone.commit().hex());
        texts(json, "tables", undone.tables().stream().map(TableName::toString).toList());
      }
      case IncidentEvent.Waiting waiting ->
          json.put("until", waiting.until().toString()).put("why", waiting.why());
      case IncidentEvent.Asked asked -> {
        asked.to().ifPresent(to -> json.put("to", to));
        json.put("about", asked.about().toString())
            .put("question", redacted.apply(asked.question()));
        texts(json, "options", asked.options());
        asked.proposal().ifPresent(key -> json.put("proposal", key));
        asked.content().ifPresent(content -> json.put("content", content));
      }
      case IncidentEvent.Answered answered -> {
        json.put("by", answered.by())
            .put("option", answered.option())
            .put("why", redacted.apply(answered.why()));
        answered.about().ifPresent(key -> json.put("key", key));
        answered
            .rows()
            .ifPresent(r -> json.put("table", r.table().toString()).put("content", r.content()));
      }
      case IncidentEvent.Noted noted ->
          json.put("note", noted.note().path())
              .put("version", noted.note().version())
              .put("fate", noted.fate().name())
              .put("words", redacted.apply(noted.words()));
      case IncidentEvent.Follows follows ->
          json.put("leader", follows.leader().number()).put("why", redacted.apply(follows.why()));
      case IncidentEvent.Suggested one -> {
        json.put("agent", one.agent())
            .put("base", one.base())
            .put("tree", one.tree())
            .put("why", redacted.apply(one.why()));
        texts(json, "paths", one.paths());
      }
      case IncidentEvent.Watched watched -> {
        json.put("seen", watched.seen().name()).put("sentence", redacted.apply(watched.sentence()));
        watched.run().ifPresent(run -> json.put("run", run.number()));
      }
      case IncidentEvent.Closed closed ->
          json.put("end", closed.end().name()).put("sentence", redacted.apply(closed.sentence()));
    }
    return json.toString();
  }

  private void opened(ObjectNode json, IncidentEvent.Opened opened) {
    json.put("run", opened.run().number()).put("pipeline", redacted.apply(opened.pipeline()));
    opened
        .interval()
        .ifPresent(i -> json.put("from", i.start().toString()).put("to", i.end().toString()));
    opened.label().ifPresent(label -> json.put("interval", label));
    outside(json, opened.outside());
    symptoms(json, opened.symptoms());
  }

  private void outside(ObjectNode json, Optional<OutsideRun.Key> outside) {
    outside.ifPresent(
        key ->
            json.putObject("outside")
                .put("namespace", redacted.apply(key.namespace()))
                .put("job", redacted.apply(key.job()))
                .put("run", key.run()));
  }

  private static Optional<OutsideRun.Key> outside(JsonNode json) {
    var key = json.path("outside");
    return key.isObject()
        ? Optional.of(
            new OutsideRun.Key(
                key.path("namespace").asText(), key.path("job").asText(), key.path("run").asText()))
        : Optional.empty();
  }

  private void symptoms(ObjectNode json, List<Symptom> symptoms) {
    var array = json.putArray("symptoms");
    symptoms.forEach(
        s ->
            array
                .addObject()
                .put("table", s.table().toString())
                .put("kind", s.kind().name())
                .put("message", redacted.apply(s.message())));
  }

  private void weighed(ObjectNode json, List<IncidentEvent.Weighed> weighed) {
    var array = json.putArray("weighed");
    weighed.forEach(
        w -> {
          var one =
              array
                  .addObject()
                  .put("family", w.family().word())
                  .put("class", w.failureClass().word())
                  .put("cause", redacted.apply(w.cause()))
                  .put("table", w.table().toString())
                  .put("confidence", w.confidence())
                  .put("meant", w.personMayHaveMeantIt());
          w.agent().ifPresent(agent -> one.put("agent", agent));
          w.comesTo()
              .ifPresent(
                  i ->
                      one.put("rows", i.rows())
                          .put("workMillis", i.work().toMillis())
                          .put("idempotent", i.idempotent()));
        });
  }

  private void texts(ObjectNode json, String name, List<String> texts) {
    var array = json.putArray(name);
    texts.forEach(text -> array.add(redacted.apply(text)));
  }

  static IncidentEvent read(JournalEntry entry) {
    try {
      return event(entry.kind(), JSON.readTree(entry.body()));
    } catch (JsonProcessingException | DateTimeException | IllegalArgumentException e) {
      throw new LakeException(
          Problem.LAKE_DAMAGED,
          "entry %d of %s cannot be read: %s"
              .formatted(entry.position(), entry.stream(), e.getMessage()),
          e);
    }
  }

  private static IncidentEvent event(String kind, JsonNode json) {
    var at = Instant.parse(json.path("at").asText());
    return switch (kind) {
      case OPENED ->
          new IncidentEvent.Opened(
              at,
              new RunId(json.path("run").asLong()),
              json.path("pipeline").asText(),
              json.has("from")
                  ? Optional.of(
                      new DataInterval(
                          Instant.parse(json.path("from").asText()),
                          Instant.parse(json.path("to").asText())))
                  : Optional.empty(),
              text(json, "interval"),
              symptoms(json),
              outside(json));
      case JOINED ->
          new IncidentEvent.Joined(
              at, new RunId(json.path("run").asLong()), symptoms(json), outside(json));
      case BELIEVED ->
          new IncidentEvent.Believed(
              at,
              new Belief(
                  FailureClass.of(json.path("class").asText())
                      .orElseThrow(IllegalArgumentException::new),
                  json.path("cause").asText(),
                  json.path("confidence").asDouble(),
                  TableName.parse(json.path("blamed").asText()),
                  texts(json, "for"),
                  texts(json, "against")));
      case TRIED ->
          new IncidentEvent.Tried(
              at,
              json.path("key").asText(),
              RemedyFamily.of(json.path("family").asText())
                  .orElseThrow(IllegalArgumentException::new),
              json.path("remedy").asText(),
              json.has("trial")
                  ? Optional.of(new RunId(json.path("trial").asLong()))
                  : Optional.empty(),
              IncidentEvent.Verified.valueOf(json.path("verdict").asText()),
              texts(json, "proofs"),
              failure(json.path("failure")));
      case DECIDED ->
          new IncidentEvent.Decided(
              at,
              json.path("key").asText(),
              json.path("remedy").asText(),
              IncidentEvent.Autonomy.valueOf(json.path("autonomy").asText()),
              json.path("rule").asText(),
              weighed(json));
      case AMENDMENT ->
          new IncidentEvent.AmendmentProposed(
              at, json.path("key").asText(), AmendmentJson.read(json), texts(json, "evidence"));
      case AT_SOURCE ->
          new IncidentEvent.AtSource(
              at,
              json.path("key").asText(),
              IncidentEvent.Stage.valueOf(json.path("stage").asText()),
              text(json, "receipt"),
              json.path("sentence").asText());
      case PUBLISHED ->
          new IncidentEvent.Published(
              at,
              json.path("remedy").asText(),
              new RunId(json.path("run").asLong()),
              CommitId.fromHex(json.path("commit").asText()),
              texts(json, "tables").stream().map(TableName::parse).toList());
      case UNDONE ->
          new IncidentEvent.Undone(
              at,
              json.path("by").asText(),
              json.path("why").asText(),
              CommitId.fromHex(json.path("commit").asText()),
              texts(json, "tables").stream().map(TableName::parse).toList());
      case WAITING ->
          new IncidentEvent.Waiting(
              at, Instant.parse(json.path("until").asText()), json.path("why").asText());
      case ASKED ->
          new IncidentEvent.Asked(
              at,
              text(json, "to"),
              TableName.parse(json.path("about").asText()),
              json.path("question").asText(),
              texts(json, "options"),
              text(json, "proposal"),
              text(json, "content"));
      case ANSWERED ->
          new IncidentEvent.Answered(
              at,
              json.path("by").asText(),
              json.path("option").asText(),
              json.path("why").asText(),
              text(json, "key"),
              text(json, "content")
                  .map(
                      content ->
                          new IncidentEvent.Rows(
                              TableName.parse(json.path("table").asText()), content)));
      case NOTED ->
          new IncidentEvent.Noted(
              at,
              new NoteVersion(json.path("note").asText(), json.path("version").asText()),
              IncidentEvent.Fate.valueOf(json.path("fate").asText()),
              json.path("words").asText());
      case FOLLOWS ->
          new IncidentEvent.Follows(
              at, new IncidentId(json.path("leader").asLong()), json.path("why").asText());
      case SUGGESTED ->
          new IncidentEvent.Suggested(
              at,
              json.path("agent").asText(),
              json.path("base").asText(),
              json.path("tree").asText(),
              texts(json, "paths"),
              json.path("why").asText());
      case WATCHED ->
          new IncidentEvent.Watched(
              at,
              IncidentEvent.Seen.valueOf(json.path("seen").asText()),
              json.has("run")
                  ? Optional.of(new RunId(json.path("run").asLong()))
                  : Optional.empty(),
              json.path("sentence").asText());
      case CLOSED ->
          new IncidentEvent.Closed(
              at,
              IncidentEvent.End.valueOf(json.path("end").asText()),
              json.path("sentence").asText());
      default -> throw new IllegalArgumentException("there is no event '" + kind + "'");
    };
  }

  private static List<Symptom> symptoms(JsonNode json) {
    var symptoms = new ArrayList<Symptom>();
    for (var one : json.path("symptoms")) {
      symptoms.add(
          new Symptom(
              TableName.parse(one.path("table").asText()),
              Fault.Kind.valueOf(one.path("kind").asText()),
              one.path("message").asText()));
    }
    return symptoms;
  }

  /** None in journals of a time when this was not kept. */
  private static Optional<FailureMark> failure(JsonNode json) {
    return json.isObject()
        ? Optional.of(
            new FailureMark(
                TableName.parse(json.path("table").asText()),
                json.path("signature").asText(),
                json.path("content").asText()))
        : Optional.empty();
  }

  /** None in journals of a time when this was not kept. */
  private static List<IncidentEvent.Weighed> weighed(JsonNode json) {
    var weighed = new ArrayList<IncidentEvent.Weighed>();
    for (var one : json.path("weighed")) {
      weighed.add(
          new IncidentEvent.Weighed(
              RemedyFamily.of(one.path("family").asText())
                  .orElseThrow(IllegalArgumentException::new),
              FailureClass.of(one.path("class").asText())
                  .orElseThrow(IllegalArgumentException::new),
              one.path("cause").asText(),
              TableName.parse(one.path("table").asText()),
              one.path("confidence").asDouble(),
              one.path("meant").asBoolean(),
              one.has("rows") ? Optional.of(impact(one)) : Optional.empty(),
              text(one, "agent")));
    }
    return weighed;
  }

  private static IncidentEvent.Impact impact(JsonNode json) {
    return new IncidentEvent.Impact(
        json.path("rows").asLong(),
        Duration.ofMillis(json.path("workMillis").asLong()),
        json.path("idempotent").asBoolean());
  }

  private static Optional<String> text(JsonNode json, String name) {
    return json.hasNonNull(name) ? Optional.of(json.path(name).asText()) : Optional.empty();
  }

  private static List<String> texts(JsonNode json, String name) {
    var texts = new ArrayList<String>();
    json.path(name).forEach(one -> texts.add(one.asText()));
    return texts;
  }
}
