package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prunella.app.agent.AgentLimits;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpClientTransport;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An address to which messages are posted. */
class McpOverHttpTest extends McpSpec {
  private static final String META =
      "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"VERSION\",\"io.modelcontextprotocol/clientCapabilities\":{}}";

  private @Nullable ServedAgents started;
  private final HttpClient http = HttpClient.newHttpClient();

  @Override
  McpClientTransport serve(HealShop shop, String agent) throws Exception {
    started = new ServedAgents(shop.shell.folder, AgentLimits.DEFAULT, 0);
    return HttpClientStreamableHttpTransport.builder(served().address())
        .endpoint("/mcp")
        .jsonMapper(new JacksonMcpJsonMapper(McpClients.JSON))
        .requestBuilder(HttpRequest.newBuilder().header("Authorization", "Bearer " + agent))
        .build();
  }

  private ServedAgents served() {
    return Objects.requireNonNull(started);
  }

  @AfterAll
  void stops() throws Exception {
    served().close();
  }

  private HttpResponse<String> post(String body, String... headers) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(served().address() + "/mcp"))
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .POST(BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> stateless(String method, String params, String version)
      throws Exception {
    return post(
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":{%s%s}}"
            .formatted(method, params, META.replace("VERSION", version)),
        "Authorization",
        "Bearer raw",
        "MCP-Protocol-Version",
        version,
        "Mcp-Method",
        method,
        "Mcp-Name",
        "list_tables");
  }

  private static JsonNode json(HttpResponse<String> response) throws Exception {
    return McpClients.JSON.readTree(response.body());
  }

  @Test
  void aRequestOfTheStatelessRevisionIsAnsweredByItself() throws Exception {
    var discovered = json(stateless("server/discover", "", "2026-07-28")).path("result");
    assertThat(discovered.path("supportedVersions").toString())
        .contains("2026-07-28", "2025-11-25");
    assertThat(discovered.path("resultType").asText()).isEqualTo("complete");
    assertThat(discovered.path("ttlMs").asInt()).isPositive();

    var listed = json(stateless("tools/list", "", "2026-07-28")).path("result");
    assertThat(listed.path("tools")).hasSize(18);
    assertThat(listed.path("cacheScope").asText()).isEqualTo("private");

    var called =
        json(stateless("tools/call", "\"name\":\"list_tables\",\"arguments\":{},", "2026-07-28"))
            .path("result");
    assertThat(called.at("/structuredContent/tables")).hasSize(3);
    assertThat(called.path("resultType").asText()).isEqualTo("complete");
    assertThat(called.toString()).contains("io.modelcontextprotocol/serverInfo");
  }

  @ParameterizedTest
  @CsvSource({
    "1999-01-01, tools/list, 400, -32022",
    "2026-07-28, no/such, 404, -32601",
    "2026-07-28, initialize, 404, -32601",
    "2026-07-28, ping, 404, -32601",
  })
  void whatTheStatelessRevisionDoesNotKnowIsRefusedInItsWords(
      String version, String method, int status, int code) throws Exception {
    var refused = stateless(method, "", version);
    assertThat(refused.statusCode()).isEqualTo(status);
    assertThat(json(refused).at("/error/code").asInt()).isEqualTo(code);
  }

  @ParameterizedTest
  @ValueSource(strings = {"server/discover", "tools/list"})
  void aMessageWithoutItsVersionIsRefusedForThatAndNotForItsHeaders(String method)
      throws Exception {
    var bare = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":{%s}}";
    var half = "\"_meta\":{\"io.modelcontextprotocol/clientCapabilities\":{}}";
    for (var params : List.of("", half)) {
      var refused =
          post(
              bare.formatted(method, params),
              "Authorization",
              "Bearer raw",
              "MCP-Protocol-Version",
              "2026-07-28",
              "Mcp-Method",
              method);
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(json(refused).at("/error/code").asInt()).as(params).isEqualTo(-32602);
    }
  }

  @Test
  void headersMustSayWhatTheMessageSays() throws Exception {
    var message =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{%s}}"
            .formatted(META.replace("VERSION", "2026-07-28"));
    var without = post(message, "Authorization", "Bearer raw");
    assertThat(without.statusCode()).isEqualTo(400);
    assertThat(json(without).at("/error/code").asInt()).isEqualTo(-32020);
    var other =
        post(
            message,
            "Authorization",
            "Bearer raw",
            "MCP-Protocol-Version",
            "2026-07-28",
            "Mcp-Method",
            "tools/call");
    assertThat(json(other).at("/error/code").asInt()).isEqualTo(-32020);
  }

  @Test
  void nobodyIsServedWithoutATokenOrFromAnotherSite() throws Exception {
    var ping = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
    assertThat(post(ping).statusCode()).isEqualTo(401);
    assertThat(
            post(ping, "Authorization", "Bearer raw", "Origin", "https://elsewhere.example")
                .statusCode())
        .isEqualTo(403);
    assertThat(
            post(ping, "Authorization", "Bearer raw", "Origin", "http://localhost:3000")
                .statusCode())
        .isEqualTo(200);
    assertThat(rebound(ping)).startsWith("HTTP/1.1 403");
    assertThat(post("{", "Authorization", "Bearer raw").statusCode()).isEqualTo(400);
    var get = HttpRequest.newBuilder(URI.create(served().address() + "/mcp")).GET().build();
    assertThat(http.send(get, BodyHandlers.discarding()).statusCode()).isEqualTo(405);
  }

  /** As from a page whose site's name points here: no client of Java sends another's Host. */
  private String rebound(String body) throws Exception {
    var at = URI.create(served().address());
    try (var socket = new Socket(at.getHost(), at.getPort())) {
      socket
          .getOutputStream()
          .write(
              ("POST /mcp HTTP/1.1\r\nHost: evil.example\r\nOrigin: http://evil.example\r\n"
                      + "Authorization: Bearer raw\r\nConnection: close\r\nContent-Length: "
                      + body.length()
                      + "\r\n\r\n"
                      + body)
                  .getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
