package dev.prunella.app.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.app.access.Role;
import dev.prunella.app.access.Tokens;
import dev.prunella.app.serve.Route;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every route, asked by everybody who might. */
class EveryRouteTest {
  @TempDir Path folder = Path.of("");

  /**
   * Who may use what, spelled out a second time: a route that is added, or given to another role,
   * has to be written down here as well. Anybody where there is no role.
   */
  private static Map<String, Optional<Role>> mayUse() {
    var may = new LinkedHashMap<String, Optional<Role>>();
    for (var open :
        List.of(
            "GET /health",
            "GET /login",
            "POST /login",
            "GET /login/{link}",
            "POST /logout",
            "GET /a/{token}",
            "POST /a/{token}",
            "GET /assets/prunella.css",
            "GET /assets/prunella.js",
            "GET /assets/htmx.js",
            "GET /assets/icon.svg")) {
      may.put(open, Optional.empty());
    }
    for (var seen :
        List.of(
            "GET /metrics",
            "GET /live",
            "GET /",
            "GET /incidents",
            "GET /incidents/{id}",
            "GET /pipelines",
            "GET /runs/{id}",
            "GET /runs/{id}/output",
            "GET /tables",
            "GET /tables/{name}",
            "GET /tables/{name}/columns/{column}",
            "GET /lake",
            "GET /lake/diff",
            "GET /publications/{commit}",
            "GET /knowledge",
            "GET /autonomy",
            "GET /reach",
            "GET /api/v1/reach",
            "GET /audit",
            "GET /api/v1/status",
            "GET /api/v1/incidents",
            "GET /api/v1/incidents/{id}",
            "GET /api/v1/runs",
            "GET /api/v1/runs/{id}",
            "GET /api/v1/tables",
            "GET /api/v1/tables/{name}",
            "GET /api/v1/publications",
            "GET /api/v1/questions",
            "GET /api/v1/healing",
            "GET /outside-runs",
            "GET /api/v1/outside-runs",
            "GET /api/v1/openapi.json",
            "POST /api/v1/commands",
            "DELETE /api/v1/commands/{key}",
            "GET /iceberg/*")) {
      may.put(seen, Optional.of(Role.VIEWER));
    }
    for (var operated :
        List.of(
            "GET /lake/rows",
            "GET /sql",
            "GET /tables/{name}/statistics",
            "POST /sql",
            "POST /api/v1/sql",
            "POST /publications/{commit}/verify",
            "POST /autonomy/pause",
            "POST /api/v1/lineage",
            "POST /api/v1/lineage/batch",
            "POST /api/v1/healing/pause",
            "POST /iceberg/*",
            "PUT /iceberg/*",
            "DELETE /iceberg/*")) {
      may.put(operated, Optional.of(Role.OPERATOR));
    }
    for (var method : List.of("GET", "POST", "DELETE")) {
      may.put(method + " /mcp", Optional.of(Role.AGENT));
      may.put(method + " /mcp/*", Optional.of(Role.AGENT));
    }
    for (var method : List.of("GET", "POST")) {
      may.put(method + " /lake/merge", Optional.of(Role.APPROVER));
      may.put(method + " /lake/rollback", Optional.of(Role.APPROVER));
    }
    may.put("POST /incidents/{id}/answer", Optional.of(Role.APPROVER));
    may.put("POST /incidents/{id}/undo", Optional.of(Role.APPROVER));
    may.put("POST /api/v1/incidents/{id}/answers", Optional.of(Role.APPROVER));
    may.put("POST /api/v1/incidents/{id}/undo", Optional.of(Role.APPROVER));
    may.put("POST /autonomy/resume", Optional.of(Role.ADMIN));
    may.put("POST /api/v1/healing/resume", Optional.of(Role.ADMIN));
    return may;
  }

  /** In the order of what they may, apart from the agent. */
  private static final List<Role> PEOPLE =
      List.of(Role.VIEWER, Role.OPERATOR, Role.APPROVER, Role.ADMIN);

  @Test
  void isForThoseWhoMayUseItAndForNobodyElse() throws Exception {
    var clock = Clock.systemUTC();
    try (var served =
        SmallSite.open(SmallSite.init(folder, clock), clock, false, SmallSite.ROOMY)) {
      assertThat(served.site.routes().stream().map(EveryRouteTest::name).toList())
          .containsExactlyInAnyOrderElementsOf(mayUse().keySet());
      var revoked = served.token("gone", "admin");
      SmallSite.run(Clock.systemUTC(), served.folder, "token", "revoke", "gone");
      var expired =
          Tokens.in(
                  served.folder, Clock.fixed(Instant.parse("2020-01-01T00:00:00Z"), ZoneOffset.UTC))
              .create("old", Role.ADMIN, Duration.ofDays(30), "tester");
      var strangers = new LinkedHashMap<String, String>();
      strangers.put("forged", "prn_" + "A".repeat(43));
      strangers.put("revoked", revoked);
      strangers.put("expired", expired);
      strangers.put("cut", served.token("whole", "admin").substring(0, 30));
      var tokens = new LinkedHashMap<Role, String>();
      for (var role : Role.values()) {
        tokens.put(role, served.token(role.word() + "-token", role.word()));
      }
      var wrong = new ArrayList<String>();
      for (var route : served.site.routes()) {
        var least = Objects.requireNonNull(mayUse().get(name(route)));
        if (least.isEmpty()) {
          continue;
        }
        expect(wrong, served, route, "nobody", Optional.empty(), false);
        for (var stranger : strangers.entrySet()) {
          expect(wrong, served, route, stranger.getKey(), Optional.of(stranger.getValue()), false);
        }
        for (var role : Role.values()) {
          boolean may =
              least.get() == Role.AGENT
                  ? role == Role.AGENT
                  : role != Role.AGENT && PEOPLE.indexOf(role) >= PEOPLE.indexOf(least.get());
          expect(wrong, served, route, role.word(), Optional.ofNullable(tokens.get(role)), may);
        }
      }
      assertThat(wrong).isEmpty();
    }
  }

  private static void expect(
      List<String> wrong,
      SmallSite served,
      Route route,
      String who,
      Optional<String> token,
      boolean may)
      throws Exception {
    if (may && route.path().equals("/live")) {
      // Never ends by itself; LiveTest hears it.
      return;
    }
    var path = route.path().replaceAll("\\{[^}]*}", "1").replace("/*", "/v1/config");
    var request = served.to(path);
    token.ifPresent(t -> request.header("Authorization", "Bearer " + t));
    request.method(
        route.method().name(),
        route.method().changes() ? BodyPublishers.ofString("") : BodyPublishers.noBody());
    var answer = served.send(request);
    boolean toLogin =
        answer.statusCode() == 303
            && answer.headers().firstValue("Location").orElse("").startsWith("/login");
    boolean refused = answer.statusCode() == 401 || answer.statusCode() == 403 || toLogin;
    if (refused == may || answer.statusCode() == 429 || answer.statusCode() >= 500) {
      wrong.add(who + " " + name(route) + ": " + answer.statusCode() + " " + answer.body());
    }
  }

  private static String name(Route route) {
    return route.method() + " " + route.path();
  }
}
