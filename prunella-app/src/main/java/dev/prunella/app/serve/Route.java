package dev.prunella.app.serve;

import dev.prunella.app.access.Role;
import jakarta.servlet.Servlet;
import java.util.List;
import java.util.Optional;

/**
 * What is served at a path.
 *
 * @param path such as {@code /incidents/{id}}; one that ends in {@code /*} is for all below it
 * @param least the role that is needed; empty where anybody may
 * @param does what it is for, in a sentence
 * @param sort what is special about it
 */
public record Route(
    Method method,
    String path,
    Optional<Role> least,
    Kind kind,
    String does,
    Target target,
    Sort sort) {

  /** What is special about a route. */
  public enum Sort {
    USUAL,
    /** It only asks, though by a method that changes things: with a body, such as a query has. */
    ASKS,
    /** Whether it changes anything stands in what is sent: it looks at that itself. */
    JUDGES,
    /** Machines tell of what happens by it, each thing by itself: by the thousand. */
    EVENTS
  }

  /** With nothing special about it. */
  public Route(
      Method method, String path, Optional<Role> least, Kind kind, String does, Target target) {
    this(method, path, least, kind, does, target, Sort.USUAL);
  }

  public Route {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("a path begins with a slash: " + path);
    }
  }

  /** Whether it may be let in also where nothing may be changed. */
  boolean looksItself() {
    return sort == Sort.ASKS || sort == Sort.JUDGES;
  }

  /** HTTP's methods, and whether they change anything. */
  public enum Method {
    GET(false),
    POST(true),
    PUT(true),
    DELETE(true);

    private final boolean changes;

    Method(boolean changes) {
      this.changes = changes;
    }

    public boolean changes() {
      return changes;
    }
  }

  /** For whom it is: so refusals are told. */
  public enum Kind {
    /** For people in a browser. */
    PAGE,
    /** For programs. */
    API
  }

  /** Who answers. */
  public sealed interface Target {
    record Handled(Handler handler) implements Target {}

    /** A servlet of somebody else's; it finds the {@code Principal} as an attribute of requests. */
    record Mounted(Servlet servlet) implements Target {}
  }

  /** Answers a request that was let in. */
  @FunctionalInterface
  public interface Handler {
    Answer handle(Request request);
  }

  public static Route page(String path, Role least, String does, Handler handler) {
    return of(Method.GET, path, Optional.of(least), Kind.PAGE, does, handler);
  }

  /** A form that somebody sends. */
  public static Route form(String path, Role least, String does, Handler handler) {
    return of(Method.POST, path, Optional.of(least), Kind.PAGE, does, handler);
  }

  public static Route api(Method method, String path, Role least, String does, Handler handler) {
    return of(method, path, Optional.of(least), Kind.API, does, handler);
  }

  /** Asks by a body and changes nothing: also of a server that only shows. */
  public static Route asking(Kind kind, String path, Role least, String does, Handler handler) {
    return posted(kind, path, least, does, handler, Sort.ASKS);
  }

  /** What looks itself whether it changes anything, and whether that may be. */
  public static Route judging(
      Method method, String path, Role least, String does, Handler handler) {
    return new Route(
        method, path, Optional.of(least), Kind.API, does, new Target.Handled(handler), Sort.JUDGES);
  }

  /** What machines send by the thousand. */
  public static Route events(String path, Role least, String does, Handler handler) {
    return posted(Kind.API, path, least, does, handler, Sort.EVENTS);
  }

  private static Route posted(
      Kind kind, String path, Role least, String does, Handler handler, Sort sort) {
    return new Route(
        Method.POST, path, Optional.of(least), kind, does, new Target.Handled(handler), sort);
  }

  /** What anybody may have. */
  public static Route open(Method method, String path, Kind kind, String does, Handler handler) {
    return of(method, path, Optional.empty(), kind, does, handler);
  }

  /** A servlet at a path and below it. */
  public static List<Route> mount(String path, Role least, String does, Servlet servlet) {
    return List.of(Method.GET, Method.POST, Method.DELETE).stream()
        .flatMap(
            method ->
                List.of(path, path + "/*").stream()
                    .map(
                        p ->
                            new Route(
                                method,
                                p,
                                Optional.of(least),
                                Kind.API,
                                does,
                                new Target.Mounted(servlet))))
        .toList();
  }

  private static Route of(
      Method method, String path, Optional<Role> least, Kind kind, String does, Handler handler) {
    return new Route(method, path, least, kind, does, new Target.Handled(handler));
  }
}
