package dev.prunella.app.rest;

import dev.prunella.app.rest.Errors.Refused;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.rest.Endpoint;

/** Which handler answers which path. Paths are taken as they were sent, for names hold slashes. */
final class Routes {
  /** Parts of the protocol that are known and not served. */
  private static final List<Endpoint> NOT_SERVED =
      List.of(
          Endpoint.V1_TABLE_CREDENTIALS,
          Endpoint.V1_TABLE_REMOTE_SIGN,
          Endpoint.V1_SUBMIT_TABLE_SCAN_PLAN,
          Endpoint.V1_FETCH_TABLE_SCAN_PLAN,
          Endpoint.V1_FETCH_TABLE_SCAN_PLAN_TASKS);

  private final Map<Endpoint, Handler> handlers;

  Routes(Map<Endpoint, Handler> handlers) {
    this.handlers = new LinkedHashMap<>(handlers);
  }

  /** Answers a request, or throws. */
  @FunctionalInterface
  interface Handler {
    Reply answer(Call call);
  }

  /** A handler and what stands in the path for it. */
  record Match(Handler handler, Map<String, String> variables) {}

  List<Endpoint> endpoints() {
    return handlers.keySet().stream().sorted(Comparator.comparing(Endpoint::toString)).toList();
  }

  /**
   * @param segments of the path, from {@code v1} on
   */
  Match find(String method, List<String> segments) {
    boolean pathIsKnown = false;
    for (var route : handlers.entrySet()) {
      var variables = match(route.getKey().path(), segments);
      if (variables.isPresent()) {
        if (route.getKey().httpMethod().equals(method)) {
          return new Match(route.getValue(), variables.get());
        }
        pathIsKnown = true;
      }
    }
    pathIsKnown |= NOT_SERVED.stream().anyMatch(other -> match(other.path(), segments).isPresent());
    throw pathIsKnown
        ? new UnsupportedOperationException(method + " is not supported here")
        : new Refused(404, "nothing is served at " + String.join("/", segments));
  }

  private static Optional<Map<String, String>> match(String pattern, List<String> segments) {
    var parts = pattern.substring(1).split("/", -1);
    if (parts.length != segments.size()) {
      return Optional.empty();
    }
    var variables = new HashMap<String, String>();
    for (int i = 0; i < parts.length; i++) {
      if (parts[i].startsWith("{")) {
        variables.put(parts[i].substring(1, parts[i].length() - 1), segments.get(i));
      } else if (!parts[i].equals(segments.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(variables);
  }
}
