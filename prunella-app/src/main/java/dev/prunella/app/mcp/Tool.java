package dev.prunella.app.mcp;

import dev.prunella.app.agent.AgentCall;
import dev.prunella.app.agent.AgentDesk;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One thing that an agent can do.
 *
 * @param readOnly whether nothing is changed by it anywhere
 * @param answer the record that it answers with
 */
record Tool(
    String name,
    String title,
    String description,
    boolean readOnly,
    List<Parameter> parameters,
    Class<? extends Record> answer,
    Work work) {

  /** Carries it out. */
  interface Work {
    Record carryOut(AgentDesk desk, Arguments arguments, AgentCall call);
  }

  McpSchema.Tool described() {
    return McpSchema.Tool.builder(name, input())
        .title(title)
        .description(description)
        .outputSchema(RecordSchema.of(answer))
        .annotations(
            McpSchema.ToolAnnotations.builder()
                .title(title)
                .readOnlyHint(readOnly)
                .destructiveHint(false)
                .openWorldHint(false)
                .build())
        .build();
  }

  private Map<String, Object> input() {
    var properties = new LinkedHashMap<String, Object>();
    parameters.forEach(p -> properties.put(p.name(), p.schema()));
    var schema = new LinkedHashMap<String, Object>();
    schema.put("type", "object");
    schema.put("properties", properties);
    schema.put(
        "required", parameters.stream().filter(Parameter::required).map(Parameter::name).toList());
    schema.put("additionalProperties", false);
    return schema;
  }
}
