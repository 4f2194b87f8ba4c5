package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The healer killed at its work, as a real process: who comes after it ends where it would have.
 */
@ExtendWith(LongHistory.class)
class HealKilledStoriesTest {
  private static final int EARLIEST_MILLIS = 1200;
  private static final int LATEST_MILLIS = 6000;

  @TempDir Path folder = Path.of("");

  /** Both are killed at some moment: what ran, and what came to heal it. */
  private void killedTwice(HealShop shop, LocalDate day, Random random) throws Exception {
    var run = new String[] {"run", "-i", day.toString(), "--heal"};
    for (var command : new String[][] {run, {"heal"}}) {
      var program = Program.start(shop.shell.folder, folder.resolve("out"), command);
      int moment = EARLIEST_MILLIS + random.nextInt(LATEST_MILLIS - EARLIEST_MILLIS);
      program.process().waitFor(moment, TimeUnit.MILLISECONDS);
      program.kill();
    }
    if (!shop.isKnown(day)) {
      shop.shell.run("run", "-i", day.toString());
    }
    shop.heal(day);
  }

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void killedWhileItTakesCentsBackItIsTakenBackOnce(HealShop shop) throws Exception {
    var day = shop.nextDay();
    shop.deliver(day, shop.good(day).with(shop.amount, HealShop::cents));
    var files = shop.files();
    shop.shell.clock = Clock.systemUTC();
    try {
      killedTwice(shop, day, shop.random());
    } finally {
      shop.shell.clock = shop.clock;
    }

    shop.isHealed(day);
    assertThat(shop.files()).isEqualTo(files);
    assertThat(shop.corrections(day)).hasSize(1);
    assertThat(shop.incident(day).path("published")).hasSize(1);
  }

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void killedWhileItRunsTheLastGoodModelItEndsAsWithoutTheKill() throws Exception {
    var shop = HealShop.young(folder);
    var day = shop.nextDay();
    shop.deliver(day, shop.good(day));
    shop.shell.write("models/" + shop.stg + ".sql", shop.misreadingModel());
    var files = shop.files();
    shop.shell.clock = Clock.systemUTC();

    killedTwice(shop, day, shop.random());

    shop.isHealed(day);
    assertThat(shop.files()).isEqualTo(files);
  }
}
