package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.app.access.Role;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How far a command has come that a server does is drawn where somebody looks on. */
@Timeout(300)
class RemoteProgressTest {
  private static final String SLOW = "select sum(sin(i)) as s from range(300000000) r(i)\n";

  @TempDir Path home = Path.of("");
  @TempDir Path away = Path.of("");

  @Test
  void daysThatAreRunThereAreABarHere() {
    SmallShop.in(home, 3);
    try (var served = new ServedShop(home, Clock.systemUTC(), false)) {
      var there = served.elsewhere(away, "lea", Role.APPROVER);
      there.terminal = true;
      there.environment.put("NO_COLOR", "1");
      var seen = there.run("backfill", "--from", SmallShop.day(1), "--to", SmallShop.day(4));
      // How many of the three are drawn depends on how fast they are.
      assertThat(seen.exits(Exit.OK).err())
          .contains("intervals", "0/3 ")
          .containsPattern("[123]/3 ");
      assertThat(seen.err()).as("and is gone at the end").containsPattern("\\r +\\r?\\R?$");
      assertThat(seen.out()).contains("3 intervals published").doesNotContain("2026-11-02  ");

      there.terminal = false;
      var piped =
          there.ok("backfill", "--again", "--from", SmallShop.day(1), "--to", SmallShop.day(4));
      assertThat(piped.out()).contains("2026-11-02  ");

      there.terminal = true;
      var json =
          there.ok(
              "backfill",
              "--again",
              "--from",
              SmallShop.day(1),
              "--to",
              SmallShop.day(4),
              "--json");
      assertThat(json.json().path("intervals").asInt()).isEqualTo(3);
    }
  }

  @Test
  void aStepThatTakesLongIsABarAndWhatIsPrintedStandsAboveIt() {
    var here = SmallShop.in(home, 1);
    here.write("models/slow.sql", "-- materialized: full\n" + SLOW);
    try (var served = new ServedShop(home, Clock.systemUTC(), false)) {
      var there = served.elsewhere(away, "lea", Role.APPROVER);
      there.terminal = true;
      var seen = there.run("run", "-i", SmallShop.day(1)).exits(Exit.OK);
      assertThat(seen.err()).contains("slow ", "%");
      assertThat(seen.out())
          .contains("raw_orders", "published")
          .doesNotContain("at work for", "\r");
    }
  }

  @Test
  void whoDoesNotAskIsToldNoneAndItHasNoId() throws Exception {
    SmallShop.in(home, 3);
    try (var served = new ServedShop(home, Clock.systemUTC(), false)) {
      var token = served.token("lea", Role.APPROVER);
      var asked = events(served, token, "a", ", \"progress\": true");
      assertThat(asked.stream().filter("event: progress"::equals)).isNotEmpty();
      for (int i = 0; i < asked.size(); i++) {
        if (asked.get(i).equals("event: progress")) {
          assertThat(asked.get(i - 1)).doesNotStartWith("id:");
        }
      }
      var ids = asked.stream().filter(line -> line.startsWith("id: ")).toList();
      assertThat(ids).isNotEmpty().doesNotHaveDuplicates();
      assertThat(ids.getLast()).isEqualTo("id: " + ids.size());
      assertThat(events(served, token, "b", "")).doesNotContain("event: progress");
    }
  }

  private static List<String> events(ServedShop served, String token, String key, String more)
      throws Exception {
    var words =
        "[\"backfill\", \"--again\", \"--from\", \"%s\", \"--to\", \"%s\"]"
            .formatted(SmallShop.day(1), SmallShop.day(4));
    var answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(served.site.uri() + "/api/v1/commands"))
                    .header("Authorization", "Bearer " + token)
                    .header("Idempotency-Key", key)
                    .POST(BodyPublishers.ofString("{\"words\": " + words + more + "}"))
                    .build(),
                BodyHandlers.ofLines());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body().filter(line -> !line.isEmpty()).toList();
  }
}
