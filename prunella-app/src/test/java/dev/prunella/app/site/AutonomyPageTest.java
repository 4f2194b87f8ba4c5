package dev.prunella.app.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.app.serve.ServeConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What would have been done stands beside what people did. */
class AutonomyPageTest {
  private static final Clock CLOCK = Clock.systemUTC();

  @TempDir Path folder = Path.of("");

  @Test
  void whoOnlyWatchesSaysWhatItWouldHaveDone() throws Exception {
    var shop = SmallSite.init(folder, CLOCK);
    SmallSite.run(CLOCK, shop, "run", "-i", "2026-01-01");
    SmallSite.run(CLOCK, shop, "table", "drop", "stg_orders");
    var settings = shop.resolve("prunella.yaml");
    var observed = Files.readString(settings).lines().filter(l -> !l.startsWith("mode:")).toList();
    Files.write(settings, observed);
    Files.writeString(settings, "mode: observe\n", StandardOpenOption.APPEND);
    SmallSite.heals(CLOCK, shop);
    try (var served = SmallSite.open(shop, CLOCK, true, ServeConfig.Bounds.DEFAULT)) {
      var page =
          served.get("/autonomy", "Authorization", "Bearer " + served.token("vera", "viewer"));

      assertThat(page.body())
          .contains("What it would do, and what was done", "put stg_orders back", "INC-1");
    }
  }
}
