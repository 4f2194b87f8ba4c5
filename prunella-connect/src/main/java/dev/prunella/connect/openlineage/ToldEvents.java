package dev.prunella.connect.openlineage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prunella.outside.OutsideRun;
import dev.prunella.outside.OutsideState;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads what other producers tell. Leniently: facets that are unknown, or not as the specification
 * has them, are as if they were not there; only what says neither which run nor of which job is
 * nothing. All text is untrusted, and cut at bounds.
 */
public final class ToldEvents {
  /** Longer messages are cut, in characters. */
  public static final int MOST_MESSAGE = 4_000;

  /** Longer stack traces are cut, in characters. */
  public static final int MOST_STACK = 8_000;

  /** Longer names are cut, in characters. */
  public static final int MOST_NAME = 500;

  /** Clocks may be so much ahead of ours; what is later has no time but that at which it came. */
  private static final Duration MOST_AHEAD = Duration.ofMinutes(10);

  /** What turns the direction of a text lets a name look like another. */
  private static final Pattern NO_LETTERS =
      Pattern.compile("[\\p{Cntrl}\\p{Cs}\\u202A-\\u202E\\u2066-\\u2069]+");

  private static final Pattern NO_TEXT = Pattern.compile("[\\p{Cntrl}\\p{Cs}&&[^\\n\\t]]+");

  /** Facets of a run in which a failure is told, the first first. */
  private static final List<String> FAILURES =
      List.of("errorMessage", "spark.exception", "spark_exception", "exception");

  private ToldEvents() {}

  /** What an event comes to. */
  public sealed interface Told {
    /** It tells of a run. */
    record Run(OutsideRun run) implements Told {}

    /** It tells of a job or a dataset alone: right, and nothing of it is kept. */
    record OfNoRun() implements Told {}

    /** It cannot be understood. */
    record Nothing(String reason) implements Told {}
  }

  /**
   * Reads one event.
   *
   * @param heard the time that counts where it gives none, or one that has not come yet
   */
  public static Told read(JsonNode event, Instant heard) {
    if (!event.isObject()) {
      return new Told.Nothing("an event is a JSON object");
    }
    if (!event.path("run").isObject() && isOfNoRun(event)) {
      return new Told.OfNoRun();
    }
    var run = name(event.path("run").path("runId"));
    if (run.isEmpty()) {
      return new Told.Nothing("run.runId is missing: which run is this event about?");
    }
    var job = name(event.path("job").path("name"));
    if (job.isEmpty()) {
      return new Told.Nothing("job.name is missing: of which job is run " + run.get() + "?");
    }
    var state = state(event.path("eventType"));
    var at = time(event.path("eventTime"), heard);
    var facets = event.path("run").path("facets");
    var parent = facets.path("parent");
    return new Told.Run(
        new OutsideRun(
            new OutsideRun.Key(
                name(event.path("job").path("namespace")).orElse("default"), job.get(), run.get()),
            state,
            at,
            at,
            state.isEnd() ? Optional.of(at) : Optional.empty(),
            name(event.path("producer")).orElse(""),
            datasets(event.path("inputs")),
            datasets(event.path("outputs")),
            failure(facets),
            key(parent),
            key(parent.path("root")),
            nature(event, facets)));
  }

  /** By what Flink and Spark tell; only the first event of a run may say that it has no end. */
  private static OutsideRun.Nature nature(JsonNode event, JsonNode facets) {
    var type = event.path("job").path("facets").path("jobType");
    var checkpoints = facets.path("checkpoints");
    return new OutsideRun.Nature(
        name(facets.path("processing_engine").path("name"))
            .or(() -> name(type.path("integration")))
            .map(engine -> engine.toLowerCase(Locale.ROOT))
            .orElse(""),
        type.path("processingType").asText("").strip().equalsIgnoreCase("STREAMING")
            || checkpoints.isObject(),
        count(checkpoints.path("completed")),
        count(checkpoints.path("failed")));
  }

  private static long count(JsonNode number) {
    return number.canConvertToLong() ? Math.max(0, number.asLong()) : 0;
  }

  private static boolean isOfNoRun(JsonNode event) {
    var schema = event.path("schemaURL").asText("");
    return event.path("dataset").isObject()
        || schema.endsWith("DatasetEvent")
        || schema.endsWith("JobEvent")
        || (event.path("job").isObject() && !event.has("eventType") && !event.has("run"));
  }

  private static OutsideState state(JsonNode type) {
    var word = type.asText("").strip().toUpperCase(Locale.ROOT);
    for (var state : OutsideState.values()) {
      if (state.name().equals(word)) {
        return state;
      }
    }
    return OutsideState.OTHER;
  }

  private static Instant time(JsonNode time, Instant heard) {
    try {
      var at = OffsetDateTime.parse(time.asText("")).toInstant();
      // What is to end in years would be later than every failure, and close its incident.
      return at.isAfter(Instant.EPOCH) && at.isBefore(heard.plus(MOST_AHEAD)) ? at : heard;
    } catch (DateTimeException e) {
      // A producer's clock that writes otherwise: then it is when it was heard.
      return heard;
    }
  }

  private static Optional<OutsideRun.Key> key(JsonNode facet) {
    return name(facet.path("run").path("runId"))
        .map(
            run ->
                new OutsideRun.Key(
                    name(facet.path("job").path("namespace")).orElse("default"),
                    name(facet.path("job").path("name")).orElse("?"),
                    run));
  }

  private static List<OutsideRun.Dataset> datasets(JsonNode told) {
    var datasets = new ArrayList<OutsideRun.Dataset>();
    for (var one : told) {
      if (datasets.size() == OutsideRun.MOST_DATASETS) {
        break;
      }
      name(one.path("name"))
          .ifPresent(
              name ->
                  datasets.add(
                      new OutsideRun.Dataset(
                          name(one.path("namespace")).orElse(""), name, aliases(one))));
    }
    return datasets;
  }

  private static List<OutsideRun.Alias> aliases(JsonNode dataset) {
    var aliases = new ArrayList<OutsideRun.Alias>();
    for (var one : dataset.path("facets").path("symlinks").path("identifiers")) {
      if (aliases.size() == OutsideRun.Dataset.MOST_ALIASES) {
        break;
      }
      name(one.path("name"))
          .ifPresent(
              name ->
                  aliases.add(new OutsideRun.Alias(name(one.path("namespace")).orElse(""), name)));
    }
    return aliases;
  }

  private static Optional<OutsideRun.Failure> failure(JsonNode facets) {
    for (var facet : FAILURES) {
      var told = failureIn(facets.path(facet));
      if (told.isPresent()) {
        return told;
      }
    }
    return Optional.empty();
  }

  private static Optional<OutsideRun.Failure> failureIn(JsonNode facet) {
    // Some write the exception itself, others what it says.
    var inner = facet.path("exception").isObject() ? facet.path("exception") : facet;
    var stack = text(stack(inner.path("stackTrace")), MOST_STACK);
    var message = text(said(inner.path("message")), MOST_MESSAGE);
    if (message.isBlank()) {
      message = stack.lines().findFirst().orElse("");
    }
    return message.isBlank()
        ? Optional.empty()
        : Optional.of(new OutsideRun.Failure(message.strip(), stack));
  }

  private static String said(JsonNode message) {
    return message.isContainerNode() ? message.toString() : message.asText("");
  }

  /** Java's own form when it is written element by element, too. */
  private static String stack(JsonNode stack) {
    if (!stack.isArray()) {
      return said(stack);
    }
    var lines = new StringBuilder();
    for (var element : stack) {
      if (lines.length() > MOST_STACK) {
        break;
      }
      lines
          .append(
              element.has("methodName")
                  ? "\tat %s.%s(%s:%s)"
                      .formatted(
                          element.path("className").asText(),
                          element.path("methodName").asText(),
                          element.path("fileName").asText(),
                          element.path("lineNumber").asText())
                  : said(element))
          .append('\n');
    }
    return lines.toString();
  }

  private static Optional<String> name(JsonNode name) {
    if (!name.isTextual() && !name.isNumber()) {
      return Optional.empty();
    }
    var text = NO_LETTERS.matcher(cut(name.asText(), MOST_NAME)).replaceAll(" ").strip();
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  private static String text(String text, int most) {
    return NO_TEXT.matcher(cut(text, most)).replaceAll(" ");
  }

  /** Never within a pair of characters that are one. */
  private static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
  }
}
