package dev.prunella.local.incidents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.refs.JournalEntry;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.time.DateTimeException;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An incident's events as JSON. What is written once is read for good: fields are only added, and
 * kinds never change their names.
 */
final class IncidentJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** By the word that a journal has for it. */
  private static final Map<String, EventCodec<?>> KINDS =
      Stream.<EventCodec<?>>of(
              LifeEvents.OPENED,
              LifeEvents.JOINED,
              LifeEvents.FOLLOWS,
              LifeEvents.WAITING,
              LifeEvents.CLOSED,
              BeliefEvents.BELIEVED,
              BeliefEvents.NOTED,
              BeliefEvents.SUGGESTED,
              RemedyEvents.TRIED,
              RemedyEvents.DECIDED,
              RemedyEvents.AMENDMENT,
              RemedyEvents.AT_SOURCE,
              PublicationEvents.PUBLISHED,
              PublicationEvents.UNDONE,
              PublicationEvents.WATCHED,
              QuestionEvents.ASKED,
              QuestionEvents.ANSWERED)
          .collect(Collectors.toUnmodifiableMap(EventCodec::kind, Function.identity()));

  private final UnaryOperator<String> redacted;

  /**
   * For a lake.
   *
   * @param redacted masks secrets in text that comes from outside
   */
  IncidentJson(UnaryOperator<String> redacted) {
    this.redacted = redacted;
  }

  private static EventCodec.Entry<?> written(IncidentEvent event) {
    return switch (event) {
      case IncidentEvent.Opened one -> LifeEvents.OPENED.of(one);
      case IncidentEvent.Joined one -> LifeEvents.JOINED.of(one);
      case IncidentEvent.Follows one -> LifeEvents.FOLLOWS.of(one);
      case IncidentEvent.Waiting one -> LifeEvents.WAITING.of(one);
      case IncidentEvent.Closed one -> LifeEvents.CLOSED.of(one);
      case IncidentEvent.Believed one -> BeliefEvents.BELIEVED.of(one);
      case IncidentEvent.Noted one -> BeliefEvents.NOTED.of(one);
      case IncidentEvent.Suggested one -> BeliefEvents.SUGGESTED.of(one);
      case IncidentEvent.Tried one -> RemedyEvents.TRIED.of(one);
      case IncidentEvent.Decided one -> RemedyEvents.DECIDED.of(one);
      case IncidentEvent.AmendmentProposed one -> RemedyEvents.AMENDMENT.of(one);
      case IncidentEvent.AtSource one -> RemedyEvents.AT_SOURCE.of(one);
      case IncidentEvent.Published one -> PublicationEvents.PUBLISHED.of(one);
      case IncidentEvent.Undone one -> PublicationEvents.UNDONE.of(one);
      case IncidentEvent.Watched one -> PublicationEvents.WATCHED.of(one);
      case IncidentEvent.Asked one -> QuestionEvents.ASKED.of(one);
      case IncidentEvent.Answered one -> QuestionEvents.ANSWERED.of(one);
    };
  }

  /** Whether an entry of this kind closes its incident. */
  static boolean isClosing(String kind) {
    return kind.equals(LifeEvents.CLOSED.kind());
  }

  static String kind(IncidentEvent event) {
    return written(event).kind();
  }

  String write(IncidentEvent event) {
    var json = JSON.createObjectNode();
    written(event).to(new Writing(json, redacted).put("at", event.at().toString()));
    return json.toString();
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
    var fields = new Reading(json);
    var at = fields.time("at");
    var codec = KINDS.get(kind);
    if (codec == null) {
      throw new IllegalArgumentException("there is no event '" + kind + "'");
    }
    return codec.read(at, fields);
  }
}
