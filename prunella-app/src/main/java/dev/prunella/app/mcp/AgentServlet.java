package dev.prunella.app.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.prunella.app.agent.Agent;
import dev.prunella.app.agent.AgentDesk;
import dev.prunella.pipeline.Cancellation;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The protocol's streamable HTTP: one address to which each message is posted. A message is
 * answered in JSON; a call of which the progress is wanted as a stream of events, whose end by the
 * client cancels it. There are no sessions and nothing is pushed, so GET and DELETE are not
 * allowed.
 */
public final class AgentServlet extends HttpServlet {
  @Serial private static final long serialVersionUID = 1L;

  private static final int MOST_BYTES = 4 << 20;
  private static final int MOST_AGENTS = 1_000;
  private static final int MOST_AT_ONCE = 32;
  private static final int PARSE_ERROR = -32700;
  private static final int TOO_MANY = 429;
  private static final String JSON = "application/json";
  private static final String EVENTS = "text/event-stream";

  private final transient AgentServer server;
  private final transient Callers callers;
  private final transient Function<Agent, AgentDesk> desks;
  private final transient Predicate<HttpServletRequest> meantForUs;
  private final transient Map<Agent, AgentDesk> known = new ConcurrentHashMap<>();
  private final transient Map<String, Cancellation> atWork = new ConcurrentHashMap<>();
  private final transient Semaphore room = new Semaphore(MOST_AT_ONCE);

  /**
   * A servlet behind a front that has looked already by which name it is called, and from where.
   *
   * @param desks makes an agent's desk, when it calls first
   */
  public AgentServlet(AgentServer server, Callers callers, Function<Agent, AgentDesk> desks) {
    this(server, callers, desks, _ -> true);
  }

  /**
   * A servlet by itself.
   *
   * @param names under which it is reached, beside those of this machine for itself
   */
  public AgentServlet(
      AgentServer server, Callers callers, Function<Agent, AgentDesk> desks, Set<String> names) {
    this(server, callers, desks, request -> HttpRules.isMeantForUs(request, names));
  }

  private AgentServlet(
      AgentServer server,
      Callers callers,
      Function<Agent, AgentDesk> desks,
      Predicate<HttpServletRequest> meantForUs) {
    this.server = server;
    this.callers = callers;
    this.desks = desks;
    this.meantForUs = meantForUs;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response) {
    notAllowed(response);
  }

  @Override
  protected void doDelete(HttpServletRequest request, HttpServletResponse response) {
    notAllowed(response);
  }

  private static void notAllowed(HttpServletResponse response) {
    response.setHeader("Allow", "POST");
    response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader("Cache-Control", "no-store");
    if (!meantForUs.test(request)) {
      response.setStatus(HttpServletResponse.SC_FORBIDDEN);
      return;
    }
    var agent = callers.of(request);
    if (agent.isEmpty()) {
      response.setHeader("WWW-Authenticate", "Bearer");
      response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
      return;
    }
    if (!room.tryAcquire()) {
      response.setStatus(TOO_MANY);
      return;
    }
    try {
      answer(agent.get(), request, response);
    } finally {
      room.release();
    }
  }

  private void answer(Agent agent, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    var message = read(request);
    if (message.isEmpty()) {
      send(
          response,
          HttpServletResponse.SC_BAD_REQUEST,
          AgentServer.error(
              McpJson.MESSAGES.nullNode(), PARSE_ERROR, "that is no JSON of up to 4 MB"));
      return;
    }
    var given = message.get();
    if (!given.has("id") || !given.has("method")) {
      cancelled(agent, given);
      response.setStatus(HttpServletResponse.SC_ACCEPTED);
      return;
    }
    var refused = HttpRules.refused(request, given);
    if (refused.isPresent()) {
      send(response, HttpServletResponse.SC_BAD_REQUEST, refused.get());
      return;
    }
    var key = agent.name() + " " + given.path("id");
    var cancellation = new Cancellation();
    atWork.put(key, cancellation);
    try {
      if (HttpRules.wantsEvents(request, given)) {
        stream(given, desk(agent), cancellation, response);
      } else {
        var answer = server.answer(given, new Peer(desk(agent), cancellation, _ -> {}));
        send(response, HttpRules.status(given, answer), answer);
      }
    } finally {
      atWork.remove(key, cancellation);
    }
  }

  private void stream(
      JsonNode request, AgentDesk desk, Cancellation cancellation, HttpServletResponse response)
      throws IOException {
    response.setStatus(HttpServletResponse.SC_OK);
    response.setContentType(EVENTS);
    response.setHeader("X-Accel-Buffering", "no");
    try (var events = new EventStream(response.getOutputStream(), cancellation)) {
      events.send(server.answer(request, new Peer(desk, cancellation, events::send)));
    }
  }

  /** With a handshake a call may be cancelled by another message, also over HTTP. */
  private void cancelled(Agent agent, JsonNode message) {
    if (message.path("method").asText().equals("notifications/cancelled")) {
      var at = atWork.get(agent.name() + " " + message.path("params").path("requestId"));
      if (at != null) {
        at.cancel();
      }
    }
  }

  private AgentDesk desk(Agent agent) {
    if (known.size() >= MOST_AGENTS && !known.containsKey(agent)) {
      known.clear();
    }
    return known.computeIfAbsent(agent, desks);
  }

  private static Optional<JsonNode> read(HttpServletRequest request) throws IOException {
    var bytes = request.getInputStream().readNBytes(MOST_BYTES + 1);
    if (bytes.length > MOST_BYTES) {
      return Optional.empty();
    }
    try {
      var tree = McpJson.MESSAGES.readTree(new String(bytes, StandardCharsets.UTF_8));
      return tree != null && tree.isObject() ? Optional.of(tree) : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static void send(HttpServletResponse response, int status, JsonNode message)
      throws IOException {
    response.setStatus(status);
    response.setContentType(JSON);
    response.getOutputStream().write(McpJson.MESSAGES.writeValueAsBytes(message));
  }
}
