package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.prunella.app.SettableClock;
import dev.prunella.app.access.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command that a server does says what the same command says where the project is. */
class RemoteCommandTest {
  @TempDir Path home = Path.of("");
  @TempDir Path away = Path.of("");

  /** After the machine's own now, so that nothing that is made was made later. */
  private final SettableClock clock = new SettableClock(Instant.parse("2100-01-01T06:00:00Z"));

  private Shell shop() {
    var shell = SmallShop.in(home, 2);
    shell.clock = clock;
    shell.ok("backfill", "--from", SmallShop.day(1), "--to", SmallShop.day(3));
    return shell;
  }

  @Test
  void saysTheSameToTheByte() {
    var here = shop();
    try (var served = new ServedShop(home, clock, true)) {
      var there = served.elsewhere(away, "ana", Role.ADMIN);
      for (var command :
          List.of(
              List.of("status"),
              List.of("status", "--json"),
              List.of("incidents"),
              List.of("questions", "--json"),
              List.of("runs"),
              List.of("runs", "--json", "-n", "1"),
              List.of("table", "list"),
              List.of("table", "show", "stg"),
              List.of("table", "show", "nowhere"),
              List.of("table", "show", "nowhere", "--json"),
              List.of("lineage", "sales.amount"),
              List.of("lineage", "sales", "--json"),
              List.of("show", "run-1"),
              List.of("log", "--graph"),
              List.of("plan", "-i", SmallShop.day(2)),
              List.of("sql", "select * from raw_orders order by id"),
              List.of("sql", "--format", "csv", "select 'ä\u2028\n\"' as x, null as y"),
              List.of(
                  "--json", "sql", "select country, sum(amount) from stg group by all order by 1"),
              List.of("sql", "select nope from stg"),
              List.of("sql", "--", "select 1 as \"--server\""),
              List.of("sql", "--limit", "0", "select 1"),
              List.of("incidents", "77"))) {
        for (var colour : List.of("0", "1")) {
          here.environment.put("CLICOLOR_FORCE", colour);
          there.environment.put("CLICOLOR_FORCE", colour);
          var words = command.toArray(String[]::new);
          assertThat(there.run(words)).as("%s", command).isEqualTo(here.run(words));
        }
      }
    }
  }

  @Test
  void aLongAnswerComesWhole() {
    var here = shop();
    try (var served = new ServedShop(home, clock, true)) {
      var there = served.elsewhere(away, "ana", Role.OPERATOR);
      var query = "select i, repeat('ö', 1500) as t from range(1000) as r(i) order by i";
      var local = here.ok("sql", "--format", "csv", query);
      assertThat(there.ok("sql", "--format", "csv", query)).isEqualTo(local);
    }
  }

  @Test
  void whatIsDoneIsDoneByWhomTheTokenNames() {
    var here = shop();
    try (var served = new ServedShop(home, clock, false)) {
      var there = served.elsewhere(away, "lea", Role.APPROVER);
      there.ok("tag", "create", "good", "--at", "main");
      there.ok("pause", "--all", "--why", "a look");
      assertThat(here.ok("pause").out()).contains("lea").doesNotContain("mallory");
      assertThat(here.ok("audit", "list").out()).contains("lea").doesNotContain("mallory");
      var claimed = there.run("--as", "mallory", "tag", "create", "mine");
      assertThat(claimed.exits(Exit.USAGE).err()).contains("whom the token names");
    }
  }

  @Test
  void aServerThatOnlyShowsChangesNothing() {
    var here = shop();
    var before = here.ok("audit", "list", "--json").out();
    try (var served = new ServedShop(home, clock, true)) {
      var there = served.elsewhere(away, "ana", Role.ADMIN);
      for (var command :
          List.of(
              List.of("pause", "--all"),
              List.of("tag", "create", "x"),
              List.of("run"),
              List.of("runs", "--clean"),
              List.of("anomalies", "stg", "--accept", "--why", "x"))) {
        assertThat(there.run(command.toArray(String[]::new)).exits(Exit.REFUSED).err())
            .contains("--read-only");
      }
    }
    assertThat(here.ok("audit", "list", "--json").out()).isEqualTo(before);
  }

  @Test
  void whatNeedsThisMachineIsRefusedBeforeAnythingIsSent() throws Exception {
    var heard = Collections.synchronizedList(new ArrayList<String>());
    var server = answering(heard, exchange -> exchange.sendResponseHeaders(500, -1));
    try {
      var there = ServedShop.elsewhere(away, address(server), "prn_x", Clock.systemUTC());
      for (var command :
          List.of(
              List.of("serve"),
              List.of("demo", "x"),
              List.of("init", "x"),
              List.of("mcp"),
              List.of("schedule"),
              List.of("token", "create", "x", "--role", "admin"),
              List.of("table", "import", "x.csv", "t"),
              List.of("sql", "-f", "q.sql"),
              List.of("verify", "--key", "k.pem"),
              List.of("--project", "/etc", "status"))) {
        var answer = there.run(command.toArray(String[]::new)).exits(Exit.USAGE);
        assertThat(answer.err()).contains("without --server");
      }
      there.ok("--help");
      there.ok("sql", "--help");
      there.run("sql", "--nonsense").exits(Exit.USAGE);
      assertThat(heard).isEmpty();
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aTokenIsNeverSentOnToAnotherAddress() throws Exception {
    var elsewhere = Collections.synchronizedList(new ArrayList<String>());
    var thief = answering(elsewhere, exchange -> exchange.sendResponseHeaders(200, -1));
    var heard = Collections.synchronizedList(new ArrayList<String>());
    var server =
        answering(
            heard,
            exchange -> {
              exchange.getResponseHeaders().add("Location", address(thief) + "/api/v1/commands");
              exchange.sendResponseHeaders(307, -1);
            });
    try {
      var there = ServedShop.elsewhere(away, address(server), "prn_secret", Clock.systemUTC());
      var answer = there.run("status").exits(Exit.REFUSED);
      assertThat(answer.err()).contains("not followed").doesNotContain("prn_secret");
      assertThat(heard).hasSize(1);
      assertThat(elsewhere).isEmpty();
    } finally {
      server.stop(0);
      thief.stop(0);
    }
  }

  @Test
  void anAddressOrATokenThatWouldBeSeenIsRefused() throws IOException {
    var there = new Shell(away);
    there.environment.put("PRUNELLA_TOKEN", "prn_secret");
    assertThat(there.run("status", "--server", "http://192.0.2.1:8080").exits(Exit.REFUSED).err())
        .contains("--server-plain");
    for (var wrong :
        List.of(
            "ftp://127.0.0.1", "127.0.0.1:8080", "", "http://a:secret@127.0.0.1/", "http://[")) {
      assertThat(there.run("status", "--server", wrong).exits(Exit.USAGE).err())
          .contains("the server's address")
          .doesNotContain("secret");
    }
    there.environment.clear();
    there.run("status", "--server", "http://127.0.0.1:1").exits(Exit.USAGE);
    there.run("status", "--server-plain").exits(Exit.USAGE);
    Files.writeString(away.resolve("token"), "two words");
    there.environment.put("PRUNELLA_SERVER", "http://127.0.0.1:1");
    there.run("status", "--server-token", "token").exits(Exit.USAGE);
    there.run("status", "--server-token", "nowhere").exits(Exit.NOT_FOUND);
    Files.writeString(away.resolve("token"), "prn_secret\n");
    assertThat(there.run("status", "--server-token=token").exits(Exit.FAILED).err())
        .contains("nobody answers at http://127.0.0.1:1")
        .doesNotContain("prn_secret");
  }

  @Test
  void whatAServerAnswersInsteadIsToldWithWhatToDo() throws Exception {
    shop();
    try (var served = new ServedShop(home, clock, true)) {
      var forged = ServedShop.elsewhere(away, served.site.uri(), "prn_forged", clock);
      assertThat(forged.run("status").exits(Exit.REFUSED).err())
          .contains("prunella token create", "not good");
      var viewer = served.elsewhere(away, "vera", Role.VIEWER);
      viewer.ok("lineage", "sales");
      var refused = viewer.run("status", "--json").exits(Exit.REFUSED).error();
      assertThat(refused.path("code").asText()).isEqualTo("role");
      assertThat(refused.path("message").asText()).contains("operator", "vera is viewer");
      assertThat(refused.path("next").asText()).contains("ask somebody");
    }
    for (var answer : List.of(404, 405, 200)) {
      var server =
          answering(new ArrayList<>(), exchange -> exchange.sendResponseHeaders(answer, -1));
      var there = ServedShop.elsewhere(away, address(server), "prn_x", clock);
      assertThat(there.run("status").exits(Exit.FAILED).err())
          .contains(answer == 200 ? "is no prunella serve" : "older than this prunella");
      server.stop(0);
    }
  }

  @Test
  void whenTheConnectionBreaksTheCommandIsDoneOnceAndItsAnswerStillComes() throws Exception {
    var here = shop();
    try (var served = new ServedShop(home, clock, false)) {
      for (long bytes : List.of(0L, 400L, 700L)) {
        try (var line = new CuttingLine(served.site.port(), bytes)) {
          var token = served.token("lea" + bytes, Role.APPROVER);
          var there = ServedShop.elsewhere(away, line.address(), token, clock);
          // Done twice it would say that there is such a tag already.
          there.ok("tag", "create", "after-" + bytes);
          assertThat(line.connections()).isGreaterThan(1);
        }
      }
      assertThat(here.ok("tag", "list").out()).contains("after-0", "after-400", "after-700");
    }
  }

  @Test
  void whatNobodyKnowsIsNotTriedAgain() throws Exception {
    var heard = Collections.synchronizedList(new ArrayList<String>());
    var server =
        answering(
            heard,
            exchange -> {
              if (heard.size() == 1) {
                // Taken, and gone without an answer: as a server that is killed.
                exchange.close();
              } else {
                exchange.sendResponseHeaders(410, -1);
              }
            });
    try {
      var there = ServedShop.elsewhere(away, address(server), "prn_x", clock);
      var answer = there.run("approve", "7").exits(Exit.UNKNOWN);
      assertThat(answer.err()).contains("look before trying again");
      assertThat(heard).hasSize(2);
      assertThat(heard.getFirst()).endsWith("null");
      assertThat(heard.getLast()).as("only asked for the rest").endsWith("0");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aTerminalIsShownColoursAndObeysNothingElse() throws Exception {
    var server =
        answering(
            new ArrayList<>(),
            exchange -> {
              exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
              exchange.sendResponseHeaders(200, 0);
              var events =
                  """
                  id: 1
                  event: out
                  data: "\\u001b[31mred\\u001b[0m \\u001b]0;owned\\u0007\\u001b[2J\\u202e\\r\\n"

                  id: 2
                  event: exit
                  data: {"exit":0}

                  """;
              exchange.getResponseBody().write(events.getBytes(StandardCharsets.UTF_8));
              exchange.close();
            });
    try {
      var there = ServedShop.elsewhere(away, address(server), "prn_x", clock);
      there.terminal = true;
      assertThat(there.ok("status").out()).isEqualTo("\u001b[31mred\u001b[0m ?]0;owned??[2J??\n");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void ctrlCEndsTheRunThereAndItCanBeResumed() throws Exception {
    var here = SmallShop.in(home, 1);
    var began = home.resolve("began");
    here.write(
        "models/slow.cmd.yaml",
        """
        command:
          - sh
          - -c
          - |
            echo began > %s
            sleep 300
        format: csv
        materialized: full
        """
            .formatted(began));
    try (var served = new ServedShop(home, Clock.systemUTC(), false)) {
      var there =
          Program.start(
              away,
              away.resolve("printed"),
              Map.of(
                  RemoteServer.VARIABLE,
                  served.site.uri(),
                  RemoteServer.TOKEN,
                  served.token("lea", Role.APPROVER)),
              "run",
              "-i",
              SmallShop.day(1));
      there.awaits(Duration.ofSeconds(60), () -> Files.exists(began));
      there.interrupt();
      assertThat(there.ends(Duration.ofSeconds(30))).isEqualTo(Exit.INTERRUPTED.code());
      assertThat(there.printed()).contains("interrupted");
      assertThat(here.ok("runs").out()).contains("interrupted");
    }
  }

  private interface Answering {
    void answer(HttpExchange exchange) throws IOException;
  }

  /** A server of somebody else's; hears who asks for what. */
  private static HttpServer answering(List<String> heard, Answering answering) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          var headers = exchange.getRequestHeaders();
          heard.add(
              exchange.getRequestMethod()
                  + " "
                  + headers.getFirst("Authorization")
                  + " "
                  + headers.getFirst("Last-Event-ID"));
          exchange.getRequestBody().readAllBytes();
          answering.answer(exchange);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static String address(HttpServer server) {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }
}
