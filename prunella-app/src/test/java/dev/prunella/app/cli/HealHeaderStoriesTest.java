package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that wants a key from one day on, and somebody who wrote down which. */
class HealHeaderStoriesTest {
  private static final String VALUE = "key-5uP9x2Qm7Zt4Lw8R";
  private static final String SECRET = "secret:env/PARTNER_KEY";

  @TempDir Path folder = Path.of("");

  /** The credentials that came, request by request; "none" where none did. */
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

  private final List<String> elsewhere = Collections.synchronizedList(new ArrayList<>());

  /** What the server does with a request that has a credential. */
  private enum Habit {
    GIVES,
    REFUSES,
    SENDS_ELSEWHERE
  }

  private final class Partner implements AutoCloseable {
    final HealShop shop = HealShop.young(folder);
    final LocalDate day = shop.nextDay();
    private final HttpServer server = server();
    private final HttpServer other = server();

    Partner(Habit habit) {
      other.createContext(
          "/",
          exchange -> {
            elsewhere.add(String.valueOf(exchange.getRequestHeaders().getFirst("X-Partner-Key")));
            answer(exchange, 200, "[]");
          });
      server.createContext("/", exchange -> answer(exchange, habit));
      other.start();
      server.start();
      shop.http(address(server) + "/rows");
      shop.shell.environment.put("PARTNER_KEY", VALUE);
    }

    /** A refusal repeats what it was given, as servers do. */
    private void answer(HttpExchange exchange, Habit habit) throws IOException {
      var key = exchange.getRequestHeaders().getFirst("X-Partner-Key");
      asked.add(key == null ? "none" : key);
      if (key == null || !key.equals("Token " + VALUE) || habit == Habit.REFUSES) {
        answer(exchange, 401, "{\"error\": \"no rows for " + key + "\"}");
      } else if (habit == Habit.SENDS_ELSEWHERE) {
        exchange.getResponseHeaders().add("Location", address(other) + "/rows");
        answer(exchange, 302, "");
      } else {
        answer(exchange, 200, shop.good(day).json());
      }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
      var bytes = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    }

    Partner allows(String address, String secret) {
      var file = shop.shell.folder.resolve("prunella.yaml");
      shop.shell.write(
          "prunella.yaml",
          SmallShop.read(file) + "notes_may_send: {\"%s\": [\"%s\"]}\n".formatted(address, secret));
      return this;
    }

    Partner allowed() {
      return allows(address(server), SECRET);
    }

    /** The night's run, which fails, and the healer after it. */
    void night() {
      shop.note(
          "partner-key",
          """
          ---
          title: The partner wants a key since spring
          scope: {systems: [127.0.0.1]}
          do: send_header
          header: {name: X-Partner-Key, scheme: Token, secret: "%s"}
          owner: integrations@shop.example
          review: 2027-06-01
          ---
          """
              .formatted(SECRET));
      assertThat(shop.shell.run("run", "-i", day.toString()).exit()).isNotEqualTo(Exit.OK.code());
      assertThat(asked).as("a run knows nothing of notes").containsOnly("none");
      shop.heal(day);
    }

    String story() {
      return shop.shell.ok("incidents", shop.number(day)).out();
    }

    @Override
    public void close() {
      server.stop(0);
      other.stop(0);
    }
  }

  private static HttpServer server() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String address(HttpServer server) {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Neither in the project nor in the lake, its journals and what was loaded. */
  private void theValueIsNowhere(String... told) throws IOException {
    var base64 = Base64.getEncoder().withoutPadding();
    var forms = List.of(VALUE, base64.encodeToString(VALUE.getBytes(StandardCharsets.UTF_8)));
    try (var files = Files.walk(folder)) {
      for (var file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        var text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        assertThat(forms).as("%s", file).noneMatch(text::contains);
      }
    }
    assertThat(told).allSatisfy(text -> assertThat(text).doesNotContain(VALUE));
  }

  @Test
  void theRunIsMadeWithTheHeaderThatANoteTellsAndNothingElseLearnsTheSecret() throws Exception {
    try (var partner = new Partner(Habit.GIVES).allowed()) {
      var files = partner.shop.files();

      partner.night();

      partner.shop.isHealed(partner.day);
      assertThat(asked).last().isEqualTo("Token " + VALUE);
      assertThat(partner.story())
          .contains(
              "send the header X-Partner-Key with Token " + SECRET,
              "knowledge/partner-key.md confirmed");
      assertThat(partner.shop.incident(partner.day).path("asked").isObject()).isFalse();
      assertThat(partner.shop.files()).containsAllEntriesOf(files);
      var json = partner.shop.shell.ok("incidents", partner.shop.number(partner.day), "--json");
      theValueIsNowhere(partner.story(), json.out());
    }
  }

  @Test
  void inACarefulProjectAPersonSaysYesFirst() throws Exception {
    try (var partner = new Partner(Habit.GIVES)) {
      partner.shop.shell.write(
          "prunella.yaml",
          SmallShop.read(partner.shop.shell.folder.resolve("prunella.yaml"))
              .replace("mode: act", "mode: propose"));
      partner.allowed().night();

      partner.shop.is(partner.day, "proposed");
      assertThat(partner.shop.seen(partner.day)).isZero();
      partner.shop.shell.ok("approve", partner.shop.number(partner.day));

      partner.shop.isHealed(partner.day);
      theValueIsNowhere(partner.story());
    }
  }

  @Test
  void anotherOriginToWhichTheServerPointsIsNotEvenAsked() throws Exception {
    try (var partner = new Partner(Habit.SENDS_ELSEWHERE).allowed()) {
      partner.night();

      assertThat(asked).contains("Token " + VALUE);
      assertThat(elsewhere).isEmpty();
      assertThat(partner.shop.seen(partner.day)).isZero();
      assertThat(partner.story()).contains("knowledge/partner-key.md disproved");
      theValueIsNowhere(partner.story());
    }
  }

  @Test
  void aServerThatDoesNotWantItEitherIsOfferedItOnceAndTheNoteIsFlagged() throws Exception {
    try (var partner = new Partner(Habit.REFUSES).allowed()) {
      partner.night();
      assertThat(asked).contains("Token " + VALUE);
      asked.clear();
      partner.shop.clock.pass(Duration.ofMinutes(31));
      partner.shop.heal(partner.day);

      assertThat(asked).isNotEmpty().containsOnly("none");
      assertThat(partner.story()).contains("knowledge/partner-key.md disproved");
      assertThat(partner.shop.shell.run("knowledge", "lint").exits(Exit.HELD).out())
          .contains("partner-key.md: disproved");
      theValueIsNowhere(partner.story());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nothing", "another secret", "another place"})
  void whatNobodyHasAllowedIsNotSentAndTheOwnerIsAsked(String allowed) {
    try (var partner = new Partner(Habit.GIVES)) {
      switch (allowed) {
        case "another secret" -> partner.allows(address(partner.server), "secret:env/OTHER");
        case "another place" -> partner.allows(address(partner.other), SECRET);
        default -> {}
      }
      partner.night();

      assertThat(partner.story())
          .contains("knowledge/partner-key.md not used: 'notes_may_send' in prunella.yaml");
      assertThat(partner.shop.shell.run("knowledge", "lint").exits(Exit.HELD).out())
          .contains("partner-key.md: not allowed");
      for (int i = 0; i < 12 && !isAsked(partner); i++) {
        partner.shop.clock.pass(Duration.ofMinutes(31));
        partner.shop.heal(partner.day);
      }
      partner.shop.is(partner.day, "asked");
      assertThat(partner.shop.incident(partner.day).at("/asked/to").asText())
          .isEqualTo("lea@shop.example");
      assertThat(asked).containsOnly("none");
    }
  }

  private static boolean isAsked(Partner partner) {
    return partner.shop.incident(partner.day).path("state").asText().equals("asked");
  }

  @Test
  void aSecretThatIsNotSetHereMakesNoNoteWrong() throws Exception {
    try (var partner = new Partner(Habit.GIVES).allowed()) {
      partner.shop.shell.environment.remove("PARTNER_KEY");
      partner.night();

      assertThat(asked).containsOnly("none");
      assertThat(partner.story())
          .contains(SECRET + " is not set where Prunella runs")
          .doesNotContain("disproved");

      partner.shop.shell.environment.put("PARTNER_KEY", VALUE);
      partner.shop.clock.pass(Duration.ofMinutes(31));
      partner.shop.heal(partner.day);
      partner.shop.isHealed(partner.day);
    }
  }
}
