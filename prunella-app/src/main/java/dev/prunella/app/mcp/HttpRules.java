package dev.prunella.app.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What HTTP asks beside the message itself.
 *
 * @see <a
 *     href="https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http">streamable
 *     HTTP</a>
 */
final class HttpRules {
  private static final int HEADER_MISMATCH = -32020;
  private static final int INVALID_REQUEST = -32600;
  private static final int NO_SUCH_METHOD = -32601;
  private static final int INVALID_PARAMS = -32602;
  private static final int INTERNAL = -32603;
  private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final Set<String> NAMED = Set.of("tools/call", "prompts/get");
  private static final String ENCODED = "=?base64?";

  private HttpRules() {}

  /**
   * Whether a request was meant for this server: a page of another site must not reach it through
   * its reader's browser, neither by its own name nor by a name that it lets point here.
   *
   * @param names under which it is reached from other machines
   */
  static boolean isMeantForUs(HttpServletRequest request, Set<String> names) {
    var origin = request.getHeader("Origin");
    return isOurs(request.getServerName(), names)
        && (origin == null || isOurs(hostOf(origin), names));
  }

  private static boolean isOurs(@Nullable String host, Set<String> names) {
    return host != null && (HERE.contains(host) || names.contains(host));
  }

  private static @Nullable String hostOf(String origin) {
    try {
      return URI.create(origin).getHost();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  static boolean wantsEvents(HttpServletRequest request, JsonNode message) {
    var accepts = request.getHeader("Accept");
    return accepts != null
        && accepts.contains("text/event-stream")
        && message.path("method").asText().equals("tools/call")
        && Era.meta(message).hasNonNull("progressToken");
  }

  /** Headers say what the message says, for those who look at nothing else. */
  static Optional<JsonNode> refused(HttpServletRequest request, JsonNode message) {
    var version = request.getHeader("MCP-Protocol-Version");
    if (Era.of(message) == Era.HANDSHAKE) {
      return version == null || Era.HANDSHAKE_VERSIONS.contains(version)
          ? Optional.empty()
          : Optional.of(unfit(message, version));
    }
    if (Era.version(message).isEmpty()) {
      // What the message lacks is told by whoever answers it; no header can agree with it.
      return Optional.empty();
    }
    var method = message.path("method").asText();
    var params = message.path("params");
    return first(
        check(message, "MCP-Protocol-Version", version, Era.version(message)),
        check(message, "Mcp-Method", request.getHeader("Mcp-Method"), method),
        NAMED.contains(method)
            ? check(
                message,
                "Mcp-Name",
                decoded(request.getHeader("Mcp-Name")),
                params.path("name").asText())
            : Optional.empty(),
        method.equals("resources/read")
            ? check(
                message,
                "Mcp-Name",
                decoded(request.getHeader("Mcp-Name")),
                params.path("uri").asText())
            : Optional.empty());
  }

  private static JsonNode unfit(JsonNode message, String version) {
    var id = message.path("id");
    return version.equals(Era.STATELESS_VERSION)
        ? AgentServer.error(id, INVALID_PARAMS, "_meta lacks the protocol's version")
        : AgentServer.error(id, INVALID_REQUEST, "Unsupported protocol version");
  }

  @SafeVarargs
  private static Optional<JsonNode> first(Optional<JsonNode>... all) {
    for (var one : all) {
      if (one.isPresent()) {
        return one;
      }
    }
    return Optional.empty();
  }

  private static Optional<JsonNode> check(
      JsonNode message, String header, @Nullable String said, String meant) {
    return meant.equals(said)
        ? Optional.empty()
        : Optional.of(mismatch(message, header, said, meant));
  }

  private static JsonNode mismatch(
      JsonNode message, String header, @Nullable String said, String meant) {
    return AgentServer.error(
        message.path("id"),
        HEADER_MISMATCH,
        said == null
            ? "the header " + header + " is missing"
            : "the header " + header + " says '" + said + "', the message '" + meant + "'");
  }

  private static @Nullable String decoded(@Nullable String value) {
    if (value == null || !value.startsWith(ENCODED) || !value.endsWith("?=")) {
      return value;
    }
    try {
      return new String(
          Base64.getDecoder().decode(value.substring(ENCODED.length(), value.length() - 2)),
          StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** By the stateless revision an error shows in the status as well. */
  static int status(JsonNode request, JsonNode answer) {
    var code = answer.path("error").path("code").asInt();
    if (code == 0 || Era.of(request) == Era.HANDSHAKE) {
      return HttpServletResponse.SC_OK;
    }
    boolean wellFormed = !Era.version(request).isEmpty() && Era.saysWhatClientCan(request);
    if (wellFormed && (code == INVALID_PARAMS || code == INTERNAL)) {
      return HttpServletResponse.SC_OK;
    }
    return code == NO_SUCH_METHOD
        ? HttpServletResponse.SC_NOT_FOUND
        : HttpServletResponse.SC_BAD_REQUEST;
  }
}
