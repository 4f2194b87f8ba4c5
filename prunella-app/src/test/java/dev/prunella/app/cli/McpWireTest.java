package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prunella.app.agent.Agent;
import dev.prunella.app.agent.AgentDesk;
import dev.prunella.app.agent.AgentLimits;
import dev.prunella.app.mcp.AgentServer;
import dev.prunella.app.mcp.StdioWire;
import dev.prunella.app.run.Workspace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lines of the protocol, one by one: what no client of ours would send, and what it would not say.
 */
@Timeout(60)
class McpWireTest {
  private static final String META =
      "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}}";

  private Workspace workspace;
  private AgentServer server;
  private Socket here;
  private OutputStream in;
  private BufferedReader out;
  private CompletableFuture<Void> served;

  @BeforeEach
  void serves(@TempDir Path folder) throws IOException {
    workspace = ServedAgents.open(Shell.inProject(folder).folder);
    server = new AgentServer("test");
    // A socket has both streams, and none of Java's pipes' thoughts about threads.
    try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      here = new Socket(listening.getInetAddress(), listening.getLocalPort());
      var there = listening.accept();
      // Not in the common pool, of which JGit needs a thread.
      served = CompletableFuture.runAsync(() -> serve(there), Thread.ofPlatform().daemon()::start);
    }
    here.setSoTimeout(30_000);
    in = here.getOutputStream();
    out = new BufferedReader(new InputStreamReader(here.getInputStream(), StandardCharsets.UTF_8));
  }

  private void serve(Socket there) {
    var desk =
        new AgentDesk(workspace, Agent.named("wire"), AgentLimits.DEFAULT, Clock.systemUTC());
    try (there) {
      new StdioWire(server, desk, there.getInputStream(), there.getOutputStream()).serve();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void ends() throws Exception {
    here.shutdownOutput();
    served.get(40, TimeUnit.SECONDS);
    here.close();
    server.close();
    workspace.close();
  }

  private void say(String line) throws IOException {
    in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    in.flush();
  }

  private JsonNode hear() throws IOException {
    return McpClients.JSON.readTree(out.readLine());
  }

  private JsonNode ask(String id, String method, String params) throws IOException {
    say(
        "{\"jsonrpc\":\"2.0\",\"id\":%s,\"method\":\"%s\",\"params\":{%s}}"
            .formatted(id, method, params));
    return hear();
  }

  @Test
  void bothErasAreServedOnOneStreamInTurns() throws Exception {
    var modern = ask("1", "server/discover", META).path("result");
    assertThat(modern.path("supportedVersions").path(0).asText()).isEqualTo("2026-07-28");
    var hello =
        ask(
                "\"a\"",
                "initialize",
                "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"x\",\"version\":\"1\"}")
            .path("result");
    assertThat(hello.path("protocolVersion").asText()).isEqualTo("2025-11-25");
    assertThat(hello.has("resultType")).isFalse();
    say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    assertThat(ask("2", "tools/list", "").at("/result/tools")).hasSize(18);
    assertThat(ask("3", "tools/list", META).at("/result/resultType").asText())
        .isEqualTo("complete");
    assertThat(ask("4", "ping", "").path("result").isObject()).isTrue();
    assertThat(ask("5", "ping", META).at("/error/code").asInt()).isEqualTo(-32601);
    assertThat(ask("6", "tools/list", META.replace("2026", "2035")).at("/error/data/supported"))
        .hasSize(4);
    var offered =
        ask(
            "8",
            "completion/complete",
            META
                + ",\"ref\":{\"type\":\"ref/prompt\",\"name\":\"heal-this-incident\"},"
                + "\"argument\":{\"name\":\"incident\",\"value\":\"\"}");
    assertThat(offered.at("/result/resultType").asText()).isEqualTo("complete");
    assertThat(offered.at("/result/completion/total").asInt()).isZero();
    var half = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"}";
    assertThat(ask("7", "tools/list", half).at("/error/code").asInt()).isEqualTo(-32602);
  }

  @Test
  void aCallThatIsCancelledEndsAndGetsNoAnswer() throws Exception {
    ask("1", "tools/call", "\"name\":\"open_sandbox\",\"arguments\":{}");
    say(
        "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"write_table\",\"arguments\":"
            + "{\"table\":\"long\",\"query\":\"select count(*) as n from range(1000000000000) t(x) where x % 7 = 3\"}}}");
    say(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":2}}");
    // There is room for another long call, at once.
    long began = System.nanoTime();
    JsonNode answer;
    do {
      answer =
          ask(
              "3",
              "tools/call",
              "\"name\":\"write_table\",\"arguments\":{\"table\":\"short\",\"query\":\"select 1 as one\"}");
    } while (answer.at("/result/isError").asBoolean()
        && System.nanoTime() - began < TimeUnit.SECONDS.toNanos(20));
    assertThat(answer.path("id").asInt()).isEqualTo(3);
    assertThat(answer.at("/result/structuredContent/rows").asInt()).isEqualTo(1);
  }

  @Test
  void whatIsNoMessageIsAnsweredAndTheNextIsHeard() throws Exception {
    say("no json");
    assertThat(hear().at("/error/code").asInt()).isEqualTo(-32700);
    say("{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}");
    assertThat(hear().at("/error/code").asInt()).isEqualTo(-32600);
    say("\"" + "x".repeat(5 << 20) + "\"");
    assertThat(hear().at("/error/code").asInt()).isEqualTo(-32700);
    say("{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}");
    assertThat(hear().at("/error/code").asInt()).isEqualTo(-32600);
    assertThat(ask("1", "ping", "").path("result").isObject()).isTrue();
  }
}
