package dev.prunella.app.mcp;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;

/** JSON of the protocol, and of what is said in it. */
final class McpJson {
  /** For messages of the protocol, whose records say themselves how they are written. */
  static final ObjectMapper MESSAGES = new ObjectMapper();

  static final McpJsonMapper SDK = new JacksonMcpJsonMapper(MESSAGES);

  /** For our records: what is absent is left out, but for values of rows. */
  private static final ObjectMapper VIEWS =
      JsonMapper.builder()
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
          .addModule(
              new SimpleModule()
                  .addSerializer(
                      Instant.class,
                      new JsonSerializer<Instant>() {
                        @Override
                        public void serialize(
                            Instant value, JsonGenerator out, SerializerProvider provider)
                            throws IOException {
                          out.writeString(value.toString());
                        }
                      }))
          .build();

  private McpJson() {}

  /** A record as JSON. */
  static JsonNode tree(Object view) {
    return VIEWS.valueToTree(view);
  }

  static Map<?, ?> map(JsonNode tree) {
    return VIEWS.convertValue(tree, Map.class);
  }

  static String text(JsonNode tree) {
    try {
      return MESSAGES.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("every tree can be written as JSON", e);
    }
  }
}
