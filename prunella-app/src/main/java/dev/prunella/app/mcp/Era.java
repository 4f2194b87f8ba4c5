package dev.prunella.app.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/**
 * Which of the protocol's two ways a request goes: with a handshake before it (2025-11-25 and
 * earlier), or each by itself (2026-07-28). Told by the request alone.
 */
enum Era {
  HANDSHAKE,
  STATELESS;

  static final String STATELESS_VERSION = "2026-07-28";
  static final List<String> HANDSHAKE_VERSIONS = List.of("2025-03-26", "2025-06-18", "2025-11-25");
  static final String DISCOVER = "server/discover";

  private static final String META = "io.modelcontextprotocol/";
  private static final Set<String> ONLY_WITH_HANDSHAKE =
      Set.of(
          "initialize", "ping", "logging/setLevel", "resources/subscribe", "resources/unsubscribe");

  /** What may be kept by whoever asked, and for how long, in milliseconds. */
  private static final int FRESH = 60_000;

  private static final Set<String> KEPT =
      Set.of(
          DISCOVER,
          "tools/list",
          "prompts/list",
          "resources/list",
          "resources/read",
          "resources/templates/list");

  static Era of(JsonNode request) {
    return request.path("method").asText().equals(DISCOVER)
            || meta(request).has(META + "protocolVersion")
        ? STATELESS
        : HANDSHAKE;
  }

  static JsonNode meta(JsonNode request) {
    return request.path("params").path("_meta");
  }

  static String version(JsonNode request) {
    return meta(request).path(META + "protocolVersion").asText();
  }

  static boolean saysWhatClientCan(JsonNode request) {
    return meta(request).path(META + "clientCapabilities").isObject();
  }

  boolean knows(String method) {
    return this == HANDSHAKE || !ONLY_WITH_HANDSHAKE.contains(method);
  }

  /** What a result has besides, in the newer way. */
  void complete(String method, ObjectNode result, String version) {
    if (this == HANDSHAKE) {
      return;
    }
    result.put("resultType", "complete");
    var meta = result.path("_meta") instanceof ObjectNode there ? there : result.putObject("_meta");
    meta.putObject(META + "serverInfo").put("name", AgentServer.NAME).put("version", version);
    if (KEPT.contains(method)) {
      result.put("ttlMs", FRESH).put("cacheScope", "private");
    }
  }
}
