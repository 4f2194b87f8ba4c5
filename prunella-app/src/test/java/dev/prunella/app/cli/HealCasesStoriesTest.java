package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is learnt of one incident for the next. */
@ExtendWith(LongHistory.class)
class HealCasesStoriesTest {
  private final HealShop shop;

  HealCasesStoriesTest(HealShop shop) {
    this.shop = shop;
  }

  @Test
  void whatFailedForAFileIsNotTriedForItAgainThoughTheIncidentWasClosed() {
    var day = shop.nextDay();
    // Each new name is more like the other column's than like its own: the first reading fails.
    shop.held(
        day,
        shop.good(day)
            .renamed(shop.place, shop.product + "s")
            .renamed(shop.product, shop.place + "s"));
    var first = shop.heal(day);
    assertThat(first.path("tried").findValuesAsText("verdict"))
        .containsExactly("failed", "verified");
    var number = shop.number(day);
    shop.shell.run("deny", number, "--why", "not so").exits(Exit.HELD);
    shop.shell.ok("answer", number, "dismiss", "--why", "not now");

    shop.shell.run("run", "-i", day.toString());
    shop.heal(day);
    // Where another story has left one of the same cause open, it keeps silent for a day.
    shop.clock.pass(Duration.ofHours(25));
    var second = shop.heal(day);

    assertThat(second.path("incident").asText()).isNotEqualTo("INC-" + number);
    assertThat(second.path("tried")).isEmpty();
    shop.is(day, "asked");
    assertThat(second.path("believed").toString())
        .contains("not tried again", "failed in INC-" + number)
        .contains("was refused by a person in INC-" + number);

    var message = second.at("/seen/0/message").asText();
    var found = shop.shell.ok("similar", message, "--json").json().at("/similar/0");
    assertThat(found.path("likeness").asDouble()).isEqualTo(1);
    assertThat(found.at("/case/incident").asText()).isEqualTo("INC-" + number);
    assertThat(shop.shell.ok("cases", "show", number).out())
        .contains("failed", "denied", "not now");
    assertThat(shop.shell.ok("cases", "figures").out())
        .contains("patch_code_or_schema_mapping", "incident");
  }
}
