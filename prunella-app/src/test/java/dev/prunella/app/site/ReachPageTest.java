package dev.prunella.app.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.app.serve.ServeConfig;
import dev.prunella.local.outside.OutsideRuns;
import dev.prunella.outside.OutsideRun;
import dev.prunella.outside.OutsideState;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first thing that somebody wants to know who has just begun: what will it do here? */
class ReachPageTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder = Path.of("");

  @Test
  void tellsWhatCanBeDoneAndWhyNotAndIsTheSameAsTheCommand() throws Exception {
    var clock = Clock.systemUTC();
    var shop = SmallSite.init(folder, clock);
    told(shop);
    try (var served = SmallSite.open(shop, clock, true, ServeConfig.Bounds.DEFAULT)) {
      var viewer = "Bearer " + served.token("vera", "viewer");
      assertThat(served.get("/", "Authorization", viewer).body()).contains("href=\"/reach\"");
      var page = served.get("/reach", "Authorization", viewer).body();
      assertThat(page)
          .contains("raw_orders", "table back as the last run left it")
          .contains("earlier intervals", "prunella contract infer TABLE")
          .contains("mode propose")
          .contains("&lt;b&gt;load&lt;/b&gt; (airflow)")
          .doesNotContain("<b>load</b>");
      assertThat(JSON.readTree(served.get("/api/v1/reach", "Authorization", viewer).body()))
          .isEqualTo(JSON.readTree(SmallSite.run(clock, shop, "reach", "--json")));
    }
  }

  @Test
  void aCursorLeadsThroughAllTables() throws Exception {
    var clock = Clock.systemUTC();
    var shop = SmallSite.init(folder, clock);
    try (var served = SmallSite.open(shop, clock, true, ServeConfig.Bounds.DEFAULT)) {
      var viewer = "Bearer " + served.token("vera", "viewer");
      var whole = JSON.readTree(served.get("/api/v1/reach", "Authorization", viewer).body());
      assertThat(whole.path("tables")).hasSize(3);
      assertThat(whole.has("cursor")).isFalse();
      var tables = JSON.createArrayNode();
      var cursor = "0";
      for (int pages = 1; !cursor.isEmpty(); pages++) {
        var path = "/api/v1/reach?limit=2&cursor=" + cursor;
        var page = JSON.readTree(served.get(path, "Authorization", viewer).body());
        page.path("tables").forEach(tables::add);
        assertThat(page.path("remedies")).isEqualTo(whole.path("remedies"));
        cursor = page.path("cursor").asText("");
        assertThat(page.path("more").asBoolean()).isEqualTo(!cursor.isEmpty());
        assertThat(pages).isLessThanOrEqualTo(2);
      }
      assertThat(tables).isEqualTo(whole.path("tables"));
      var beyond = served.get("/api/v1/reach?cursor=999", "Authorization", viewer);
      assertThat(JSON.readTree(beyond.body()).path("tables")).isEmpty();
    }
  }

  private static void told(Path shop) {
    var at = Instant.parse("2026-01-04T03:00:00Z");
    try (var runs = OutsideRuns.of(shop, text -> text)) {
      runs.keep(
          List.of(
              new OutsideRun(
                  new OutsideRun.Key("airflow", "<b>load</b>", "7f3c"),
                  OutsideState.COMPLETE,
                  at,
                  at,
                  Optional.of(at),
                  "",
                  List.of(),
                  List.of(new OutsideRun.Dataset("erp", "erp.public.totals", List.of())),
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty(),
                  OutsideRun.Nature.UNKNOWN)),
          at);
    }
  }
}
