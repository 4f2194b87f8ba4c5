package dev.prunella.app.outside;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.app.access.Role;
import dev.prunella.app.heal.OutsideIncidents;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.serve.Answer;
import dev.prunella.app.serve.Refusal;
import dev.prunella.app.serve.Request;
import dev.prunella.app.serve.Route;
import dev.prunella.connect.openlineage.ToldEvents;
import dev.prunella.connect.openlineage.ToldEvents.Told;
import dev.prunella.local.outside.OutsideRuns;
import dev.prunella.outside.OutsideRun;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Where other producers send their OpenLineage events: {@code POST /api/v1/lineage}, and many at
 * once to {@code /api/v1/lineage/batch}. Thread-safe.
 */
public final class LineageRoutes implements AutoCloseable {
  /** The largest event, in bytes. */
  static final int MOST_BYTES = 4 << 20;

  /** The largest batch, in bytes. */
  static final int MOST_BATCH_BYTES = 8 << 20;

  static final int MOST_EVENTS = 10_000;

  /** So many bytes of all requests together are read at once. */
  private static final int MOST_AT_WORK = 32 << 20;

  /** A tree takes many times the room of its text where that is nothing but brackets. */
  private static final int MOST_TOKENS = 2_000_000;

  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxTokenCount(MOST_TOKENS).build())
              .build());

  private final Receiver receiver;
  private final Clock clock;
  private final Semaphore bytes = new Semaphore(MOST_AT_WORK);

  /**
   * Those of a project.
   *
   * @param changed is called when incidents may have changed
   * @param say hears what goes wrong beside an answer
   */
  public LineageRoutes(
      Workspace workspace, OutsideRuns runs, Runnable changed, Clock clock, Consumer<String> say) {
    this.receiver =
        new Receiver(runs, new OutsideIncidents(workspace, runs, clock, say), changed, clock, say);
    this.clock = clock;
  }

  public void start() {
    receiver.start();
  }

  public List<Route> routes() {
    return List.of(
        Route.events(
            "/api/v1/lineage",
            Role.OPERATOR,
            "takes an OpenLineage event of a run elsewhere",
            this::one),
        Route.events(
            "/api/v1/lineage/batch",
            Role.OPERATOR,
            "takes an array of OpenLineage events; says how many were taken, and why others not",
            this::batch));
  }

  private Answer one(Request request) {
    return bounded(
        request,
        MOST_BYTES,
        event -> {
          switch (ToldEvents.read(event, clock.instant())) {
            case Told.Run(var run) -> receiver.keep(List.of(run));
            case Told.OfNoRun() -> {}
            case Told.Nothing(var reason) -> throw new Refusal(400, "no-event", reason);
          }
          return new Answer.Json(200, "{\"status\":\"success\"}");
        });
  }

  private Answer batch(Request request) {
    return bounded(request, MOST_BATCH_BYTES, this::batch);
  }

  private Answer batch(JsonNode events) {
    if (!events.isArray()) {
      throw new Refusal(400, "no-batch", "a batch is a JSON array of events");
    }
    if (events.size() > MOST_EVENTS) {
      throw new Refusal(413, "too-large", "a batch has at most " + MOST_EVENTS + " events");
    }
    var now = clock.instant();
    var runs = new ArrayList<OutsideRun>();
    var answer = JSON.createObjectNode();
    var failed = JSON.createArrayNode();
    for (int i = 0; i < events.size(); i++) {
      switch (ToldEvents.read(events.get(i), now)) {
        case Told.Run(var run) -> runs.add(run);
        case Told.OfNoRun() -> {}
        case Told.Nothing(var reason) ->
            failed.addObject().put("index", i).put("reason", reason).put("retriable", false);
      }
    }
    receiver.keep(runs);
    int bad = failed.size();
    answer.put(
        "status", bad == 0 ? "success" : bad < events.size() ? "partial_success" : "failure");
    answer
        .putObject("summary")
        .put("received", events.size())
        .put("successful", events.size() - bad)
        .put("failed", bad)
        .put("retriable", 0)
        .put("non_retriable", bad);
    answer.set("failed_events", failed);
    return new Answer.Json(200, answer.toString());
  }

  private interface Work {
    Answer of(JsonNode sent);
  }

  private Answer bounded(Request request, int most, Work work) {
    long said = request.length();
    boolean packed =
        request.header("Content-Encoding").filter(e -> !e.equalsIgnoreCase("identity")).isPresent();
    int room = packed || said < 0 || said > most ? most : (int) said;
    if (!bytes.tryAcquire(room)) {
      return busy(request);
    }
    try {
      return work.of(parse(request.bytes(most)));
    } catch (Receiver.Busy e) {
      return busy(request);
    } finally {
      bytes.release(room);
    }
  }

  private static Answer busy(Request request) {
    request.replies("Retry-After", "1");
    return new Answer.Trouble(503, "busy", "too many events at once; send it again");
  }

  private static JsonNode parse(byte[] text) {
    try {
      var sent = JSON.readTree(text);
      if (sent == null || sent.isMissingNode()) {
        throw new Refusal(400, "bad-body", "the body is empty");
      }
      return sent;
    } catch (StreamConstraintsException e) {
      throw new Refusal(
          413, "too-large", "that is too deep, or too many values: " + e.getOriginalMessage());
    } catch (JsonProcessingException e) {
      throw new Refusal(400, "bad-body", "the body is no JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new Refusal(400, "bad-body", "the body cannot be read");
    }
  }

  /** Takes nothing any more, and keeps what waits. */
  @Override
  public void close() {
    receiver.close();
  }
}
