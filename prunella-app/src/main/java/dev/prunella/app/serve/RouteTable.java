package dev.prunella.app.serve;

import dev.prunella.app.serve.Route.Method;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that is served. Paths are split as they were sent and decoded after that, so that no encoded
 * slash or dot makes one path of another.
 */
public final class RouteTable {
  private final List<Route> routes;

  public RouteTable(List<Route> routes) {
    this.routes = List.copyOf(routes);
    var seen = new HashSet<String>();
    for (var route : routes) {
      if (!seen.add(route.method() + " " + route.path().replaceAll("\\{[^}]*}", "{}"))) {
        throw new IllegalArgumentException("two routes for " + route.method() + " " + route.path());
      }
    }
  }

  /** A route and what stands in the path for it. */
  public record Match(Route route, Map<String, String> variables) {
    public Match {
      variables = Map.copyOf(variables);
    }
  }

  /** What becomes of a path. */
  public sealed interface Found {
    record Served(Match match) implements Found {}

    record WrongMethod(List<Method> allowed) implements Found {}

    record Nothing() implements Found {}
  }

  public List<Route> routes() {
    return routes;
  }

  /**
   * Finds what is served; {@code HEAD} goes where {@code GET} goes.
   *
   * @param rawPath as it was sent
   */
  public Found find(String method, String rawPath) {
    var asked = method.equals("HEAD") ? "GET" : method;
    var allowed = new ArrayList<Method>();
    Optional<Match> found = Optional.empty();
    var segments = segments(rawPath);
    if (segments.isEmpty()) {
      return new Found.Nothing();
    }
    for (var route : routes) {
      var variables = match(route.path(), segments.get());
      if (variables.isPresent()) {
        if (!route.method().name().equals(asked)) {
          allowed.add(route.method());
        } else if (found.isEmpty() || found.get().route().path().endsWith("/*")) {
          found = Optional.of(new Match(route, variables.get()));
        }
      }
    }
    if (found.isPresent()) {
      return new Found.Served(found.get());
    }
    return allowed.isEmpty()
        ? new Found.Nothing()
        : new Found.WrongMethod(allowed.stream().distinct().toList());
  }

  private static Optional<List<String>> segments(String rawPath) {
    if (!rawPath.startsWith("/")) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          Arrays.stream(rawPath.substring(1).split("/", -1))
              // A plus in a path is a plus.
              .map(s -> URLDecoder.decode(s.replace("+", "%2B"), StandardCharsets.UTF_8))
              .toList());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<Map<String, String>> match(String pattern, List<String> segments) {
    var parts = pattern.substring(1).split("/", -1);
    boolean below = parts[parts.length - 1].equals("*");
    int fixed = below ? parts.length - 1 : parts.length;
    if (below ? segments.size() <= fixed : segments.size() != fixed) {
      return Optional.empty();
    }
    var variables = new HashMap<String, String>();
    for (int i = 0; i < fixed; i++) {
      var segment = segments.get(i);
      if (parts[i].startsWith("{")) {
        if (segment.isEmpty()) {
          return Optional.empty();
        }
        variables.put(parts[i].substring(1, parts[i].length() - 1), segment);
      } else if (!parts[i].equals(segment)) {
        return Optional.empty();
      }
    }
    return Optional.of(variables);
  }
}
