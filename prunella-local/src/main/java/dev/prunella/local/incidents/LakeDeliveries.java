package dev.prunella.local.incidents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.incident.IncidentId;
import dev.prunella.people.DeliveryEvent;
import dev.prunella.refs.Append;
import dev.prunella.refs.Appended;
import dev.prunella.refs.JournalEntry;
import dev.prunella.refs.Lake;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What was sent to people, in the lake's journal, a stream for each incident. An entry is appended
 * only where its writer last looked, so that two processes do not send the same. Thread-safe.
 */
public final class LakeDeliveries {
  private static final String STREAM = "delivery/";
  private static final String CHANNELS = "channels";
  private static final String BY = "messenger";
  private static final String BEGUN = "begun";
  private static final String SENT = "sent";
  private static final String FAILED = "failed";
  private static final String GIVEN_UP = "given up";
  private static final String SNOOZED = "snoozed";
  private static final String LAPSED = "lapsed";
  private static final String GONE = "gone";
  private static final String BACK = "back";
  private static final int MOST_TRIES = 100;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Lake lake;
  private final UnaryOperator<String> redacted;

  /**
   * @param redacted masks secrets in text that comes from outside
   */
  public LakeDeliveries(Lake lake, UnaryOperator<String> redacted) {
    this.lake = lake;
    this.redacted = redacted;
  }

  /** All that was sent of an incident, in order. */
  public List<DeliveryEvent> of(IncidentId incident) {
    return lake.store().journal(stream(incident)).stream().map(LakeDeliveries::read).toList();
  }

  /**
   * Events of one incident.
   *
   * @param seen how many events its journal had when they were decided on
   */
  public record Entry(IncidentId incident, int seen, List<DeliveryEvent> events) {
    public Entry {
      events = List.copyOf(events);
    }
  }

  /**
   * Keeps events of several incidents, all or none; durable when it returns.
   *
   * @return false where others have gone on with one of them meanwhile: then nothing is kept
   */
  public boolean append(List<Entry> entries) {
    var appends = new ArrayList<Append>();
    for (var entry : entries) {
      long next = entry.seen();
      for (var event : entry.events()) {
        appends.add(new Append(stream(entry.incident()), next++, kind(event), write(event)));
      }
    }
    return written(appends);
  }

  /**
   * Keeps that something has happened to several incidents' questions, wherever their journals
   * stand now; durable when it returns.
   *
   * @throws LakeException {@link Problem#TOO_BUSY} if others keep theirs all the time
   */
  public void add(List<IncidentId> incidents, DeliveryEvent event) {
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      var appends = new ArrayList<Append>();
      for (var incident : incidents) {
        var stream = stream(incident);
        appends.add(new Append(stream, lake.store().length(stream), kind(event), write(event)));
      }
      if (written(appends)) {
        return;
      }
    }
    throw new LakeException(
        Problem.TOO_BUSY, "others have kept " + MOST_TRIES + " entries while this one was to be");
  }

  private boolean written(List<Append> appends) {
    return appends.isEmpty()
        || switch (lake.append(BY, appends)) {
          case Appended.Written _ -> true;
          case Appended.Overtaken _ -> false;
          case Appended.Unknown(var reason) -> {
            var first = appends.getFirst();
            if (lake.store().journal(first.stream(), first.position(), 1).stream()
                .noneMatch(kept -> kept.body().equals(first.body()))) {
              throw new LakeException(
                  Problem.UNKNOWN_FATE, "it is not known whether this was kept: " + reason);
            }
            yield true;
          }
        };
  }

  /** Whether the other side of a channel has said that it wants nothing more. */
  public boolean isGone(String channel, String where) {
    boolean gone = false;
    for (var entry : lake.store().journal(CHANNELS)) {
      var json = json(entry);
      if (json.path("channel").asText().equals(channel)
          && json.path("where").asText().equals(where)) {
        gone = entry.kind().equals(GONE);
      }
    }
    return gone;
  }

  /**
   * Keeps that it has said so, or that it takes messages again. Where somebody else keeps something
   * at the same time this is lost; it is then said again.
   *
   * @param where a fingerprint of the address, so that a new one is tried
   */
  public void gone(Instant at, String channel, String where, boolean gone) {
    if (isGone(channel, where) != gone) {
      var body =
          JSON.createObjectNode()
              .put("at", at.toString())
              .put("channel", channel)
              .put("where", where)
              .toString();
      written(
          List.of(new Append(CHANNELS, lake.store().length(CHANNELS), gone ? GONE : BACK, body)));
    }
  }

  private static String stream(IncidentId id) {
    return STREAM + id.number();
  }

  private static String kind(DeliveryEvent event) {
    return switch (event) {
      case DeliveryEvent.Begun _ -> BEGUN;
      case DeliveryEvent.Sent _ -> SENT;
      case DeliveryEvent.Failed _ -> FAILED;
      case DeliveryEvent.GivenUp _ -> GIVEN_UP;
      case DeliveryEvent.Snoozed _ -> SNOOZED;
      case DeliveryEvent.Lapsed _ -> LAPSED;
    };
  }

  private String write(DeliveryEvent event) {
    var json = JSON.createObjectNode().put("at", event.at().toString());
    switch (event) {
      case DeliveryEvent.Begun b ->
          json.put("message", b.message())
              .put("question", b.question())
              .put("rung", b.rung())
              .put("round", b.round())
              .put("who", b.who())
              .put("channel", b.channel());
      case DeliveryEvent.Sent s -> json.put("message", s.message());
      case DeliveryEvent.Failed f ->
          json.put("message", f.message())
              .put("why", redacted.apply(f.why()))
              .put("again", f.again().toString());
      case DeliveryEvent.GivenUp g ->
          json.put("message", g.message()).put("why", redacted.apply(g.why()));
      case DeliveryEvent.Snoozed s ->
          json.put("by", s.by()).put("question", s.question()).put("until", s.until().toString());
      case DeliveryEvent.Lapsed l -> json.put("question", l.question());
    }
    return json.toString();
  }

  private static JsonNode json(JournalEntry entry) {
    try {
      return JSON.readTree(entry.body());
    } catch (JsonProcessingException e) {
      throw damaged(entry, e);
    }
  }

  private static DeliveryEvent read(JournalEntry entry) {
    try {
      return event(entry.kind(), json(entry));
    } catch (DateTimeException | IllegalArgumentException e) {
      throw damaged(entry, e);
    }
  }

  private static LakeException damaged(JournalEntry entry, Exception e) {
    return new LakeException(
        Problem.LAKE_DAMAGED,
        "entry %d of %s cannot be read: %s"
            .formatted(entry.position(), entry.stream(), e.getMessage()),
        e);
  }

  private static DeliveryEvent event(String kind, JsonNode json) {
    var at = Instant.parse(json.path("at").asText());
    var message = json.path("message").asText();
    int question = json.path("question").asInt();
    return switch (kind) {
      case BEGUN ->
          new DeliveryEvent.Begun(
              at,
              message,
              question,
              json.path("rung").asInt(),
              json.path("round").asInt(),
              json.path("who").asText(),
              json.path("channel").asText());
      case SENT -> new DeliveryEvent.Sent(at, message);
      case FAILED ->
          new DeliveryEvent.Failed(
              at, message, json.path("why").asText(), Instant.parse(json.path("again").asText()));
      case GIVEN_UP -> new DeliveryEvent.GivenUp(at, message, json.path("why").asText());
      case SNOOZED ->
          new DeliveryEvent.Snoozed(
              at, json.path("by").asText(), question, Instant.parse(json.path("until").asText()));
      case LAPSED -> new DeliveryEvent.Lapsed(at, question);
      default -> throw new IllegalArgumentException("there is no event '" + kind + "'");
    };
  }
}
