package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/** An agent without a model: the SDK's own client, and what it is told to ask for. */
final class McpClients implements AutoCloseable {
  static final ObjectMapper JSON = new ObjectMapper();

  final McpSyncClient client;
  final List<String> progress = new CopyOnWriteArrayList<>();

  McpClients(McpClientTransport transport) {
    client =
        McpClient.sync(transport)
            .requestTimeout(Duration.ofMinutes(2))
            .initializationTimeout(Duration.ofMinutes(1))
            .progressConsumer(p -> progress.add(String.valueOf(p.message())))
            .build();
    client.initialize();
  }

  /** Over the streams of a process that {@code prunella mcp} runs in. */
  static McpClients overStdio(Path project, String agent) {
    return new McpClients(stdio(project, agent));
  }

  static StdioClientTransport stdio(Path project, String agent) {
    var parameters =
        ServerParameters.builder(Path.of(System.getProperty("java.home"), "bin", "java").toString())
            .args(
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.prunella.app.cli.Prunella",
                "mcp",
                "--project",
                project.toString(),
                "--agent",
                agent)
            .build();
    return new StdioClientTransport(parameters, new JacksonMcpJsonMapper(JSON));
  }

  CallToolResult call(String tool, Map<String, Object> arguments) {
    return client.callTool(
        CallToolRequest.builder(tool)
            .arguments(arguments)
            .meta(Map.of("progressToken", tool))
            .build());
  }

  /** What a call that is carried out answers. */
  JsonNode ok(String tool, Map<String, Object> arguments) {
    var result = call(tool, arguments);
    assertThat(result.isError()).as(tool + ": " + text(result)).isNotEqualTo(true);
    return JSON.valueToTree(result.structuredContent());
  }

  /** Why a call is refused. */
  String refused(String tool, Map<String, Object> arguments) {
    var result = call(tool, arguments);
    assertThat(result.isError()).as(tool + ": " + text(result)).isTrue();
    assertThat(result.structuredContent()).isNull();
    var told = (Map<?, ?>) Objects.requireNonNull(result.meta().get("dev.prunella/refused"));
    assertThat(text(result))
        .startsWith("refused (" + told.get("reason") + "): " + told.get("message"))
        .endsWith(String.valueOf(told.get("next")));
    return text(result);
  }

  static String text(CallToolResult result) {
    return String.join(
        "\n",
        result.content().stream().map(c -> c instanceof TextContent t ? t.text() : "").toList());
  }

  @Override
  public void close() {
    client.closeGracefully();
  }
}
