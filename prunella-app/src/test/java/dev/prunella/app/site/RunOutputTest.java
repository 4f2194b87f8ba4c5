package dev.prunella.app.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.app.serve.ServeConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a run's programs print stands on its page, as they print it. */
@Timeout(120)
class RunOutputTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Clock CLOCK = Clock.systemUTC();

  @TempDir Path folder = Path.of("");

  /** Prints, waits until it is let go on, prints again, and waits until it is let end. */
  static Path shop(Path folder) throws IOException {
    var shop = SmallSite.init(folder, CLOCK);
    try (var models = Files.walk(shop.resolve("models"))) {
      for (var file : models.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
    Files.writeString(
        shop.resolve("models/report.cmd.yaml"),
        """
        command:
          - sh
          - -c
          - |
            echo 'begins with <b>1 & 2</b>'
            while [ ! -e %1$s/go ]; do sleep 0.1; done
            echo 'goes on'
            while [ ! -e %1$s/end ]; do sleep 0.1; done
            echo 'a' > output.csv; echo '1' >> output.csv
        format: csv
        materialized: full
        """
            .formatted(folder));
    return shop;
  }

  @Test
  void aReaderHearsEachLineAsItIsPrintedAlsoAfterItWasAway() throws Exception {
    var shop = shop(folder);
    try (var served = SmallSite.open(shop, CLOCK, true, ServeConfig.Bounds.DEFAULT)) {
      var operator = "Bearer " + served.token("otto", "operator");
      var run = Thread.ofPlatform().start(() -> SmallSite.run(CLOCK, shop, "run"));
      awaitFile(shop.resolve(".prunella/printed/run-1.log"));
      Told first;
      try (var reader = stream(served, operator, "")) {
        first = next(reader);
        assertThat(first.texts()).containsExactly("begins with <b>1 & 2</b>");
      }
      var page = served.get("/runs/run-1", "Authorization", operator).body();
      assertThat(page)
          .contains("begins with &lt;b&gt;1 &amp; 2&lt;/b&gt;")
          .contains("data-stream=\"/runs/run-1/output\"");
      Files.createFile(folder.resolve("go"));
      try (var reader = stream(served, operator, first.id())) {
        assertThat(next(reader).texts()).containsExactly("goes on");
        Files.createFile(folder.resolve("end"));
        assertThat(line(reader, "event:")).isEqualTo("event: end");
      }
      run.join();
      // Of one that is over there is nothing to be waited for.
      assertThat(served.get("/runs/run-1", "Authorization", operator).body())
          .contains("goes on")
          .doesNotContain("data-stream");
    }
  }

  @Test
  void whoMaySeeNoValuesIsToldHowMuchWasPrinted() throws Exception {
    var shop = shop(folder);
    Files.createFile(folder.resolve("go"));
    Files.createFile(folder.resolve("end"));
    SmallSite.run(CLOCK, shop, "run");
    try (var served = SmallSite.open(shop, CLOCK, true, ServeConfig.Bounds.DEFAULT)) {
      var viewer = "Bearer " + served.token("vera", "viewer");
      assertThat(served.get("/runs/run-1", "Authorization", viewer).body())
          .contains("2 lines (left out here")
          .doesNotContain("goes on");
      try (var reader = stream(served, viewer, "0")) {
        assertThat(next(reader).texts())
            .singleElement()
            .asString()
            .startsWith("2 lines (left out here");
      }
      assertThat(served.get("/runs/run-9/output", "Authorization", viewer).statusCode())
          .isEqualTo(404);
    }
  }

  static void awaitFile(Path file) throws InterruptedException, IOException {
    while (!Files.exists(file) || Files.size(file) == 0) {
      Thread.sleep(50);
    }
  }

  /** An event with lines. */
  private record Told(String id, List<String> texts) {}

  private static BufferedReader stream(SmallSite served, String token, String last)
      throws Exception {
    var request = served.to("/runs/run-1/output").header("Authorization", token);
    if (!last.isEmpty()) {
      request.header("Last-Event-ID", last);
    }
    var answer = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofInputStream());
    assertThat(answer.statusCode()).isEqualTo(200);
    return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
  }

  private static Told next(BufferedReader reader) throws IOException {
    var id = line(reader, "id:").substring("id: ".length());
    assertThat(line(reader, "event:")).isEqualTo("event: lines");
    var texts = new ArrayList<String>();
    JSON.readTree(line(reader, "data:").substring("data: ".length()))
        .forEach(one -> texts.add(one.path("text").asText()));
    return new Told(id, texts);
  }

  private static String line(BufferedReader reader, String start) throws IOException {
    for (var line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.startsWith(start)) {
        return line;
      }
    }
    throw new AssertionError("the stream has ended without " + start);
  }
}
