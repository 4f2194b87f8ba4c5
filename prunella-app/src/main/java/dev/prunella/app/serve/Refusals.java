package dev.prunella.app.serve;

import dev.prunella.app.access.Principal;
import dev.prunella.app.serve.Route.Kind;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells refusals: to people as a page, to programs as RFC 9457 says. */
final class Refusals {
  private static final int TOO_LARGE = 413;

  private final ServeConfig.ErrorPage page;

  Refusals(ServeConfig.ErrorPage page) {
    this.page = page;
  }

  void send(
      HttpServletRequest http,
      HttpServletResponse reply,
      Kind kind,
      Refusal refusal,
      @Nullable Principal who)
      throws IOException {
    if (reply.isCommitted()) {
      return;
    }
    boolean head = http.getMethod().equals("HEAD");
    if (kind == Kind.PAGE && refusal.status() == 401 && http.getMethod().equals("GET")) {
      reply.setStatus(303);
      reply.setHeader("Location", "/login?next=" + next(http));
      return;
    }
    reply.setStatus(refusal.status());
    if (refusal.status() == TOO_LARGE) {
      // What was not read of the request would be taken for the next one: who sends it hears so.
      reply.setHeader("Connection", "close");
    }
    reply.setContentType(
        kind == Kind.PAGE ? "text/html; charset=utf-8" : "application/problem+json");
    var body =
        kind == Kind.PAGE
            ? page.page(refusal.status(), refusal.sentence(), Optional.ofNullable(who))
            : problem(refusal.status(), refusal.code(), refusal.sentence());
    if (!head) {
      reply.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String next(HttpServletRequest http) {
    return URLEncoder.encode(http.getRequestURI(), StandardCharsets.UTF_8);
  }

  static String problem(int status, String code, String detail) {
    return ProblemJson.of(status, code, detail);
  }
}
