package dev.prunella.app.schedule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.prunella.pipeline.Agenda;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.RunId;
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
import java.util.Optional;

/**
 * The agendas of pipelines in the lake's journal, in the streams {@code schedule/<pipeline>}. Each
 * entry holds the whole agenda as it is from then on, so that only the newest need be read; it is
 * appended only where its writer last looked. Thread-safe.
 */
public final class Agendas {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Lake lake;

  public Agendas(Lake lake) {
    this.lake = lake;
  }

  /** What an entry is about. The names never change. */
  enum Why {
    BEGAN("schedule began"),
    CAME_UP("came up"),
    PASSED_OVER("passed over"),
    RUN_BEGUN("run begun"),
    RUN_RESUMED("run resumed"),
    RUN_LEFT("run left");

    private final String text;

    Why(String text) {
      this.text = text;
    }
  }

  /**
   * An agenda and its place.
   *
   * @param entries how many entries the stream has
   */
  public record Kept(String pipeline, long entries, Agenda agenda) {}

  /** Empty for a pipeline whose schedule has never been looked at. */
  public Optional<Kept> newest(String pipeline) {
    return lake.store().newest(stream(pipeline), 1).stream()
        .map(entry -> new Kept(pipeline, entry.position() + 1, read(entry)))
        .findFirst();
  }

  /** Keeps the first agenda; empty when another scheduler has. */
  Optional<Kept> begin(String pipeline, Agenda agenda, String by) {
    return keep(new Kept(pipeline, 0, agenda), agenda, Why.BEGAN, by);
  }

  /** Keeps the next agenda, durably; empty when another scheduler has gone on meanwhile. */
  Optional<Kept> keep(Kept before, Agenda next, Why why, String by) {
    var append = append(before, next, why);
    return switch (lake.append(by, List.of(append))) {
      case Appended.Written _ ->
          Optional.of(new Kept(before.pipeline(), before.entries() + 1, next));
      case Appended.Overtaken _ -> Optional.empty();
      case Appended.Unknown(var reason) ->
          throw new LakeException(
              Problem.UNKNOWN_FATE,
              "it is not known whether the schedule of "
                  + before.pipeline()
                  + " was kept: "
                  + reason);
    };
  }

  /** The entry for a transaction of others. */
  Append append(Kept before, Agenda next, Why why) {
    return new Append(stream(before.pipeline()), before.entries(), why.text, write(next));
  }

  private static String stream(String pipeline) {
    return "schedule/" + pipeline;
  }

  private static String write(Agenda agenda) {
    var json = MAPPER.createObjectNode();
    json.put("since", agenda.since().toString());
    agenda.through().ifPresent(interval -> interval(json.putObject("through"), interval));
    var waiting = json.putArray("waiting");
    for (var item : agenda.waiting()) {
      var one = waiting.addObject().put("at", item.at().toString());
      item.interval().ifPresent(interval -> interval(one, interval));
    }
    agenda
        .begun()
        .ifPresent(
            begun ->
                json.putObject("begun")
                    .put("run", begun.run().number())
                    .put("resumed", begun.resumed())
                    .put("left", begun.left()));
    return json.toString();
  }

  private static void interval(ObjectNode json, DataInterval interval) {
    json.put("from", interval.start().toString());
    json.put("to", interval.end().toString());
  }

  private static Agenda read(JournalEntry entry) {
    try {
      var json = MAPPER.readTree(entry.body());
      var waiting = new ArrayList<Agenda.Item>();
      for (var one : json.path("waiting")) {
        waiting.add(new Agenda.Item(Instant.parse(one.path("at").asText()), interval(one)));
      }
      var begun = json.path("begun");
      return new Agenda(
          Instant.parse(json.path("since").asText()),
          interval(json.path("through")),
          waiting,
          begun.isObject()
              ? Optional.of(
                  new Agenda.Begun(
                      new RunId(begun.path("run").asLong()),
                      begun.path("resumed").asInt(),
                      begun.path("left").asBoolean()))
              : Optional.empty());
    } catch (JsonProcessingException | DateTimeException | IllegalArgumentException e) {
      throw new LakeException(
          Problem.LAKE_DAMAGED,
          "entry %d of %s cannot be read: %s"
              .formatted(entry.position(), entry.stream(), e.getMessage()),
          e);
    }
  }

  private static Optional<DataInterval> interval(JsonNode json) {
    return json.has("from")
        ? Optional.of(
            new DataInterval(
                Instant.parse(json.path("from").asText()), Instant.parse(json.path("to").asText())))
        : Optional.empty();
  }
}
