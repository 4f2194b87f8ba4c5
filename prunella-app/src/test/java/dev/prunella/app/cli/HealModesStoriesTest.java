package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who decides: what is only watched, what is proposed, and what people alone may change. */
@ExtendWith(LongHistory.class)
class HealModesStoriesTest {
  private final HealShop shop;

  HealModesStoriesTest(HealShop shop) {
    this.shop = shop;
  }

  @Test
  void whatIsProposedIsPublishedAsItWasWhenSomebodyApproves() {
    shop.mode("propose");
    var day = shop.nextDay();
    shop.held(day, shop.good(day).with(shop.amount, HealShop::cents));
    var proposed = shop.heal(day).path("proposed").asText();
    shop.is(day, "proposed");
    assertThat(proposed).contains("take it back");
    assertThat(shop.seen(day)).isZero();
    assertThat(shop.shell.ok("questions").out()).contains("lea@shop.example", proposed);

    shop.shell.ok("approve", shop.number(day));

    shop.isHealed(day);
    assertThat(shop.incident(day).at("/published/0/remedy").asText()).isEqualTo(proposed);
  }

  @Test
  void whatIsDeniedIsNotProposedAgainAndSomebodyIsAsked() {
    shop.mode("propose");
    var day = shop.nextDay();
    shop.held(day, shop.good(day).with(shop.amount, HealShop::cents));
    shop.heal(day);

    shop.shell.run("deny", shop.number(day), "--why", "prices rose").exits(Exit.HELD);
    for (int i = 0; i < 3; i++) {
      assertThat(shop.incident(day).path("proposed").asText("")).isIn("", "null");
      assertThat(shop.seen(day)).isZero();
      shop.clock.pass(Duration.ofMinutes(31));
      shop.heal(day);
    }
    shop.is(day, "asked");

    shop.deliver(day, shop.good(day));
    shop.clock.pass(Duration.ofMinutes(31));
    shop.heal(day);
    shop.isHealed(day);
  }

  @Test
  void aProposalIsOverWhenTheSourcePutsItRight() {
    shop.mode("propose");
    var day = shop.nextDay();
    shop.held(day, shop.good(day).with(shop.amount, HealShop::cents));
    shop.heal(day);
    shop.is(day, "proposed");

    shop.deliver(day, shop.good(day));
    shop.shell.ok("run", "-i", day.toString());
    shop.clock.pass(Duration.ofMinutes(31));
    shop.heal(day);

    shop.is(day, "passed");
    shop.isAsInTheTwin(day);
    assertThat(shop.corrections(day)).isEmpty();
  }

  @Test
  void whereItOnlyObservesNothingIsPublished() {
    shop.mode("observe");
    var day = shop.nextDay();
    shop.held(day, shop.good(day).with(shop.amount, HealShop::cents));
    var head = shop.shell.head("main");

    var incident = shop.heal(day);

    assertThat(incident.path("tried").findValuesAsText("verdict")).containsExactly("verified");
    assertThat(shop.shell.head("main")).isEqualTo(head);
    assertThat(shop.corrections(day)).isEmpty();
  }

  @Test
  void aNewShopIsNotHealedAndNotAskedAboutTwice() {
    for (int i = 0; i < 2; i++) {
      var day = shop.nextDay();
      var more = shop.good(day).with(shop.place, 9, _ -> "CH");
      shop.deliver(day, more);
      var answer = shop.shell.run("run", "-i", day.toString());
      if (answer.exit() == Exit.HELD.code()) {
        assertThat(i).as("it is asked at most once: %s", answer.out()).isZero();
        var incident = shop.heal(day);
        assertThat(shop.seen(day)).isZero();
        shop.is(day, "asked");
        assertThat(incident.path("asked").path("options"))
            .extracting(JsonNode::asText)
            .contains("accept");
        shop.shell.ok("answer", shop.number(day), "accept", "--why", "a shop in Basel was opened");
      }
      shop.isAsInTheTwin(day, more);
      assertThat(shop.corrections(day)).isEmpty();
    }
  }

  @Test
  void whoAcceptsRowsAcceptsThoseThatTheyWereAskedAboutAndNoOthers() {
    var day = shop.nextDay();
    shop.held(day, shop.good(day).with(shop.place, 9, _ -> "CH"));
    shop.heal(day);
    shop.is(day, "asked");
    var other = shop.good(day).with(shop.place, 9, _ -> "XX");
    shop.deliver(day, other);

    shop.shell.run("answer", shop.number(day), "accept", "--why", "a shop in Basel was opened");

    assertThat(shop.seen(day)).isZero();
    shop.is(day, "asked");
    assertThat(shop.incident(day).path("asked").path("question").asText())
        .startsWith("Its source has brought other rows than those that were accepted.");
    shop.shell.ok("answer", shop.number(day), "accept", "--why", "one at sea, in truth");
    shop.isAsInTheTwin(day, other);
  }

  @Test
  void whoAnswersForATableIsAskedAboutWhatSomebodyUnknownTookBack() {
    for (int i = 0; i < 2; i++) {
      var day = shop.nextDay();
      shop.deliver(day, shop.good(day));
      shop.shell.ok("run", "-i", day.toString());
    }
    shop.shell.ok("rollback", "main");

    shop.shell.run("heal");

    var asked =
        shop.shell
            .ok("incidents", "--json", "-n", "1")
            .json()
            .path("incidents")
            .path(0)
            .path("asked");
    assertThat(asked.path("question").asText()).contains("Shall I put");
    assertThat(asked.path("to").asText()).isEqualTo("lea@shop.example");
  }

  @Test
  void whatAPersonDemandsInAContractIsNeverLoosened() {
    var day = shop.nextDay();
    shop.contract(
        "quality:\n  - {id: modest, type: custom, engine: prunella, implementation: \""
            + shop.amount
            + " < 0\"}\n");
    shop.held(day, shop.good(day));
    var files = shop.files();

    shop.heal(day);

    shop.is(day, "asked");
    assertThat(shop.files()).isEqualTo(files);
    assertThat(shop.seen(day)).isZero();
    assertThat(shop.corrections(day)).isEqualTo(List.of());

    shop.contract("");
    shop.clock.pass(Duration.ofMinutes(31));
    shop.heal(day);
    shop.isAsInTheTwin(day);
  }
}
