package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the healer has published can be verified by whoever was not there. */
@ExtendWith(LongHistory.class)
class VerifyHealedTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HealShop shop;

  VerifyHealedTest(HealShop shop) {
    this.shop = shop;
  }

  private JsonNode statement() throws IOException {
    var envelope = JSON.readTree(shop.shell.ok("verify", "--envelope").out());
    return JSON.readTree(Base64.getDecoder().decode(envelope.path("payload").asText()));
  }

  @Test
  void healedDayCarriesItsStoryAndComesOutEqualAgain() throws Exception {
    var day = shop.nextDay();
    shop.held(day, shop.good(day).with(shop.amount, HealShop::cents));
    shop.heal(day);
    shop.isHealed(day);

    var report = shop.shell.run("verify", "--json").exits(Exit.OK).json();

    assertThat(report.path("replay").asText()).isEqualTo("equal");
    assertThat(report.path("attested").asText()).isEqualTo("verified");
    var statement = statement();
    var incident = statement.at("/predicate/incident");
    assertThat(incident.path("id").asText()).isEqualTo("INC-" + shop.number(day));
    assertThat(incident.path("diagnosis")).isNotEmpty();
    assertThat(incident.path("trials").findValuesAsText("verdict")).contains("verified");
    assertThat(incident.at("/trials/0/proofs")).isNotEmpty();
    assertThat(incident.at("/decision/autonomy").asText()).isEqualTo("auto");
    assertThat(incident.at("/decision/rule").asText()).isNotEmpty();
    for (var table : statement.at("/predicate/tables")) {
      assertThat(table.at("/after/rowsHash").asText()).matches("[0-9a-f]{32}");
    }
    assertThat(statement.at("/predicate/publication/codeBefore").asText())
        .isNotEqualTo(statement.at("/predicate/publication/codeAfter").asText());
    for (var row : shop.good(day).rows()) {
      assertThat(statement.toString()).doesNotContain("\"" + row.get(0) + "\"");
    }
  }

  @Test
  void approvalIsNamedWithWhoGaveIt() throws Exception {
    shop.mode("propose");
    var day = shop.nextDay();
    shop.held(day, shop.good(day).with(shop.amount, HealShop::cents));
    shop.heal(day);
    shop.shell.ok("approve", shop.number(day));

    assertThat(statement().at("/predicate/incident/approvals/0/by").asText()).isEqualTo("ana");
    assertThat(statement().at("/predicate/incident/approvals/0/answer").asText())
        .isEqualTo("approve");
    assertThat(shop.shell.run("verify", "--json").exits(Exit.OK).json().path("replay").asText())
        .isEqualTo("equal");
  }

  @Test
  void undoIsVouchedForAsWhatWasThereBefore() {
    var day = shop.nextDay();
    shop.held(day, shop.good(day).with(shop.amount, HealShop::cents));
    shop.heal(day);
    shop.shell.ok("undo", shop.number(day));

    var report = shop.shell.run("verify", "--json").exits(Exit.OK).json();

    assertThat(report.path("replay").asText()).isEqualTo("equal");
    assertThat(report.path("notes").toString()).contains("is what it was in");
    shop.shell.ok("policy", "reset");
  }
}
