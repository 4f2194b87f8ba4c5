package dev.prunella.connect.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.prunella.people.Channel.Outcome;
import dev.prunella.people.Message;
import dev.prunella.people.Severity;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a real mail server on this machine, and servers that refuse. */
class SmtpChannelTest {
  private static final Instant NOW = Instant.parse("2026-11-22T03:03:00Z");

  private GreenMail mail;

  @BeforeEach
  void start() {
    mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    mail.setUser("prunella@acme.example", "prunella", "correct horse");
    mail.start();
  }

  @AfterEach
  void stop() {
    mail.stop();
  }

  private static SmtpChannel channel(int port, SmtpConfig.Tls tls, String password) {
    return new SmtpChannel(
        new SmtpConfig(
            "127.0.0.1",
            port,
            tls,
            "prunella@acme.example",
            Optional.of(password)
                .filter(p -> !p.isEmpty())
                .map(p -> new SmtpConfig.Login("prunella", p)),
            Duration.ofSeconds(5)));
  }

  private SmtpChannel channel() {
    return channel(mail.getSmtp().getPort(), SmtpConfig.Tls.NONE, "correct horse");
  }

  private static Message message(String id, String to, String subject, List<String> earlier) {
    return new Message(
        id, NOW, to, to, Severity.URGENT, subject, "Größe?\n.\nEnd\n", earlier, List.of());
  }

  @Test
  void messagesOfAnIncidentAreOneThreadAndArriveAsTheyWereWritten() throws Exception {
    try (var channel = channel()) {
      assertThat(channel.deliver(message("msg_a", "lea@acme.example", "Frage über é", List.of())))
          .isEqualTo(new Outcome.Taken());
      assertThat(
              channel.deliver(
                  message("msg_c", "ben@acme.example", "again", List.of("msg_a", "msg_b"))))
          .isEqualTo(new Outcome.Taken());
    }
    var first = mail.getReceivedMessages()[0];
    assertThat(first.getHeader("Message-ID")).containsExactly("<msg_a@acme.example>");
    assertThat(first.getHeader("In-Reply-To")).isNull();
    assertThat(first.getHeader("Auto-Submitted")).containsExactly("auto-generated");
    assertThat(first.getSubject()).isEqualTo("Frage über é");
    assertThat(first.getSentDate()).isEqualTo(java.util.Date.from(NOW));
    assertThat(first.getContent().toString().replace("\r\n", "\n").stripTrailing())
        .isEqualTo("Größe?\n.\nEnd");
    var second = mail.getReceivedMessages()[1];
    assertThat(second.getHeader("In-Reply-To")).containsExactly("<msg_b@acme.example>");
    assertThat(second.getHeader("References")[0].split("\\s+"))
        .containsExactly("<msg_a@acme.example>", "<msg_b@acme.example>");
  }

  @Test
  void whatLooksLikeAHeaderInASubjectOrAnAddressIsNone() throws Exception {
    try (var channel = channel()) {
      channel.deliver(
          message(
              "msg_a", "lea@acme.example", "x\r\nBcc: eve@evil.example\r\n\r\nhello", List.of()));
      assertThat(
              channel.deliver(
                  message("msg_b", "lea@acme.example, eve@evil.example", "x", List.of())))
          .isInstanceOf(Outcome.Never.class);
      assertThat(channel.reaches("lea@acme.example\r\nBcc: eve@evil.example")).isFalse();
      assertThat(channel.reaches("the planner")).isFalse();
      assertThat(channel.reaches("lea@acme.example")).isTrue();
    }
    assertThat(mail.getReceivedMessages()).hasSize(1);
    assertThat(mail.getReceivedMessages()[0].getHeader("Bcc")).isNull();
    assertThat(mail.getReceivedMessages()[0].getAllRecipients()).hasSize(1);
  }

  @Test
  void aWrongPasswordIsSaidWithoutRepeatingIt() {
    try (var channel = channel(mail.getSmtp().getPort(), SmtpConfig.Tls.NONE, "hunter2hunter2")) {
      assertThat(channel.deliver(message("msg_a", "lea@acme.example", "x", List.of())))
          .isInstanceOfSatisfying(
              Outcome.Later.class,
              later ->
                  assertThat(later.why())
                      .contains("check user and password")
                      .doesNotContain("hunter2"));
    }
    assertThat(mail.getReceivedMessages()).isEmpty();
  }

  @Test
  void whereTheServerOffersNoTlsNothingIsSentInTheOpen() {
    try (var channel =
        channel(mail.getSmtp().getPort(), SmtpConfig.Tls.STARTTLS, "correct horse")) {
      assertThat(channel.deliver(message("msg_a", "lea@acme.example", "x", List.of())))
          .isInstanceOfSatisfying(
              Outcome.Later.class, later -> assertThat(later.why()).contains("STARTTLS"));
    }
    assertThat(mail.getReceivedMessages()).isEmpty();
  }

  @Test
  void aServersLastWordIsHeededAndABusyOneIsTriedAgain() throws Exception {
    assertThat(answered("550 5.1.1 no such user")).isInstanceOf(Outcome.Never.class);
    assertThat(answered("451 4.3.0 come back later")).isInstanceOf(Outcome.Later.class);
  }

  /** What comes of a server that answers so to each recipient. */
  private static Outcome answered(String toRecipient) throws IOException, InterruptedException {
    try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var server =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (var socket = listening.accept();
                        var in =
                            new BufferedReader(
                                new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII));
                        var out = socket.getOutputStream()) {
                      out.write("220 here ESMTP\r\n".getBytes(StandardCharsets.US_ASCII));
                      for (var line = in.readLine(); line != null; line = in.readLine()) {
                        var reply =
                            line.startsWith("RCPT")
                                ? toRecipient
                                : line.startsWith("QUIT") ? "221 bye" : "250 ok";
                        out.write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
                        out.flush();
                      }
                    } catch (IOException e) {
                      throw new java.io.UncheckedIOException(e);
                    }
                  });
      try (var channel = channel(listening.getLocalPort(), SmtpConfig.Tls.NONE, "")) {
        return channel.deliver(message("msg_a", "lea@acme.example", "x", List.of()));
      } finally {
        server.join(Duration.ofSeconds(5));
      }
    }
  }

  @Test
  void aMailThatWasTakenIsTakenThoughTheServerHangsUpBeforeAGoodbye() throws Exception {
    try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var server = Thread.ofVirtual().start(() -> takesAndHangsUp(listening));
      try (var channel = channel(listening.getLocalPort(), SmtpConfig.Tls.NONE, "")) {
        assertThat(channel.deliver(message("msg_a", "lea@acme.example", "x", List.of())))
            .isEqualTo(new Outcome.Taken());
      } finally {
        server.join(Duration.ofSeconds(5));
      }
    }
  }

  private static void takesAndHangsUp(ServerSocket listening) {
    try (var socket = listening.accept();
        var in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
      var out = socket.getOutputStream();
      out.write("220 here ESMTP\r\n".getBytes(StandardCharsets.US_ASCII));
      boolean isText = false;
      for (var line = in.readLine(); line != null && !line.equals("QUIT"); line = in.readLine()) {
        if (isText && !line.equals(".")) {
          continue;
        }
        isText = line.equals("DATA");
        var reply = isText ? "354 go on\r\n" : "250 ok\r\n";
        out.write(reply.getBytes(StandardCharsets.US_ASCII));
        out.flush();
      }
      // Closed so, the other side reads no end but an error.
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void whereNobodyListensItIsTriedLater() {
    mail.stop();
    try (var channel = channel(1, SmtpConfig.Tls.NONE, "")) {
      assertThat(channel.deliver(message("msg_a", "lea@acme.example", "x", List.of())))
          .isInstanceOf(Outcome.Later.class);
    }
  }
}
