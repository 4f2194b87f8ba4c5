package dev.prunella.app.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.app.serve.ServeConfig;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of a table's columns, and of its intervals. */
class TablePagesTest {
  @TempDir Path folder = Path.of("");

  @Test
  void aColumnIsFollowedUpAndDown() throws Exception {
    try (var served = shop()) {
      var token = "Bearer " + served.token("vera", "viewer");
      var page = served.get("/tables/stg_orders/columns/amount", "Authorization", token).body();
      assertThat(page).contains("Made from", "Used by");
      var above = page.substring(page.indexOf("Made from"), page.indexOf("Used by"));
      var below = page.substring(page.indexOf("Used by"));
      assertThat(above).contains("raw_orders.amount").doesNotContain("daily_revenue.revenue");
      assertThat(below).contains("daily_revenue.revenue", "aggregated");
      assertThat(page).contains("href=\"/tables/daily_revenue/columns/revenue\"");
      assertThat(served.get("/tables/daily_revenue", "Authorization", token).body())
          .contains("/tables/daily_revenue/columns/revenue");
      assertThat(
              served.get("/tables/stg_orders/columns/nothing", "Authorization", token).statusCode())
          .isEqualTo(404);
    }
  }

  @Test
  void whatCannotBeComparedSaysWhy() throws Exception {
    try (var served = shop()) {
      var token = "Bearer " + served.token("otto", "operator");
      assertThat(served.get("/tables/stg_orders/statistics", "Authorization", token).body())
          .contains("There is nothing to compare", "earlier intervals");
      assertThat(served.get("/tables/daily_revenue/statistics", "Authorization", token).body())
          .contains("There is nothing to compare");
      assertThat(served.get("/tables/nothing/statistics", "Authorization", token).statusCode())
          .isEqualTo(404);
      var viewer = "Bearer " + served.token("vera", "viewer");
      assertThat(served.get("/tables/stg_orders", "Authorization", viewer).body())
          .doesNotContain("/statistics");
    }
  }

  private SmallSite shop() {
    var clock = Clock.systemUTC();
    var shop = SmallSite.init(folder, clock);
    SmallSite.run(clock, shop, "run");
    return SmallSite.open(shop, clock, true, ServeConfig.Bounds.DEFAULT);
  }
}
