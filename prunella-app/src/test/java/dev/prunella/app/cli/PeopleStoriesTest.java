package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import dev.prunella.app.SettableClock;
import dev.prunella.app.heal.Healing;
import dev.prunella.app.inbox.InboxServer;
import dev.prunella.app.people.Channels;
import dev.prunella.incident.Answer;
import dev.prunella.incident.IncidentId;
import dev.prunella.local.incidents.LakeDeliveries;
import dev.prunella.people.DeliveryEvent;
import jakarta.mail.internet.MimeMessage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People are asked by a real mail server, by a clock that is set by hand, and answer by links. */
class PeopleStoriesTest {
  private static final Instant MORNING = Instant.parse("2026-11-22T09:00:00Z");
  private static final IncidentId FIRST = new IncidentId(1);
  private static final Pattern LINK = Pattern.compile("http://127\\.0\\.0\\.1:8282/a/(pa1\\.\\S+)");

  @TempDir Path folder = Path.of("");

  private final SettableClock clock = new SettableClock(MORNING);
  private final HttpClient http = HttpClient.newHttpClient();
  private GreenMail mail = new GreenMail();
  private Shell shell = new Shell(folder);

  @BeforeEach
  void start() throws Exception {
    mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    mail.start();
    shell = SmallShop.in(folder, 2);
    shell.clock = clock;
    settings(
        "smtp: {host: 127.0.0.1, port: %d, tls: none, from: prunella@shop.example}"
            .formatted(mail.getSmtp().getPort()),
        "");
    Files.createDirectories(folder.resolve("contracts"));
    contract("amount < 0");
    shell.run("run", "-i", SmallShop.day(1), "--heal").exits(Exit.HELD);
  }

  @AfterEach
  void stop() {
    mail.stop();
    http.shutdownNow();
  }

  /** One channel, called mail, whatever it speaks. */
  private void settings(String channel, String moreOfPipeline) {
    shell.write(
        "prunella.yaml",
        """
        name: shop
        mode: act
        anomalies: none
        notify: {link: "http://127.0.0.1:8282", quiet: "daily 22:00-07:00 UTC"}
        channels:
          mail:
            for: "*@shop.example"
            %s
        pipelines:
          shop: {interval: daily, start: 2026-11-01%s}
        """
            .formatted(channel, moreOfPipeline));
  }

  private void contract(String rule) {
    shell.write(
        "contracts/shop.odcs.yaml",
        """
        apiVersion: v3.1.0
        kind: DataContract
        id: shop
        version: 1.0.0
        status: active
        team:
          name: shop
          members:
            - {username: lea@shop.example, role: owner}
            - {username: ben@shop.example, role: steward}
        schema:
          - name: raw_orders
            properties:
              - {name: id, logicalType: integer, required: true}
              - name: amount
                logicalType: number
                quality:
                  - {id: modest, type: custom, engine: prunella, implementation: "%s"}
        """
            .formatted(rule));
  }

  private List<String> mailed() throws Exception {
    var to = new ArrayList<String>();
    for (var one : mail.getReceivedMessages()) {
      to.add(one.getAllRecipients()[0].toString());
    }
    return to;
  }

  private static String text(MimeMessage message) throws Exception {
    return message.getContent().toString().replace("\r\n", "\n");
  }

  /** Passes are signed: any two letters may occur in one. */
  private static String withoutPasses(String text) {
    return text.replaceAll("pa1\\.[\\w.-]+", "PASS");
  }

  private void later(Duration time) {
    clock.pass(time);
    shell.run("heal");
  }

  private JsonNode question() {
    return shell.ok("questions", "--json").json().at("/questions/0");
  }

  private String state() {
    return shell.ok("incidents", "1", "--json").json().path("state").asText();
  }

  @Test
  void aQuestionThatNobodyAnswersGoesToTheNextAndInTheEndTheLastGoodDataStay() throws Exception {
    assertThat(mailed()).containsExactly("lea@shop.example");
    later(Duration.ofMinutes(239));
    assertThat(mailed()).hasSize(1);
    later(Duration.ofMinutes(1));
    assertThat(mailed()).containsExactly("lea@shop.example", "ben@shop.example");
    var first = mail.getReceivedMessages()[0];
    var second = mail.getReceivedMessages()[1];
    assertThat(second.getHeader("In-Reply-To")).containsExactly(first.getMessageID());
    for (var one : Arrays.asList(first, second)) {
      assertThat(text(one))
          .contains("INC-1", "raw_orders", "modest", "see the last good data", "retry", "dismiss");
      assertThat(withoutPasses(text(one)))
          .as("no value of a row")
          .doesNotContain("1.50", "2.50", "DE", "FR");
    }
    assertThat(text(first)).contains("You are asked as owner.", "2026-11-22 13:00 UTC");
    assertThat(question().path("sent").findValuesAsText("to"))
        .containsExactly("lea@shop.example", "ben@shop.example");
    assertThat(question().hasNonNull("nextTo")).isFalse();
    later(Duration.ofDays(1));
    later(Duration.ofDays(3));
    assertThat(mailed()).hasSize(2);
    assertThat(question().path("lapsed").asBoolean()).isTrue();
    assertThat(shell.ok("questions").out()).contains("the last good data stay");
    assertThat(state()).isEqualTo("asked");
  }

  @Test
  void whoPutsItOffIsAskedAgainAndOutsideOfQuietHours() throws Exception {
    shell.ok("snooze", "1", "--for", "14h");
    later(Duration.ofHours(13));
    assertThat(mailed()).hasSize(1);
    later(Duration.ofHours(2));
    assertThat(mailed()).as("it is 00:00, and quiet").hasSize(1);
    later(Duration.ofHours(7));
    assertThat(mailed()).containsExactly("lea@shop.example", "lea@shop.example");
    assertThat(mail.getReceivedMessages()[1].getMessageID())
        .isNotEqualTo(mail.getReceivedMessages()[0].getMessageID());
    shell.run("snooze", "1", "--for", "8d").exits(Exit.REFUSED);
  }

  @Test
  void whatWasBegunByAProcessThatDiedIsSentOnceMoreUnderTheSameId() throws Exception {
    try (var night = new Night(shell, clock)) {
      var journal = night.workspace.deliveries();
      var kept = journal.of(FIRST);
      assertThat(kept).hasSize(2);
      assertThat(kept.getFirst()).isInstanceOf(DeliveryEvent.Begun.class);
      // Somebody who looked before that does not send it, too.
      assertThat(journal.append(List.of(new LakeDeliveries.Entry(FIRST, 0, kept)))).isFalse();
    }
    var begun = question().path("sent").get(0);
    assertThat(begun.path("fate").asText()).isEqualTo("sent");
    later(Duration.ofHours(4));
    assertThat(mailed()).hasSize(2);
    try (var night = new Night(shell, clock)) {
      // As if it had died after sending, and before it could keep that: the reminder of a snooze.
      var healing = new Healing(night.workspace, clock);
      var question = healing.messenger().open(healing.open()).getFirst();
      night
          .workspace
          .deliveries()
          .append(
              List.of(
                  new LakeDeliveries.Entry(
                      FIRST,
                      question.journal().size(),
                      List.of(
                          new DeliveryEvent.Snoozed(clock.instant(), "ben", 1, clock.instant()),
                          new DeliveryEvent.Begun(
                              clock.instant(),
                              "msg_begun",
                              1,
                              1,
                              1,
                              "ben@shop.example",
                              "mail")))));
    }
    later(Duration.ofMinutes(4));
    assertThat(mailed()).hasSize(2);
    later(Duration.ofMinutes(1));
    assertThat(mailed()).hasSize(3);
    assertThat(mail.getReceivedMessages()[2].getMessageID()).contains("msg_begun");
    later(Duration.ofMinutes(30));
    assertThat(mailed()).hasSize(3);
  }

  @Test
  void anAnswerByLinkCountsOnceAndAForgedOrAReplayedOneNever() throws Exception {
    var links = LINK.matcher(text(mail.getReceivedMessages()[0]));
    var tokens = new ArrayList<String>();
    while (links.find()) {
      tokens.add(links.group(1));
    }
    assertThat(tokens).hasSize(2);
    var retry = tokens.getFirst();
    contract("amount < 100");
    try (var night = new Night(shell, clock);
        var inbox =
            InboxServer.start(
                new InboxServer.Config("<shop>", 0, Optional.empty(), "ana", said -> {}),
                new Healing(night.workspace, clock),
                Channels.tokens(night.workspace, clock),
                clock)) {
      var base = inbox.address().substring(0, inbox.address().indexOf("/i/"));
      var page = get(base + "/a/" + retry);
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body()).contains("&lt;shop&gt;", "it is tried again now", "modest");
      assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
          .contains("default-src 'none'");
      assertThat(get(inbox.address()).body()).contains("Answer");
      assertThat(get(base + "/i/1.x").statusCode()).isEqualTo(403);
      assertThat(state()).as("to look is not to answer").isEqualTo("asked");

      for (var forged :
          List.of(
              retry.replace(".retry.", ".dismiss."),
              retry.replace("pa1.1.", "pa1.2."),
              retry.substring(0, retry.length() - 3) + "AAA",
              "pa1.1.1.retry.99999999999.bGVh.AAAAAAAAAAAAAAAAAAAAAA")) {
        assertThat(post(base + "/a/" + forged, "").statusCode()).as(forged).isEqualTo(403);
      }
      assertThat(post(base + "/a/" + retry, "http://evil.example").statusCode()).isEqualTo(403);
      assertThat(state()).isEqualTo("asked");

      assertThat(post(base + "/a/" + retry, "").statusCode()).isEqualTo(200);
      for (int i = 0; i < 100 && !state().equals("healed") && !state().equals("passed"); i++) {
        Thread.sleep(100);
      }
      assertThat(state()).isIn("healed", "passed");
      assertThat(shell.ok("incidents", "1").out()).contains("lea@shop.example: retry, because");
      assertThat(post(base + "/a/" + retry, "").statusCode()).isEqualTo(409);
    }
    shell.run("answer", retry).exits(Exit.USAGE);
    shell.run("answer", retry + "x").exits(Exit.REFUSED);
  }

  private HttpResponse<String> get(String address) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(address)).timeout(Duration.ofSeconds(30)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String address, String origin) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(address))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString("why=because&option=dismiss"));
    if (!origin.isEmpty()) {
      request.header("Origin", origin);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aProcessThatDiesBetweenAnAnswerAndWhatFollowsIsGoneOnWith() {
    try (var night = new Night(shell, clock)) {
      var healing = new Healing(night.workspace, clock);
      assertThat(healing.accept(FIRST, 1, "lea", Answer.DISMISS.word(), "the shop was closed"))
          .isTrue();
      assertThat(healing.accept(FIRST, 1, "ben", Answer.RETRY.word(), ""))
          .as("the second")
          .isFalse();
    }
    assertThat(state()).isNotEqualTo("dismissed");
    shell.ok("heal");
    assertThat(state()).isEqualTo("dismissed");
    assertThat(shell.ok("questions").out()).contains("nobody is asked anything");
  }

  @Test
  void whatIsSaidBesideAnAnswerThatComesTooLateIsGoneByInNothing() {
    var notes = folder.resolve("knowledge");
    shell.clock =
        new Clock() {
          private boolean answered;

          @Override
          public Instant instant() {
            if (Files.exists(notes) && !answered) {
              answered = true;
              // Somebody else is quicker, just when the note has been written.
              try (var night = new Night(shell, clock)) {
                var healing = new Healing(night.workspace, clock);
                assertThat(healing.accept(FIRST, 1, "ben", Answer.DISMISS.word(), "")).isTrue();
              }
            }
            return clock.instant();
          }

          @Override
          public ZoneId getZone() {
            return clock.getZone();
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return clock.withZone(zone);
          }
        };
    var late =
        shell
            .run("answer", "1", "retry", "--window", "02:47-03:12 UTC", "--maintenance", "sat 1")
            .exits(Exit.USAGE);
    assertThat(late.err()).contains("is no window");
    assertThat(notes).doesNotExist();
    late = shell.run("answer", "1", "retry", "--window", "02:47-03:12 UTC").exits(Exit.REFUSED);
    assertThat(late.err()).contains("does not ask that any more").doesNotContain("remembered");
    assertThat(notes).isEmptyDirectory();
  }

  @Test
  void whoSaysSomethingElseThanANoteIsToldThatNeitherIsGoneBy() throws Exception {
    Files.createDirectories(folder.resolve("knowledge"));
    shell.write(
        "knowledge/old.md",
        """
        ---
        title: it answers at noon
        scope: {sources: [raw_orders]}
        do: retry_later
        window: daily 12:00-13:00 UTC
        review: 2027-06-01
        ---
        """);
    var said = shell.run("answer", "1", "retry", "--window", "02:47-03:12 UTC").exits(Exit.HELD);
    assertThat(said.err())
        .contains("remembered: knowledge/inc-1-raw-orders-window.md")
        .contains("it contradicts knowledge/old.md about raw_orders, and neither is used");
  }

  @Test
  void aChannelIsTriedByACommandAndOneThatDoesNotAnswerIsNoMatterOfTheIncident() throws Exception {
    shell.ok("channels", "test", "mail");
    assertThat(mailed()).contains("prunella@shop.example");
    assertThat(shell.ok("channels", "list").out()).contains("mail", "inbox", "*@shop.example");
    shell.run("channels", "test", "mial").exits(Exit.NOT_FOUND);
    mail.stop();
    assertThat(shell.run("channels", "test", "mail").exits(Exit.FAILED).out()).contains("not sent");
    later(Duration.ofHours(4));
    var sent = question().path("sent");
    assertThat(sent.get(1).path("fate").asText()).isEqualTo("failed");
    assertThat(state()).isEqualTo("asked");
  }

  @Test
  void theScheduleAsksTheNextByItselfAndEveryoneOnce() throws Exception {
    settings(
        "smtp: {host: 127.0.0.1, port: %d, tls: none, from: prunella@shop.example}"
            .formatted(mail.getSmtp().getPort()),
        ", schedule: 0 5 * * *");
    try (var night = Night.healing(shell, clock)) {
      night.until("2026-11-22T16:00:00Z");
    }
    assertThat(mailed()).containsExactly("lea@shop.example", "ben@shop.example");
    assertThat(mail.getReceivedMessages()[1].getSentDate().toInstant())
        .isBetween(MORNING.plus(Duration.ofHours(4)), MORNING.plus(Duration.ofMinutes(242)));
  }

  @Test
  void aWebhookThatWantsNothingMoreIsLeftAloneUntilItTakesATestAndTheNextIsAskedAtOnce()
      throws Exception {
    var answer = new AtomicInteger(410);
    var ids = Collections.synchronizedList(new ArrayList<String>());
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          ids.add(exchange.getRequestHeaders().getFirst("webhook-id"));
          exchange.sendResponseHeaders(answer.get(), -1);
          exchange.close();
        });
    server.start();
    try {
      shell.environment.put("HOOK", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
      settings(
          "webhook: {url: \"http://127.0.0.1:%d/\", secret: \"secret:env/HOOK\"}"
              .formatted(server.getAddress().getPort()),
          "");
      later(Duration.ofHours(4));
      assertThat(ids).hasSize(1);
      assertThat(question().at("/sent/1/fate").asText()).isEqualTo("given up");
      assertThat(shell.ok("channels", "list").out()).contains("gone");
      shell.run("channels", "test", "mail").exits(Exit.FAILED);
      answer.set(200);
      clock.pass(Duration.ofSeconds(1));
      shell.ok("channels", "test", "mail");
      assertThat(shell.ok("channels", "list").out()).doesNotContain("gone");
      assertThat(ids).hasSize(3).doesNotHaveDuplicates();
    } finally {
      server.stop(0);
    }
  }
}
