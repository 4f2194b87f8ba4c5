package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Secrets that sources use, on their worst day: nothing that a run leaves behind holds one. */
class RunSecretsTest {
  private static final String TOKEN = "tok-9f8E7d6C5b4A3z2Y1x";
  private static final String PASSWORD = "pw-Q7w8E9r0T1y2";

  @TempDir Path folder = Path.of("");

  private record Found(Path file, String form) {}

  /** Everything below a folder that holds a secret as it is, or in Base64. */
  private static List<Found> find(Path below) throws IOException {
    var found = new ArrayList<Found>();
    try (var files = Files.walk(below)) {
      for (var file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        var text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        for (var secret : List.of(TOKEN, PASSWORD)) {
          if (text.contains(secret) || text.contains(base64(secret))) {
            found.add(new Found(file, secret));
          }
        }
      }
    }
    return found;
  }

  private static String base64(String text) {
    return Base64.getEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Gives rates to who has the token; for the second day it is in a bad mood and repeats it. */
  private static void answer(HttpExchange exchange) throws IOException {
    var header = exchange.getRequestHeaders().getFirst("Authorization");
    boolean good = header != null && header.equals("Bearer " + TOKEN);
    boolean first = exchange.getRequestURI().getPath().endsWith(SmallShop.day(1));
    var body =
        good && first
            ? "[{\"currency\": \"JPY\", \"rate\": 151.2}]"
            : "{\"error\": \"I do not like " + header + "\"}";
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(good && first ? 200 : 403, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Test
  @Timeout(120)
  void noSecretOfASourceIsLeftAnywhere() throws Exception {
    var shell = SmallShop.in(folder.resolve("shop"), 2);
    // The program that tells a secret has got it in some way of its own.
    Files.writeString(folder.resolve("stolen"), TOKEN);
    shell.write(
        "models/teller.py",
        """
        # reads: raw_rates
        import base64
        token = open('%s').read()
        print('the token is ' + token, flush=True)
        print('and again ' + base64.b64encode(token.encode()).decode(), flush=True)
        raise ValueError('bad token: ' + token)
        """
            .formatted(folder.resolve("stolen")));
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", RunSecretsTest::answer);
    server.start();
    try (var database = new TellingPostgres()) {
      shell.write(
          "sources/rates.yaml",
          """
          source: raw_rates
          http:
            url: http://127.0.0.1:%d/rates/{interval_start:yyyy-MM-dd}
            headers: {Authorization: "Bearer secret:env/RATES_TOKEN"}
          columns: {currency: string, rate: double}
          """
              .formatted(server.getAddress().getPort()));
      shell.write(
          "sources/crm.yaml",
          """
          source: raw_crm
          jdbc:
            url: jdbc:postgresql://127.0.0.1:%d/crm
            user: ana
            password: secret:env/CRM_PASSWORD
            query: select 1 as id
          """
              .formatted(database.port()));
      var secrets = Map.of("RATES_TOKEN", TOKEN, "CRM_PASSWORD", PASSWORD);
      var printed = new StringBuilder();
      for (int day = 1; day <= 2; day++) {
        var program =
            Program.start(
                shell.folder,
                folder.resolve("out" + day),
                secrets,
                "run",
                "-i",
                SmallShop.day(day),
                "--verbose");
        assertThat(program.ends(Duration.ofMinutes(1))).isEqualTo(Exit.HELD.code());
        printed.append(program.printed());
        printed.append(shell.ok("show", "run-" + day).out());
        printed.append(shell.ok("show", "run-" + day, "--json").out());
      }
      assertThat(database.heard()).as("the password was used").isEqualTo(PASSWORD);
      assertThat(printed)
          .contains("the token is ***")
          .contains("ValueError: bad token: ***")
          .contains("I do not like Bearer ***")
          .contains("the password *** is wrong")
          .doesNotContain(TOKEN, base64(TOKEN), PASSWORD, base64(PASSWORD));
      assertThat(shell.value("select count(*) from raw_rates"))
          .as("the token was used")
          .isEqualTo("1");
      assertThat(find(folder)).extracting(Found::file).containsExactly(folder.resolve("stolen"));
    } finally {
      server.stop(0);
    }
  }
}
