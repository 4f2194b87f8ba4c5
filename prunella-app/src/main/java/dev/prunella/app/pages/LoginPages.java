package dev.prunella.app.pages;

import dev.prunella.app.access.Doorkeeper;
import dev.prunella.app.serve.Answer;
import dev.prunella.app.serve.Refusal;
import dev.prunella.app.serve.Request;
import dev.prunella.app.serve.Route;
import dev.prunella.app.serve.Route.Kind;
import dev.prunella.app.serve.Route.Method;
import java.util.List;

/** How people come in and leave. */
final class LoginPages {
  private final Pages pages;
  private final Doorkeeper doorkeeper;

  LoginPages(Pages pages, Doorkeeper doorkeeper) {
    this.pages = pages;
    this.doorkeeper = doorkeeper;
  }

  List<Route> routes() {
    return List.of(
        Route.open(Method.GET, "/login", Kind.PAGE, "asks for a token", this::ask),
        Route.open(Method.POST, "/login", Kind.PAGE, "logs in by a token", this::byToken),
        Route.open(Method.GET, "/login/{link}", Kind.PAGE, "logs in by a link", this::byLink),
        Route.open(Method.POST, "/logout", Kind.PAGE, "ends the session", this::leave));
  }

  private Answer ask(Request request) {
    return pages.login(request.query("next").orElse("/"), "", 200);
  }

  private Answer byToken(Request request) {
    var next = request.field("next");
    return doorkeeper
        .loginByToken(request.field("token"))
        .<Answer>map(cookie -> new Answer.LoggedIn(cookie, next.isEmpty() ? "/" : next))
        .orElseGet(() -> pages.login(next, "That token is not good, or not any more.", 403));
  }

  /** To look for what is there, without a browser, uses no link up. */
  private Answer byLink(Request request) {
    if (request.isLook()) {
      throw new Refusal(405, "wrong-method", "a link is followed by GET");
    }
    return doorkeeper
        .loginByLink(request.path("link"))
        .<Answer>map(cookie -> new Answer.LoggedIn(cookie, "/"))
        .orElseGet(
            () ->
                pages.login(
                    "/",
                    "That link was used already, or its time is over. A token is good too.",
                    403));
  }

  private Answer leave(Request request) {
    request.session().ifPresent(doorkeeper::logout);
    return new Answer.LoggedOut("/login");
  }
}
