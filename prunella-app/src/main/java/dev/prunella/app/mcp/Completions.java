package dev.prunella.app.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.prunella.app.agent.AgentDesk;
import dev.prunella.app.agent.RefusedException;
import java.util.List;

/** What could stand where somebody is typing an incident's or a table's name. */
final class Completions {
  /** As many as one answer may hold by the protocol. */
  private static final int MOST = 100;

  private Completions() {}

  static ObjectNode of(AgentDesk desk, JsonNode params) {
    var names = names(desk, params);
    var result = McpJson.MESSAGES.createObjectNode();
    var completion = result.putObject("completion");
    var values = completion.putArray("values");
    names.stream().limit(MOST).forEach(values::add);
    completion.put("total", names.size()).put("hasMore", names.size() > MOST);
    return result;
  }

  private static List<String> names(AgentDesk desk, JsonNode params) {
    var about = params.path("ref");
    var argument = params.at("/argument/name").asText();
    var typed = params.at("/argument/value");
    if (!typed.isTextual()) {
      throw misused(desk, "argument has a name and a value");
    }
    return switch (about.path("type").asText()) {
      case "ref/prompt" -> {
        require(desk, about.path("name").asText().equals(Prompts.HEAL), "there is no such prompt");
        require(desk, argument.equals(Prompts.INCIDENT), "the prompt has no such argument");
        yield desk.incidentsBeginning(typed.asText());
      }
      case "ref/resource" -> {
        require(
            desk,
            Resources.isTemplate(about.path("uri").asText()),
            "there is no such template of resources");
        require(desk, argument.equals(Resources.NAME), "the template has no such argument");
        yield desk.tablesBeginning(typed.asText());
      }
      default -> throw misused(desk, "ref is of the type ref/prompt or ref/resource");
    };
  }

  private static void require(AgentDesk desk, boolean fits, String otherwise) {
    if (!fits) {
      throw misused(desk, otherwise);
    }
  }

  private static RefusedException misused(AgentDesk desk, String why) {
    return desk.misused("completion/complete", why);
  }
}
