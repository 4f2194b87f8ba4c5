package dev.prunella.app.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.app.access.Role;
import dev.prunella.app.serve.ServeConfig;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused whoever asks. */
class FrontTest {
  @TempDir Path folder = Path.of("");

  @Test
  void noOtherNameIsAnsweredTo() throws Exception {
    try (var served = SmallSite.in(folder, Clock.systemUTC())) {
      var token = "Bearer " + served.token("ana", "admin");
      for (var name :
          new String[] {"evil.example", "127.0.0.1.evil.example:8080", "localhost.evil.example"}) {
        assertThat(served.statusAs(name, token)).as(name).isEqualTo(421);
      }
      assertThat(served.statusAs("localhost:1", token)).isEqualTo(200);
    }
  }

  @Test
  void whatAPageFromElsewhereSendsChangesNothing() throws Exception {
    try (var served = SmallSite.in(folder, Clock.systemUTC())) {
      var cookie = served.login(served.site.loginLink("ana", Role.ADMIN));
      var page = served.get("/autonomy", "Cookie", cookie).body();
      var form = "why=test&_proof=" + SmallSite.proof(page);
      var own = "http://127.0.0.1:" + served.site.port();
      assertThat(
              served
                  .post("/autonomy/pause", form, "Cookie", cookie, "Origin", "http://evil.example")
                  .statusCode())
          .isEqualTo(403);
      assertThat(
              served
                  .post("/autonomy/pause", form, "Cookie", cookie, "Origin", "http://127.0.0.1:1")
                  .statusCode())
          .isEqualTo(403);
      assertThat(
              served.post("/autonomy/pause", form, "Cookie", cookie, "Origin", "null").statusCode())
          .isEqualTo(403);
      for (var site : new String[] {"cross-site", "same-site"}) {
        assertThat(
                served
                    .post("/autonomy/pause", form, "Cookie", cookie, "Sec-Fetch-Site", site)
                    .statusCode())
            .isEqualTo(403);
      }
      // Without the session's proof, and with another session's.
      var other = served.login(served.site.loginLink("ben", Role.ADMIN));
      var others = SmallSite.proof(served.get("/autonomy", "Cookie", other).body());
      for (var proof : new String[] {"", "&_proof=", "&_proof=" + others}) {
        assertThat(
                served
                    .post("/autonomy/pause", "why=x" + proof, "Cookie", cookie, "Origin", own)
                    .statusCode())
            .isEqualTo(403);
      }
      assertThat(served.get("/autonomy", "Cookie", cookie).body()).doesNotContain("is paused");
      assertThat(served.post("/autonomy/pause", form, "Cookie", cookie, "Origin", own).statusCode())
          .isEqualTo(303);
      assertThat(served.get("/autonomy", "Cookie", cookie).body()).contains("is paused", "ana");
    }
  }

  @Test
  void everyAnswerSaysThatNothingFromElsewhereRunsInIt() throws Exception {
    try (var served = SmallSite.in(folder, Clock.systemUTC())) {
      for (var path : new String[] {"/login", "/nothing", "/", "/health", "/assets/prunella.css"}) {
        var headers = served.get(path).headers();
        assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
            .as(path)
            .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
            .doesNotContain("unsafe");
        assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(headers.firstValue("Server")).isEmpty();
      }
    }
  }

  @Test
  void tooMuchIsRefused() throws Exception {
    var clock = Clock.systemUTC();
    var narrow =
        new ServeConfig.Bounds(
            8, 2, 60, 3, 1000, 2000, Duration.ofMinutes(1), Duration.ofSeconds(5));
    try (var served = SmallSite.open(SmallSite.init(folder, clock), clock, false, narrow)) {
      assertThat(served.post("/login", "token=" + "x".repeat(1500)).statusCode()).isEqualTo(413);
      // Also what does not say how much it is.
      var endless =
          BodyPublishers.ofInputStream(
              () ->
                  new java.io.ByteArrayInputStream(
                      ("token=" + "x".repeat(9000)).getBytes(StandardCharsets.UTF_8)));
      assertThat(
              served
                  .send(
                      served
                          .to("/login")
                          .header("Content-Type", "application/x-www-form-urlencoded")
                          .POST(endless))
                  .statusCode())
          .isEqualTo(413);
      for (int i = 0; i < 3; i++) {
        assertThat(served.get("/audit", "Authorization", "Bearer prn_guess").statusCode())
            .isEqualTo(303);
      }
      assertThat(served.get("/audit", "Authorization", "Bearer prn_guess").statusCode())
          .isEqualTo(429);
      int last = 0;
      for (int i = 0; i < 80 && last != 429; i++) {
        last = served.get("/health").statusCode();
      }
      assertThat(last).isEqualTo(429);
    }
  }

  @Test
  void aReadOnlyServerShowsAndTakesNothing() throws Exception {
    var clock = Clock.systemUTC();
    try (var served =
        SmallSite.open(SmallSite.init(folder, clock), clock, true, ServeConfig.Bounds.DEFAULT)) {
      var token = "Bearer " + served.token("ana", "admin");
      assertThat(served.get("/", "Authorization", token).body()).contains("read only");
      assertThat(served.post("/autonomy/pause", "why=x", "Authorization", token).statusCode())
          .isEqualTo(403);
      assertThat(served.get("/health").body()).contains("\"scheduler\":\"off\"");
    }
  }

  @Test
  void whatOthersWroteIsShownAsTheyWroteIt() throws Exception {
    try (var served = SmallSite.in(folder, Clock.systemUTC())) {
      var token = "Bearer " + served.token("ana", "admin");
      served.post(
          "/autonomy/pause", "why=%3Cscript%3Ealert(1)%3C%2Fscript%3E", "Authorization", token);
      assertThat(served.get("/autonomy", "Authorization", token).body())
          .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
          .doesNotContain("<script>alert");
    }
  }
}
