package dev.prunella.app.serve;

import dev.prunella.app.access.Doorkeeper;
import dev.prunella.app.access.Doorkeeper.Known;
import dev.prunella.app.access.Principal;
import dev.prunella.app.access.RateLimit;
import dev.prunella.app.serve.Route.Kind;
import dev.prunella.app.serve.RouteTable.Found;
import dev.prunella.app.serve.RouteTable.Match;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What every request goes through before anything else: whether we are meant, whether it is not too
 * much, what is asked for, who asks, whether they may, and whether it was sent by our own pages.
 * What the table of routes does not name is not there.
 */
final class Front implements Filter {
  static final String MATCH = "dev.prunella.match";
  static final String KNOWN = "dev.prunella.known";
  static final String FORM = "dev.prunella.form";

  private static final String CONTENT =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

  /** So many events of machines are let in where one request of anybody else's is. */
  private static final int EVENTS_FOR_ONE = 60;

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final ServeConfig config;
  private final RouteTable table;
  private final Doorkeeper doorkeeper;
  private final Hosts hosts;
  private final RateLimit rate;
  private final RateLimit eventRate;
  private final RateLimit strangers;
  private final Refusals refusals;
  private final Meters meters;
  private final Semaphore places;
  private volatile String cookie = "prunella";

  Front(ServeConfig config, RouteTable table, Doorkeeper doorkeeper, Clock clock, Meters meters) {
    this.config = config;
    this.table = table;
    this.doorkeeper = doorkeeper;
    this.hosts = new Hosts(config.host(), config.link());
    this.rate = new RateLimit(config.bounds().perMinute(), MINUTE, clock);
    this.eventRate = new RateLimit(EVENTS_FOR_ONE * config.bounds().perMinute(), MINUTE, clock);
    this.strangers = new RateLimit(config.bounds().strangers(), MINUTE, clock);
    this.refusals = new Refusals(config.refused());
    this.meters = meters;
    this.places = new Semaphore(config.bounds().requests() + config.bounds().streams());
  }

  /** Browsers do not tell ports apart: several servers of one machine need several names. */
  void named(int port) {
    cookie = "prunella_" + port;
  }

  String cookie() {
    return cookie;
  }

  /** Lets nobody in any more, and waits for those that are in; whether all have left. */
  boolean close(Duration atMost) throws InterruptedException {
    return places.tryAcquire(
        config.bounds().requests() + config.bounds().streams(),
        atMost.toMillis(),
        java.util.concurrent.TimeUnit.MILLISECONDS);
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    var http = (HttpServletRequest) request;
    var reply = (HttpServletResponse) response;
    headers(reply);
    var timing = meters.begin();
    var route = "none";
    if (!places.tryAcquire()) {
      reply.setHeader("Retry-After", "1");
      refusals.send(
          http, reply, Kind.API, new Refusal(503, "busy", "too much at once; come again"), null);
      return;
    }
    try {
      Match match;
      try {
        match = served(http, reply);
      } catch (Refusal refusal) {
        refusals.send(http, reply, kind(http), refusal, null);
        return;
      }
      route = match.route().path();
      try {
        var bounded = new BoundedRequest(http, config.bounds().bodyBytes());
        admit(bounded, match);
        chain.doFilter(bounded, reply);
      } catch (Refusal refusal) {
        challenge(reply, refusal);
        refusals.send(http, reply, match.route().kind(), refusal, who(http).orElse(null));
      }
    } finally {
      places.release();
      meters.end(timing, http.getMethod(), route, reply.getStatus());
    }
  }

  private static void challenge(HttpServletResponse reply, Refusal refusal) {
    if (refusal.status() == 401) {
      reply.setHeader("WWW-Authenticate", "Bearer");
    }
  }

  private static Optional<Principal> who(HttpServletRequest http) {
    return Optional.ofNullable((Principal) http.getAttribute(Principal.ATTRIBUTE));
  }

  /** What has no route is told as a browser or a program would want it. */
  private static Kind kind(HttpServletRequest http) {
    var accepts = http.getHeader("Accept");
    return accepts != null && accepts.contains("text/html") ? Kind.PAGE : Kind.API;
  }

  private static void headers(HttpServletResponse reply) {
    reply.setHeader("Content-Security-Policy", CONTENT);
    reply.setHeader("X-Content-Type-Options", "nosniff");
    reply.setHeader("X-Frame-Options", "DENY");
    reply.setHeader("X-Robots-Tag", "noindex");
    // Not to others; to ourselves, for without it a browser hides where a form comes from.
    reply.setHeader("Referrer-Policy", "same-origin");
    reply.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    reply.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    reply.setHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()");
    reply.setHeader("Cache-Control", "no-store");
  }

  /** Finds the route of a request that is for us and not too much. */
  private Match served(HttpServletRequest http, HttpServletResponse reply) {
    if (!hosts.isOurs(http.getHeader("Host"))) {
      throw new Refusal(
          421, "not-our-name", "this server does not go by that name; notify.link names another");
    }
    var found = table.find(http.getMethod(), http.getRequestURI());
    boolean events =
        found instanceof Found.Served(var match) && match.route().sort() == Route.Sort.EVENTS;
    if (!(events ? eventRate : rate).allows(http.getRemoteAddr())) {
      reply.setHeader("Retry-After", "5");
      throw new Refusal(429, "too-often", "too many requests in a minute; come again");
    }
    if (http.getContentLengthLong() > config.bounds().bodyBytes()) {
      throw new Refusal(413, "too-large", "that is more than is taken here");
    }
    return switch (found) {
      case Found.Served(var match) -> match;
      case Found.WrongMethod(var allowed) -> {
        reply.setHeader(
            "Allow", allowed.stream().map(Enum::name).collect(Collectors.joining(", ")));
        throw new Refusal(405, "wrong-method", http.getMethod() + " is not possible here");
      }
      case Found.Nothing() -> throw Refusal.missing("there is nothing here");
    };
  }

  private void admit(HttpServletRequest http, Match match) throws IOException {
    var route = match.route();
    var known = doorkeeper.know(http.getHeader("Authorization"), cookie(http));
    if (known instanceof Known.Stranger && !strangers.allows(http.getRemoteAddr())) {
      throw new Refusal(429, "too-often", "too many tries; come again in a minute");
    }
    if (known instanceof Known.By by) {
      http.setAttribute(Principal.ATTRIBUTE, by.who());
    }
    if (route.least().isPresent()) {
      switch (known) {
        case Known.Nobody() -> throw new Refusal(401, "who", "log in, or send a bearer token");
        case Known.Stranger() ->
            throw new Refusal(401, "who", "that token or session is not good, or not any more");
        case Known.By(var who, var _) -> {
          if (!who.role().covers(route.least().get())) {
            throw new Refusal(
                403,
                "role",
                "this is for the role %s, and %s is %s"
                    .formatted(route.least().get().word(), who.name(), who.role().word()));
          }
        }
      }
    }
    http.setAttribute(MATCH, match);
    http.setAttribute(KNOWN, known);
    http.setAttribute(FORM, Map.of());
    if (route.method().changes()) {
      admitChange(http, route, known);
    }
  }

  private void admitChange(HttpServletRequest http, Route route, Known known) throws IOException {
    if (!hosts.isFromHere(
        http.getHeader("Origin"), http.getHeader("Sec-Fetch-Site"), http.getHeader("Host"))) {
      throw new Refusal(403, "elsewhere", "that was sent by a page that is not ours");
    }
    if (config.readOnly() && route.least().isPresent() && !route.looksItself()) {
      throw new Refusal(403, "read-only", "this server only shows: it was started --read-only");
    }
    Map<String, String> form =
        Form.isOne(http) ? Form.read(http, config.bounds().formBytes()) : Map.of();
    http.setAttribute(FORM, form);
    if (known instanceof Known.By by && route.least().isPresent()) {
      var proof = Optional.ofNullable(http.getHeader(Form.PROOF_HEADER));
      if (!by.proves(proof.orElse(form.get(Form.PROOF)))) {
        throw new Refusal(
            403, "stale-page", "that page is of an older login; load it anew and send it again");
      }
    }
  }

  private @Nullable String cookie(HttpServletRequest http) {
    var cookies = http.getCookies();
    return cookies == null
        ? null
        : Arrays.stream(cookies)
            .filter(c -> c.getName().equals(cookie))
            .map(Cookie::getValue)
            .findFirst()
            .orElse(null);
  }
}
