package dev.prunella.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.app.access.Doorkeeper;
import dev.prunella.app.access.Principal;
import dev.prunella.app.access.Role;
import dev.prunella.app.access.Tokens;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A servlet of somebody else's stands behind the same front as everything. */
class MountTest {
  @TempDir Path folder = Path.of("");

  /** Says who asks, what for, and how much was sent. */
  private static final class Echo extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      var who = (Principal) request.getAttribute(Principal.ATTRIBUTE);
      int sent = request.getInputStream().readAllBytes().length;
      response
          .getWriter()
          .print(who.name() + " " + who.role().word() + " " + request.getPathInfo() + " " + sent);
    }
  }

  private Server serve() {
    var clock = Clock.systemUTC();
    var bounds =
        new ServeConfig.Bounds(
            8, 2, 1000, 100, 1000, 2000, Duration.ofMinutes(1), Duration.ofSeconds(5));
    return Server.start(
        new ServeConfig(
            "127.0.0.1", 0, Optional.empty(), false, (_, sentence, _) -> sentence, _ -> {}, bounds),
        new RouteTable(Route.mount("/mcp", Role.AGENT, "a test", new Echo())),
        new Doorkeeper(Tokens.in(folder, clock), clock),
        clock,
        new Meters());
  }

  private static HttpResponse<String> ask(
      Server server, String path, String token, HttpRequest.BodyPublisher body) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(server.uri() + path))
                .header("Authorization", "Bearer " + token)
                .POST(body)
                .build(),
            BodyHandlers.ofString());
  }

  @Test
  void itIsToldWhoAsksAndAskedByNobodyElse() throws Exception {
    var tokens = Tokens.in(folder, Clock.systemUTC());
    var agent = tokens.create("bot", Role.AGENT, Duration.ofDays(1), "ana");
    var admin = tokens.create("ana", Role.ADMIN, Duration.ofDays(1), "ana");
    try (var server = serve()) {
      assertThat(ask(server, "/mcp/tools", agent, BodyPublishers.ofString("four")).body())
          .isEqualTo("bot agent /tools 4");
      assertThat(ask(server, "/mcp", agent, BodyPublishers.noBody()).body())
          .isEqualTo("bot agent null 0");
      assertThat(ask(server, "/mcp", admin, BodyPublishers.noBody()).statusCode()).isEqualTo(403);
      assertThat(ask(server, "/mcp", "prn_x", BodyPublishers.noBody()).statusCode()).isEqualTo(401);
      assertThat(ask(server, "/mcp%2Ftools", agent, BodyPublishers.noBody()).statusCode())
          .isEqualTo(404);
      assertThat(ask(server, "/other", agent, BodyPublishers.noBody()).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void tooMuchDoesNotReachItEvenIfItDoesNotSayHowMuchItIs() throws Exception {
    var tokens = Tokens.in(folder, Clock.systemUTC());
    var agent = tokens.create("bot", Role.AGENT, Duration.ofDays(1), "ana");
    try (var server = serve()) {
      var endless =
          BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(new byte[9000]));
      assertThat(ask(server, "/mcp", agent, endless).statusCode()).isEqualTo(413);
    }
  }
}
