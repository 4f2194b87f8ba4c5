package dev.prunella.connect.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.prunella.incident.IncidentId;
import dev.prunella.people.Channel.Outcome;
import dev.prunella.people.Message;
import dev.prunella.people.Severity;
import dev.prunella.refs.TableName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a receiver that checks what comes by its own reading of standardwebhooks.com. */
class WebhookChannelTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final Instant NOW = Instant.parse("2026-11-22T03:03:00Z");
  private static final int WINDOW_SECONDS = 300;

  private HttpServer server;
  private final List<String> verdicts = Collections.synchronizedList(new ArrayList<>());
  private final Set<String> known = new HashSet<>();
  private volatile int answer = 204;
  private volatile Optional<String> retryAfter = Optional.empty();
  private volatile String body = "";
  private volatile Instant clock = NOW;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/hook", this::receive);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void receive(HttpExchange http) throws IOException {
    body = new String(http.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    var verdict = verdict(http);
    verdicts.add(verdict);
    retryAfter.ifPresent(after -> http.getResponseHeaders().set("Retry-After", after));
    if (answer == 302) {
      http.getResponseHeaders().set("Location", "/hook");
    }
    http.sendResponseHeaders(verdict.startsWith("bad") ? 401 : answer, -1);
    http.close();
  }

  /** What the specification tells a receiver to do. */
  private String verdict(HttpExchange http) {
    var id = http.getRequestHeaders().getFirst("webhook-id");
    var time = http.getRequestHeaders().getFirst("webhook-timestamp");
    var given = http.getRequestHeaders().getFirst("webhook-signature");
    if (Math.abs(clock.getEpochSecond() - Long.parseLong(time)) > WINDOW_SECONDS) {
      return "bad time";
    }
    var key = Base64.getDecoder().decode(SECRET.substring("whsec_".length()));
    var expected = Base64.getEncoder().encodeToString(hmac(key, id + "." + time + "." + body));
    boolean good =
        Arrays.stream(given.split(" "))
            .filter(s -> s.startsWith("v1,"))
            .anyMatch(
                s ->
                    MessageDigest.isEqual(
                        s.substring(3).getBytes(StandardCharsets.UTF_8),
                        expected.getBytes(StandardCharsets.UTF_8)));
    return !good ? "bad signature" : known.add(id) ? "new" : "known";
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private WebhookChannel channel(String secret) {
    return new WebhookChannel(
        new WebhookConfig(
            URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook"),
            secret,
            Duration.ofSeconds(5)));
  }

  private static Message message(Instant at) {
    return new Message(
        "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W",
        at,
        "data-oncall",
        "data-oncall",
        Severity.URGENT,
        "INC-7 orders needs your answer",
        "Zeile mit Ümlaut & \"quotes\"\n",
        List.of("msg_before"),
        List.of(
            new Message.Asked(
                new IncidentId(7),
                1,
                TableName.parse("orders"),
                "What is right?",
                List.of(
                    new Message.Choice("retry", Optional.of("http://127.0.0.1:8282/a/x")),
                    new Message.Choice("dismiss", Optional.empty())),
                Optional.of(at.plusSeconds(7200)))));
  }

  @Test
  void whatIsSentIsSignedAndSaysWhatIsAsked() throws IOException {
    try (var channel = channel(SECRET)) {
      assertThat(channel.deliver(message(NOW))).isEqualTo(new Outcome.Taken());
    }
    assertThat(verdicts).containsExactly("new");
    var json = new ObjectMapper().readTree(body);
    assertThat(json.path("type").asText()).isEqualTo("question.asked");
    assertThat(json.path("timestamp").asText()).isEqualTo("2026-11-22T03:03:00Z");
    assertThat(json.at("/data/questions/0/answers/0/link").asText()).endsWith("/a/x");
    assertThat(json.at("/data/questions/0/answers/1").has("link")).isFalse();
    assertThat(json.at("/data/earlier/0").asText()).isEqualTo("msg_before");
  }

  @Test
  void whatIsTriedAgainLaterHasTheSameIdAndANewTime() {
    answer = 503;
    retryAfter = Optional.of("120");
    try (var channel = channel(SECRET)) {
      assertThat(channel.deliver(message(NOW)))
          .isEqualTo(
              new Outcome.Later(
                  "the webhook's server answers 503", Optional.of(Duration.ofMinutes(2))));
      answer = 200;
      clock = NOW.plusSeconds(3600);
      assertThat(channel.deliver(message(clock))).isEqualTo(new Outcome.Taken());
    }
    assertThat(verdicts).containsExactly("new", "known");
  }

  @Test
  void whatIsOlderThanTheReceiversWindowIsRefusedThere() {
    clock = NOW.plusSeconds(WINDOW_SECONDS + 1);
    try (var channel = channel(SECRET)) {
      assertThat(channel.deliver(message(NOW))).isInstanceOf(Outcome.Later.class);
    }
    assertThat(verdicts).containsExactly("bad time");
  }

  @Test
  void whoHasAnotherKeyIsNotBelieved() {
    try (var channel = channel("whsec_" + Base64.getEncoder().encodeToString(new byte[32]))) {
      assertThat(channel.deliver(message(NOW)))
          .isEqualTo(new Outcome.Later("the webhook's server answers 401", Optional.empty()));
    }
    assertThat(verdicts).containsExactly("bad signature");
  }

  @Test
  void whereTheOtherSideIsGoneNothingMoreIsSentAndARedirectIsNotFollowed() {
    try (var channel = channel(SECRET)) {
      answer = 410;
      assertThat(channel.deliver(message(NOW))).isInstanceOf(Outcome.Gone.class);
      answer = 302;
      assertThat(channel.deliver(message(NOW))).isInstanceOf(Outcome.Later.class);
    }
    assertThat(verdicts).hasSize(2);
  }

  @Test
  void whereNobodyListensItIsSaidSoAndTriedLater() {
    server.stop(0);
    try (var channel = channel(SECRET)) {
      assertThat(channel.deliver(message(NOW)))
          .isEqualTo(
              new Outcome.Later("the webhook's server: it cannot be reached", Optional.empty()));
    }
  }

  @Test
  void aSecretThatIsNoneIsToldWithoutRepeatingIt() {
    assertThatThrownBy(() -> WebhookConfig.key("whsec_hunter2!"))
        .hasMessageContaining("whsec_")
        .hasMessageNotContaining("hunter2");
    assertThatThrownBy(() -> WebhookConfig.key("whsec_aGVsbG8="))
        .hasMessageContaining("24 to 64 bytes");
  }
}
