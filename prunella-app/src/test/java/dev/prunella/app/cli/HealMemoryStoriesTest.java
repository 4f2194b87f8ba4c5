package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Memory that suffices to make a table, and not to judge it. */
@ExtendWith(LongHistory.class)
class HealMemoryStoriesTest {
  private final HealShop shop;

  HealMemoryStoriesTest(HealShop shop) {
    this.shop = shop;
  }

  @Test
  void whatCannotBeJudgedForLackOfMemoryIsGivenMore() throws IOException {
    var settings = shop.shell.folder.resolve("prunella.yaml");
    Files.writeString(
        settings, Files.readString(settings).stripTrailing() + "\ndefaults:\n  memory: 1MB\n");
    var day = shop.nextDay();
    shop.held(day, shop.good(day));
    assertThat(shop.shell.ok("runs", "-n", "1").out()).contains(day.toString());

    shop.heal(day);

    shop.isHealed(day);
    assertThat(shop.shell.ok("incidents", shop.number(day)).out())
        .contains("the memory limit is too low")
        .contains("raise the memory of steps");
  }
}
