package dev.prunella.app.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.app.serve.ServeConfig;
import dev.prunella.local.outside.OutsideRuns;
import dev.prunella.outside.OutsideRun;
import dev.prunella.outside.OutsideState;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Failures are told in words that hold values of rows; who may see none is shown none. */
class ViewerTest {
  private static final String VALUE = "SEKRET";
  private static final String RULE =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: orders
      version: 1.0.0
      status: active
      schema:
        - name: stg_orders
          properties:
            - name: country
              logicalType: string
              quality:
                - {metric: invalidValues, arguments: {validValues: [DE, FR, JP, GB, US]}, mustBe: 0}
      """;

  @TempDir Path folder = Path.of("");

  @Test
  void seesNoValueOnAnyPage() throws Exception {
    var shop = twoFailures();
    failsElsewhere(shop);
    try (var served = SmallSite.open(shop, Clock.systemUTC(), true, ServeConfig.Bounds.DEFAULT)) {
      var viewer = "Bearer " + served.token("vera", "viewer");
      var operator = "Bearer " + served.token("otto", "operator");
      var leaked = new ArrayList<String>();
      var shown = new ArrayList<String>();
      for (var path : paths()) {
        var answer = served.get(path, "Authorization", viewer);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        if (answer.body().contains(VALUE)) {
          leaked.add(path + ": " + around(answer.body()));
        }
        if (served.get(path, "Authorization", operator).body().contains(VALUE)) {
          shown.add(path);
        }
      }
      assertThat(leaked).isEmpty();
      // Otherwise there was nothing that could have leaked.
      assertThat(shown)
          .contains("/incidents/1", "/incidents/2", "/runs/run-2", "/runs/run-3")
          .contains("/api/v1/incidents/1", "/api/v1/runs/run-2", "/api/v1/status")
          .contains("/outside-runs", "/api/v1/outside-runs");
      assertThat(served.get("/incidents/1", "Authorization", viewer).body())
          .contains("which the role operator sees");
    }
  }

  @Test
  void seesNoValueByAnyCommand() throws Exception {
    var shop = twoFailures();
    try (var served = SmallSite.open(shop, Clock.systemUTC(), true, ServeConfig.Bounds.DEFAULT)) {
      var viewer = "Bearer " + served.token("vera", "viewer");
      var operator = "Bearer " + served.token("otto", "operator");
      for (var words :
          List.of(
              "reach",
              "lineage daily_revenue",
              "table list",
              "table list --at try/1",
              "table show stg_orders",
              "policy show",
              "policy standing",
              "policy show --json")) {
        assertThat(command(served, viewer, words)).as(words).doesNotContain(VALUE);
      }
      for (var words :
          List.of("incidents", "show run-2", "branch list", "tag list", "sql select")) {
        assertThat(command(served, viewer, words)).as(words).contains("role operator");
      }
      assertThat(command(served, operator, "incidents 1")).contains(VALUE);
    }
  }

  /** What comes of a command that the server does. */
  private static String command(SmallSite served, String token, String words) throws Exception {
    var body = "{\"words\":[\"" + words.replace(" ", "\",\"") + "\"]}";
    return served
        .send(
            served
                .to("/api/v1/commands")
                .header("Authorization", token)
                .header("Idempotency-Key", token.hashCode() + words)
                .POST(HttpRequest.BodyPublishers.ofString(body)))
        .body();
  }

  private static List<String> paths() {
    var paths = new ArrayList<>(List.of("/", "/incidents", "/pipelines", "/tables", "/lake"));
    paths.addAll(List.of("/knowledge", "/autonomy", "/reach", "/api/v1/reach"));
    paths.addAll(List.of("/audit", "/lake/diff?a=main~1&b=main"));
    for (var table : List.of("raw_orders", "stg_orders", "daily_revenue")) {
      paths.add("/tables/" + table);
      paths.add("/api/v1/tables/" + table);
    }
    for (int i = 1; i <= 3; i++) {
      paths.add("/runs/run-" + i);
      paths.add("/runs/run-" + i + "/output");
      paths.add("/api/v1/runs/run-" + i);
    }
    for (int i = 1; i <= 2; i++) {
      paths.add("/incidents/" + i);
      paths.add("/api/v1/incidents/" + i);
    }
    paths.addAll(List.of("/outside-runs", "/api/v1/outside-runs"));
    for (var list : List.of("status", "incidents", "runs", "tables", "publications", "questions")) {
      paths.add("/api/v1/" + list);
    }
    return paths;
  }

  /** One run that a rule holds, one whose file cannot be read. */
  private Path twoFailures() throws IOException {
    var clock = Clock.systemUTC();
    var shop = SmallSite.init(folder, clock);
    Files.createDirectories(shop.resolve("contracts"));
    Files.writeString(shop.resolve("contracts/orders.odcs.yaml"), RULE);
    SmallSite.run(clock, shop, "run", "-i", "2026-01-01");
    append(shop, "2026-01-02", "2001,2026-01-02 21:15:00," + VALUE + "LAND,tea,1,5.90");
    SmallSite.fails(clock, shop, "run", "-i", "2026-01-02");
    SmallSite.heals(clock, shop);
    append(shop, "2026-01-03", "2002,2026-01-03 21:15:00,FR,tea,1," + VALUE + "SUM");
    SmallSite.fails(clock, shop, "run", "-i", "2026-01-03");
    SmallSite.heals(clock, shop);
    return shop;
  }

  /** A run of somebody else's, whose engine says which value it could not read. */
  private static void failsElsewhere(Path shop) {
    var now = Instant.parse("2026-01-04T03:00:00Z");
    var run =
        new OutsideRun(
            new OutsideRun.Key("spark", "load", "7f3c"),
            OutsideState.FAIL,
            now,
            now,
            Optional.of(now),
            "",
            List.of(),
            List.of(),
            Optional.of(new OutsideRun.Failure("cannot cast '" + VALUE + "' to INT", "")),
            Optional.empty(),
            Optional.empty(),
            OutsideRun.Nature.UNKNOWN);
    try (var runs =
        new OutsideRuns(
            shop.resolve(".prunella/outside-runs.db"), OutsideRuns.Limits.DEFAULT, text -> text)) {
      runs.keep(List.of(run), now);
    }
  }

  private static void append(Path shop, String day, String row) throws IOException {
    Files.writeString(
        shop.resolve("landing/" + day + ".csv"), row + "\n", StandardOpenOption.APPEND);
  }

  private static String around(String text) {
    int at = text.indexOf(VALUE);
    return text.substring(Math.max(0, at - 160), Math.min(text.length(), at + 40));
  }
}
