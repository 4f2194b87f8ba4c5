package dev.prunella.app.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.prunella.app.serve.Route;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The interface's description, made from the table of routes: it cannot tell of what is not. */
final class OpenApi {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");

  private OpenApi() {}

  static String of(List<Route> routes, String version) {
    var root = JSON.createObjectNode().put("openapi", "3.1.0");
    root.putObject("info").put("title", "Prunella").put("version", version);
    var paths = root.putObject("paths");
    for (var route : routes) {
      var item =
          paths.has(route.path())
              ? (ObjectNode) paths.get(route.path())
              : paths.putObject(route.path());
      operation(item.putObject(route.method().name().toLowerCase(Locale.ROOT)), route);
    }
    var components = root.putObject("components");
    components
        .putObject("securitySchemes")
        .putObject("token")
        .put("type", "http")
        .put("scheme", "bearer");
    var problem = components.putObject("schemas").putObject("Problem").put("type", "object");
    var fields = problem.putObject("properties");
    for (var field : List.of("type", "title", "code", "detail")) {
      fields.putObject(field).put("type", "string");
    }
    fields.putObject("status").put("type", "integer");
    return root.toPrettyString();
  }

  private static void operation(ObjectNode operation, Route route) {
    operation.put("summary", route.does());
    route
        .least()
        .ifPresent(
            role -> {
              operation.put("x-least-role", role.word());
              operation.putArray("security").addObject().putArray("token");
            });
    var parameters = operation.putArray("parameters");
    VARIABLE
        .matcher(route.path())
        .results()
        .forEach(
            found -> {
              var one =
                  parameters
                      .addObject()
                      .put("name", found.group(1))
                      .put("in", "path")
                      .put("required", true);
              one.putObject("schema").put("type", "string");
            });
    if (route.method().changes()) {
      if (route.sort() != Route.Sort.ASKS) {
        var key = parameters.addObject().put("name", "Idempotency-Key").put("in", "header");
        key.putObject("schema").put("type", "string");
      }
      operation
          .putObject("requestBody")
          .putObject("content")
          .putObject("application/json")
          .putObject("schema")
          .put("type", "object");
    }
    var responses = operation.putObject("responses");
    responses
        .putObject("200")
        .put("description", "done")
        .putObject("content")
        .putObject("application/json")
        .putObject("schema")
        .put("type", "object");
    responses
        .putObject("default")
        .put("description", "refused")
        .putObject("content")
        .putObject("application/problem+json")
        .putObject("schema")
        .put("$ref", "#/components/schemas/Problem");
  }
}
