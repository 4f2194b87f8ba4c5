package dev.prunella.app.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.prunella.app.agent.AgentDesk;
import dev.prunella.app.agent.RefusedException;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.SyncResourceTemplateSpecification;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tables, what they promise, and what they are made from, to be read by their addresses. */
final class Resources {
  static final String TABLE = "prunella://table/";
  static final String CONTRACT = "prunella://contract/";
  static final String LINEAGE = "prunella://lineage/";

  /** What varies in their addresses. */
  static final String NAME = "table";

  private static final List<String> TEMPLATES =
      Stream.of(TABLE, CONTRACT, LINEAGE).map(Resources::template).toList();
  private static final int INVALID_PARAMS = -32602;
  private static final String JSON = "application/json";

  private Resources() {}

  private static String template(String prefix) {
    return prefix + "{" + NAME + "}";
  }

  static boolean isTemplate(String uri) {
    return TEMPLATES.contains(uri);
  }

  static List<SyncResourceTemplateSpecification> templates() {
    return List.of(
        template(
            TABLE,
            "table",
            "A table of main: columns, number of rows, what makes it.",
            JSON,
            (desk, name) -> McpJson.text(McpJson.tree(desk.table(name)))),
        template(
            CONTRACT,
            "contract",
            "What a table promises (ODCS).",
            "application/yaml",
            AgentDesk::contract),
        template(
            LINEAGE,
            "lineage",
            "From what a table is made, and what is made from it.",
            JSON,
            (desk, name) -> McpJson.text(McpJson.tree(desk.lineage(name)))));
  }

  private static SyncResourceTemplateSpecification template(
      String prefix,
      String name,
      String description,
      String type,
      BiFunction<AgentDesk, String, String> read) {
    return new SyncResourceTemplateSpecification(
        McpSchema.ResourceTemplate.builder(template(prefix), name)
            .description(description)
            .mimeType(type)
            .build(),
        (context, request) -> {
          var table =
              URLDecoder.decode(request.uri().substring(prefix.length()), StandardCharsets.UTF_8);
          try {
            var text = read.apply(AgentServer.desk(context), table);
            return McpSchema.ReadResourceResult.builder(
                    List.of(
                        McpSchema.TextResourceContents.builder(request.uri(), text)
                            .mimeType(type)
                            .build()))
                .build();
          } catch (RefusedException e) {
            throw invalid(e.getMessage());
          }
        });
  }

  static McpError invalid(@Nullable String message) {
    return McpError.builder(INVALID_PARAMS).message(String.valueOf(message)).build();
  }

  /** One page of the tables. */
  static ObjectNode list(AgentDesk desk, @Nullable String cursor) {
    var page = desk.tables(cursor);
    var result = McpJson.MESSAGES.createObjectNode();
    var resources = result.putArray("resources");
    for (var table : page.items()) {
      resources
          .addObject()
          .put("uri", TABLE + URLEncoder.encode(table, StandardCharsets.UTF_8).replace("+", "%20"))
          .put("name", table)
          .put("mimeType", JSON);
    }
    if (page.next() != null) {
      result.put("nextCursor", page.next());
    }
    return result;
  }
}
