package dev.prunella.bench.heal.fault;

import dev.prunella.bench.heal.fault.Kind.About;
import dev.prunella.bench.heal.fault.Kind.Failure;
import dev.prunella.bench.heal.fault.Kind.Layer;
import dev.prunella.bench.heal.world.Answer;
import dev.prunella.bench.heal.world.Answer.Answering;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Servers that do not answer as they should. */
final class ServerKinds {
  private static final Map<String, String> TEXT = Map.of("Content-Type", "text/plain");
  private static final Map<String, String> HTML = Map.of("Content-Type", "text/html");
  static final String LOGIN =
      "<!doctype html><html><head><title>Sign in</title></head><body><form action=\"/login\""
          + " method=\"post\"><input name=\"user\"></form></body></html>";

  private ServerKinds() {}

  static List<Kind> all() {
    return List.of(
        server(
            "http-500",
            "the server fails for an hour",
            Failure.TRANSIENT_THIRD_PARTY,
            true,
            _ -> Answering.always(Answer.of(500, TEXT, "internal error"))),
        server(
            "http-503",
            "the server is in maintenance for an hour",
            Failure.TRANSIENT_THIRD_PARTY,
            true,
            _ ->
                Answering.always(
                    Answer.of(503, Map.of("Retry-After", "1800"), "maintenance until 04:00"))),
        server(
            "http-429",
            "the server has had too many requests",
            Failure.TRANSIENT_THIRD_PARTY,
            true,
            _ ->
                Answering.always(
                    Answer.of(429, Map.of("Retry-After", "600"), "rate limit exceeded"))),
        server(
            "http-once",
            "the first request fails, the next does not",
            Failure.TRANSIENT_THIRD_PARTY,
            true,
            good ->
                (request, query) ->
                    request == 0 ? Answer.of(502, TEXT, "bad gateway") : good.to(request, query)),
        server(
            "http-401",
            "the credential has expired, until somebody renews it",
            Failure.INFRASTRUCTURE,
            false,
            _ ->
                Answering.always(
                    Answer.of(
                        401,
                        Map.of("WWW-Authenticate", "Bearer error=\"invalid_token\""),
                        "token expired"))),
        server(
            "http-404",
            "the address is gone for good",
            Failure.DATA,
            false,
            _ -> Answering.always(Answer.of(404, TEXT, "no such resource"))),
        server(
            "http-login",
            "a login page comes, with status 200",
            Failure.INFRASTRUCTURE,
            false,
            _ -> Answering.always(Answer.of(200, HTML, LOGIN))),
        server(
            "http-cut",
            "the answer breaks off for an hour",
            Failure.TRANSIENT_THIRD_PARTY,
            true,
            good -> (request, query) -> cut(good.to(request, query))),
        server(
            "http-half-list",
            "the list breaks off, with status 200, for an hour",
            Failure.TRANSIENT_THIRD_PARTY,
            true,
            good -> (request, query) -> halfOf(good.to(request, query))),
        server(
            "http-slow",
            "the server takes three seconds",
            Failure.TRANSIENT_THIRD_PARTY,
            true,
            good -> (request, query) -> slow(good.to(request, query))),
        server(
            "http-empty-list",
            "an empty list comes for an hour",
            Failure.DATA,
            true,
            _ -> Answering.always(Answer.json("[]".getBytes(StandardCharsets.UTF_8)))),
        server(
            "http-error-in-200",
            "an error comes as an object with status 200, for an hour",
            Failure.TRANSIENT_THIRD_PARTY,
            true,
            _ ->
                Answering.always(
                    Answer.json(
                        "{\"error\": \"upstream timeout\", \"items\": null}"
                            .getBytes(StandardCharsets.UTF_8)))),
        server(
            "http-hangs-up",
            "the server hangs up without a word, for an hour",
            Failure.TRANSIENT_THIRD_PARTY,
            true,
            _ -> Answering.always(Answer.hangUp())));
  }

  private static Kind server(
      String name, String says, Failure failure, boolean passes, ServerFault.Change change) {
    return new Kind(
        name,
        Layer.SOURCE,
        failure,
        says,
        About.ANSWERS,
        Wanted.NOTHING,
        false,
        (plan, stage) -> new ServerFault(stage.feed(plan, f -> !f.isFile()), says, passes, change));
  }

  private static Answer cut(Answer good) {
    return new Answer(
        good.status(),
        good.headers(),
        Arrays.copyOf(good.body(), good.body().length / 2),
        Duration.ZERO,
        good.body().length);
  }

  private static Answer halfOf(Answer good) {
    return new Answer(
        good.status(),
        good.headers(),
        Arrays.copyOf(good.body(), good.body().length / 2),
        Duration.ZERO,
        -1);
  }

  private static Answer slow(Answer good) {
    return new Answer(
        good.status(), good.headers(), good.body(), Duration.ofSeconds(3), good.promised());
  }
}
