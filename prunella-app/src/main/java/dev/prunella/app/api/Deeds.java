package dev.prunella.app.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.app.access.Role;
import dev.prunella.app.serve.Answer;
import dev.prunella.app.serve.Refusal;
import dev.prunella.app.serve.Request;
import dev.prunella.app.serve.Route;
import dev.prunella.app.serve.Route.Method;
import dev.prunella.app.steer.Steering;
import dev.prunella.app.view.Json;
import dev.prunella.app.view.PauseJson;
import dev.prunella.incident.IncidentState;
import dev.prunella.people.OpenQuestion;
import java.util.List;

/** What programs do for people. Each deed is done once for an {@code Idempotency-Key}. */
final class Deeds {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Api api;
  private final Steering steering;
  private final Once once = new Once();

  Deeds(Api api, Steering steering) {
    this.api = api;
    this.steering = steering;
  }

  List<Route> routes() {
    return List.of(
        deed(
            "/incidents/{id}/answers",
            Role.APPROVER,
            "answers what an incident asks: {option, why, question}; approve, deny, accept, keep and trust"
                + " are options; question, its number, may be left out with deny, retry and dismiss",
            this::answer),
        deed(
            "/incidents/{id}/undo",
            Role.APPROVER,
            "takes back what was published for it: {why, downstream}",
            this::undo),
        deed("/healing/pause", Role.OPERATOR, "stops all healing: {why}", this::pause),
        deed("/healing/resume", Role.ADMIN, "lets healing go on: {why}", this::resume));
  }

  private interface Deed {
    Answer of(Request request, JsonNode body);
  }

  private Route deed(String path, Role least, String does, Deed deed) {
    return Route.api(
        Method.POST,
        Api.ROOT + path,
        least,
        does,
        request -> {
          var text = request.body();
          var sent = request.route() + "\n" + text;
          return once.once(request, sent, () -> deed.of(request, parse(text)));
        });
  }

  static JsonNode parse(String text) {
    try {
      var body = text.isBlank() ? JSON.createObjectNode() : JSON.readTree(text);
      if (!body.isObject()) {
        throw new Refusal(400, "bad-body", "the body is a JSON object");
      }
      return body;
    } catch (JsonProcessingException e) {
      throw new Refusal(400, "bad-body", "the body is no JSON: " + e.getOriginalMessage());
    }
  }

  private static String text(JsonNode body, String field) {
    var text = body.path(field).asText("").replaceAll("\\p{Cntrl}+", " ").strip();
    if (text.length() > 4000) {
      throw new Refusal(400, "bad-body", field + " is too long");
    }
    return text;
  }

  private Answer answer(Request request, JsonNode body) {
    var state = api.require(request);
    var option = text(body, "option");
    if (option.isEmpty()) {
      throw new Refusal(400, "no-answer", "option is missing: one of those that are offered");
    }
    var asked = body.path("question");
    if (OpenQuestion.isToBeNamedWith(option) && !asked.isInt()) {
      throw new Refusal(
          400,
          "which-question",
          "question is missing: the number of what is said yes to, as /api/v1/questions tells it");
    }
    // With any other answer, who does not say which question is meant means the open one.
    int question =
        asked.isInt()
            ? asked.asInt()
            : OpenQuestion.number(api.workspace().incidents().events(state.id()));
    steering.answer(state.id(), question, request.who().name(), option, text(body, "why"));
    return told(request, state);
  }

  private Answer undo(Request request, JsonNode body) {
    var state = api.require(request);
    steering.undo(
        state.id(),
        body.path("downstream").asBoolean(false),
        request.who().name(),
        text(body, "why"));
    return told(request, state);
  }

  private Answer told(Request request, IncidentState before) {
    var now = api.workspace().incidents().state(before.id()).orElse(before);
    return new Answer.Json(200, Json.line(api.incident(now, request)));
  }

  private Answer pause(Request request, JsonNode body) {
    steering.pause(request.who().name(), text(body, "why"));
    return paused();
  }

  private Answer resume(Request request, JsonNode body) {
    steering.resume(request.who().name(), text(body, "why"));
    return paused();
  }

  private Answer paused() {
    return new Answer.Json(200, Json.line(PauseJson.View.of(steering.healing().paused())));
  }
}
