package dev.prunella.app.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.app.SettableClock;
import dev.prunella.app.access.Role;
import dev.prunella.app.inbox.AnswerLinks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How people come in and leave, and what does not get in with them. */
class LoginTest {
  @TempDir Path folder = Path.of("");

  @Test
  void aLinkIsGoodOnceAndItsSessionUntilOneLogsOut() throws Exception {
    try (var served = SmallSite.in(folder, Clock.systemUTC())) {
      var link = served.site.loginLink("ana", Role.APPROVER);
      var path = link.substring(served.site.uri().length());
      // A program that only looks what is there uses nothing up.
      assertThat(
              served
                  .send(
                      served
                          .to(path)
                          .method("HEAD", java.net.http.HttpRequest.BodyPublishers.noBody()))
                  .statusCode())
          .isEqualTo(405);
      var cookie = served.login(link);
      var again = served.get(path);
      assertThat(again.statusCode()).isEqualTo(403);
      assertThat(again.headers().firstValue("Set-Cookie")).isEmpty();
      assertThat(served.get("/", "Cookie", cookie).body()).contains("ana", "approver");
      served.post("/logout", "", "Cookie", cookie);
      assertThat(served.get("/", "Cookie", cookie).statusCode()).isEqualTo(303);
    }
  }

  @Test
  void aCookieIsKeptFromScriptsAndFromOtherSites() throws Exception {
    try (var served = SmallSite.in(folder, Clock.systemUTC())) {
      var link = served.site.loginLink("ana", Role.VIEWER);
      var answer = served.get(link.substring(served.site.uri().length()));
      assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow())
          .contains("HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=");
    }
  }

  @Test
  void aLinkAndASessionAreOverInTime() throws Exception {
    var clock = new SettableClock(Instant.parse("2026-11-22T02:47:00Z"));
    try (var served = SmallSite.in(folder, clock)) {
      var late = served.site.loginLink("ana", Role.VIEWER);
      var cookie = served.login(served.site.loginLink("ben", Role.VIEWER));
      clock.pass(Duration.ofMinutes(16));
      assertThat(served.get(late.substring(served.site.uri().length())).statusCode())
          .isEqualTo(403);
      assertThat(served.get("/audit", "Cookie", cookie).statusCode()).isEqualTo(200);
      clock.pass(Duration.ofHours(12));
      assertThat(served.get("/audit", "Cookie", cookie).statusCode()).isEqualTo(303);
    }
  }

  @Test
  void aSessionEndsWithTheTokenThatBeganIt() throws Exception {
    try (var served = SmallSite.in(folder, Clock.systemUTC())) {
      var token = served.token("ana", "viewer");
      var answer = served.post("/login", "token=" + token);
      assertThat(answer.statusCode()).isEqualTo(303);
      var cookie = answer.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", "");
      assertThat(served.get("/audit", "Cookie", cookie).statusCode()).isEqualTo(200);
      SmallSite.run(Clock.systemUTC(), served.folder, "token", "revoke", "ana");
      assertThat(served.get("/audit", "Cookie", cookie).statusCode()).isEqualTo(303);
    }
  }

  @Test
  void anAgentDoesNotLogIn() throws Exception {
    try (var served = SmallSite.in(folder, Clock.systemUTC())) {
      assertThat(served.post("/login", "token=" + served.token("bot", "agent")).statusCode())
          .isEqualTo(403);
    }
  }

  @Test
  void onlyTheHashOfATokenIsKept() throws Exception {
    try (var served = SmallSite.in(folder, Clock.systemUTC())) {
      var token = served.token("ana", "viewer");
      var file = served.folder.resolve(".prunella/access/tokens.json");
      assertThat(Files.readString(file)).contains("ana").doesNotContain(token);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void afterLoginOneIsSentToNoOtherServer() throws Exception {
    try (var served = SmallSite.in(folder, Clock.systemUTC())) {
      var token = served.token("ana", "viewer");
      for (var next : new String[] {"//evil.example", "https://evil.example", "/\\evil.example"}) {
        var answer =
            served.post(
                "/login",
                "token="
                    + token
                    + "&next="
                    + java.net.URLEncoder.encode(next, java.nio.charset.StandardCharsets.UTF_8));
        assertThat(answer.headers().firstValue("Location")).contains("/");
      }
    }
  }

  @Test
  void theLinksOfMessagesLeadHereAndAForgedOneIsRefused() throws Exception {
    try (var served = SmallSite.in(folder, Clock.systemUTC())) {
      var forged = served.get("/a/" + "A".repeat(60));
      assertThat(forged.statusCode()).isEqualTo(403);
      assertThat(forged.headers().allValues("Content-Security-Policy"))
          .containsExactly(AnswerLinks.POLICY);
      assertThat(served.post("/a/" + "A".repeat(60), "option=approve").statusCode()).isEqualTo(403);
    }
  }
}
