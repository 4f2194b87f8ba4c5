package dev.prunella.app.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.app.access.Role;
import dev.prunella.app.serve.ServeConfig;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Readers hear what changes, whoever changes it, and miss nothing while they are away. */
@Timeout(120)
class LiveTest {
  @TempDir Path folder = Path.of("");

  @Test
  void whatAnotherProcessChangesIsToldAndWhatWasMissedIsToldLater() throws Exception {
    var clock = Clock.systemUTC();
    // Read only, so that nothing happens here but what the test does.
    try (var served =
        SmallSite.open(SmallSite.init(folder, clock), clock, true, ServeConfig.Bounds.DEFAULT)) {
      var cookie = served.login(served.site.loginLink("ana", Role.VIEWER));
      String first;
      try (var reader = stream(served, cookie, Optional.empty())) {
        assertThat(reader.readLine()).startsWith(":");
        SmallSite.run(clock, served.folder, "pause", "--all", "--why", "a test");
        first = id(reader);
      }
      SmallSite.run(clock, served.folder, "resume-healing");
      try (var reader = stream(served, cookie, Optional.of(first))) {
        assertThat(Long.parseLong(id(reader))).isEqualTo(Long.parseLong(first) + 1);
      }
      // From another lake, or from long ago: look at everything anew.
      try (var reader = stream(served, cookie, Optional.of("999999"))) {
        assertThat(line(reader, "event:")).isEqualTo("event: all");
      }
    }
  }

  @Test
  void aServerThatEndsEndsItsStreams() throws Exception {
    var clock = Clock.systemUTC();
    var served =
        SmallSite.open(SmallSite.init(folder, clock), clock, true, ServeConfig.Bounds.DEFAULT);
    var cookie = served.login(served.site.loginLink("ana", Role.VIEWER));
    var reader = stream(served, cookie, Optional.empty());
    long began = System.nanoTime();
    served.close();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(9));
    reader.close();
  }

  @Test
  void noMoreThanSoManyLookOn() throws Exception {
    var clock = Clock.systemUTC();
    var narrow =
        new ServeConfig.Bounds(
            64, 1, 1000, 30, 1000, 2000, Duration.ofMinutes(1), Duration.ofSeconds(5));
    try (var served = SmallSite.open(SmallSite.init(folder, clock), clock, true, narrow)) {
      var cookie = served.login(served.site.loginLink("ana", Role.VIEWER));
      try (var _ = stream(served, cookie, Optional.empty())) {
        assertThat(served.get("/live", "Cookie", cookie).statusCode()).isEqualTo(503);
      }
    }
  }

  private static BufferedReader stream(SmallSite served, String cookie, Optional<String> last)
      throws Exception {
    var request = served.to("/live").header("Cookie", cookie);
    last.ifPresent(id -> request.header("Last-Event-ID", id));
    var answer = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofInputStream());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
  }

  private static String id(BufferedReader reader) throws Exception {
    return line(reader, "id:").substring("id: ".length());
  }

  private static String line(BufferedReader reader, String start) throws Exception {
    for (var line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.startsWith(start)) {
        return line;
      }
    }
    throw new AssertionError("the stream has ended without " + start);
  }
}
