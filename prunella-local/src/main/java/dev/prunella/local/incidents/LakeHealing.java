package dev.prunella.local.incidents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.heal.HealingEvent;
import dev.prunella.heal.HealingState;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.RemedyFamily;
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
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What people did to healing as a whole, in the lake's journal: it holds for every process that
 * heals this lake. Thread-safe.
 */
public final class LakeHealing {
  private static final String STREAM = "healing";
  private static final String PAUSED = "paused";
  private static final String RESUMED = "resumed";
  private static final String UNDONE = "undone";
  private static final String RESET = "reset";
  private static final int MOST_TRIES = 100;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Lake lake;
  private final UnaryOperator<String> redacted;

  /**
   * @param redacted masks secrets in text that comes from outside
   */
  public LakeHealing(Lake lake, UnaryOperator<String> redacted) {
    this.lake = lake;
    this.redacted = redacted;
  }

  /** How it stands now. */
  public HealingState state() {
    return HealingState.of(events());
  }

  /** How it stood at any time until now, with all that had happened by then; read once. */
  public Function<Instant, HealingState> past() {
    var events = events();
    return at -> HealingState.of(events.stream().filter(e -> !e.at().isAfter(at)).toList());
  }

  private List<HealingEvent> events() {
    return lake.store().journal(STREAM).stream().map(LakeHealing::read).toList();
  }

  /**
   * Keeps an event; durable when it returns.
   *
   * @throws LakeException {@link Problem#TOO_BUSY} if others keep theirs all the time
   */
  public void append(HealingEvent event) {
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      var append = entries(List.of(event)).getFirst();
      switch (lake.append(event.by(), List.of(append))) {
        case Appended.Written _ -> {
          return;
        }
        case Appended.Overtaken _ -> {}
        case Appended.Unknown(var reason) -> {
          if (lake.store().journal(STREAM, append.position(), 1).stream()
              .anyMatch(entry -> entry.body().equals(append.body()))) {
            return;
          }
          throw new LakeException(
              Problem.UNKNOWN_FATE, "it is not known whether this was kept: " + reason);
        }
      }
    }
    throw new LakeException(
        Problem.TOO_BUSY, "others have kept " + MOST_TRIES + " entries while this one was to be");
  }

  /** Events to be kept in another transaction, where the journal stands now. */
  public List<Append> entries(List<HealingEvent> events) {
    long next = lake.store().length(STREAM);
    var appends = new ArrayList<Append>();
    for (var event : events) {
      appends.add(new Append(STREAM, next++, kind(event), write(event)));
    }
    return appends;
  }

  private static String kind(HealingEvent event) {
    return switch (event) {
      case HealingEvent.Paused _ -> PAUSED;
      case HealingEvent.Resumed _ -> RESUMED;
      case HealingEvent.Undone _ -> UNDONE;
      case HealingEvent.Reset _ -> RESET;
    };
  }

  private String write(HealingEvent event) {
    var json = JSON.createObjectNode().put("at", event.at().toString()).put("by", event.by());
    switch (event) {
      case HealingEvent.Paused one -> json.put("why", redacted.apply(one.why()));
      case HealingEvent.Resumed one -> json.put("why", redacted.apply(one.why()));
      case HealingEvent.Reset one -> json.put("why", redacted.apply(one.why()));
      case HealingEvent.Undone one ->
          json.put("incident", one.incident().number())
              .put("family", one.family().word())
              .put("cause", redacted.apply(one.cause()));
    }
    return json.toString();
  }

  private static HealingEvent read(JournalEntry entry) {
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

  private static HealingEvent event(String kind, JsonNode json) {
    var at = Instant.parse(json.path("at").asText());
    var by = json.path("by").asText();
    var why = json.path("why").asText();
    return switch (kind) {
      case PAUSED -> new HealingEvent.Paused(at, by, why);
      case RESUMED -> new HealingEvent.Resumed(at, by, why);
      case RESET -> new HealingEvent.Reset(at, by, why);
      case UNDONE ->
          new HealingEvent.Undone(
              at,
              by,
              new IncidentId(json.path("incident").asLong()),
              RemedyFamily.of(json.path("family").asText())
                  .orElseThrow(IllegalArgumentException::new),
              json.path("cause").asText());
      default -> throw new IllegalArgumentException("there is no event '" + kind + "'");
    };
  }
}
