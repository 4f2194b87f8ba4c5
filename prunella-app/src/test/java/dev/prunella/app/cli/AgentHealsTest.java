package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent that heals an incident, by the protocol alone: a join in an edit doubles rows. */
class AgentHealsTest {
  private static final String DOUBLED =
      "(values ('DE', 'de'), ('FR', 'fr'), ('JP', 'jp'), ('JP', 'ja'))";
  private static final String ONCE = "(values ('DE', 'de'), ('FR', 'fr'), ('JP', 'jp'))";

  @TempDir Path folder = Path.of("");

  private HealShop shop;
  private LocalDate day = LocalDate.EPOCH;

  @BeforeEach
  void somebodyEdits() {
    shop = HealShop.young(folder);
    shop.shell.write("models/" + shop.stg + ".sql", edited(DOUBLED));
    day = shop.nextDay();
    shop.deliver(day, shop.good(day));
    shop.shell.write("policy.yaml", "default: propose\n");
    shop.shell.run("run", "-i", day.toString(), "--heal").exits(Exit.HELD);
    // The healer has nothing less than to take back the whole edit, and asks.
    shop.is(day, "proposed");
  }

  private String edited(String languages) {
    return shop.model()
        .replace(shop.placed + "\n", shop.placed + ", l.language\n")
        .replace(
            "from " + shop.raw + "\n",
            "from "
                + shop.raw
                + " join "
                + languages
                + " l(place, language) on l.place = "
                + shop.place
                + "\n");
  }

  private String path() {
    return "models/" + shop.stg + ".sql";
  }

  /** What any agent would do, in its order; without a model there is nothing to make up. */
  private String heals(McpClients agent) {
    var listed = agent.ok("list_incidents", Map.of()).path("incidents");
    assertThat(listed).hasSize(1);
    var incident = listed.path(0).path("incident").asText();
    var evidence = agent.ok("read_incident", Map.of("incident", incident));
    assertThat(evidence.path("failed").path(0).path("table").asText()).isEqualTo(shop.stg);
    assertThat(evidence.path("models").toString()).contains(path());
    agent.ok("open_sandbox", Map.of());
    assertThat(agent.ok("read_model", Map.of("path", path())).path("text").asText())
        .isEqualTo(edited(DOUBLED));
    var before = agent.refused("verify", Map.of("incident", incident));
    assertThat(before).contains("no model was changed");
    var ran = agent.ok("run_pipeline", Map.of("incident", incident));
    assertThat(ran.path("whole").asBoolean()).isFalse();
    var edit = agent.ok("edit_model", Map.of("path", path(), "old", DOUBLED, "new", ONCE));
    assertThat(edit.path("problems")).isEmpty();
    assertThat(edit.path("diff").asText()).contains("+", "-", "'jp'");
    assertThat(agent.ok("run_pipeline", Map.of("incident", incident)).path("whole").asBoolean())
        .isTrue();
    var rows =
        agent.ok(
            "run_sql",
            Map.of(
                "query",
                "select count(distinct language) as n from "
                    + shop.stg
                    + " where day = '"
                    + day
                    + "'"));
    assertThat(rows.at("/rows/0/0").asInt()).isEqualTo(3);
    var verified = agent.ok("verify", Map.of("incident", incident));
    assertThat(verified.path("verdict").asText()).as(verified.toString()).isEqualTo("verified");
    return incident;
  }

  @Test
  void whatItProposesIsPublishedWhenAPersonSaysYes() throws Exception {
    // The mode is to act, and no rule says more.
    Files.delete(shop.shell.folder.resolve("policy.yaml"));
    var head = shop.shell.head("main");
    try (var agent = McpClients.overStdio(shop.shell.folder, "helper")) {
      var incident = heals(agent);
      assertThat(shop.shell.head("main")).isEqualTo(head);

      var proposed =
          agent.ok("propose", Map.of("incident", incident, "why", "a language stood there twice"));

      assertThat(proposed.path("verdict").asText()).as(proposed.toString()).isEqualTo("verified");
      assertThat(proposed.path("state").asText()).as(proposed.toString()).isEqualTo("proposed");
      assertThat(proposed.path("decision").asText()).contains("propose", "an agent suggests it");
      assertThat(shop.shell.head("main")).isEqualTo(head);
    }
    shop.shell.run("approve", shop.number(day), "--as", "helper").exits(Exit.REFUSED);
    assertThat(shop.shell.head("main")).isEqualTo(head);

    shop.shell.ok("approve", shop.number(day));

    healed();
    assertThat(shop.shell.ok("incidents", shop.number(day)).out())
        .contains("suggested", "agent helper", "a language stood there twice", "change.patch");
  }

  @Test
  void noRuleLetsItPublishWithoutAPerson() {
    shop.shell.write(
        "policy.yaml", "rules:\n  - {remedy: patch_code_or_schema_mapping, do: auto}\n");
    try (var agent = McpClients.overStdio(shop.shell.folder, "helper")) {
      var incident = heals(agent);
      var proposed = agent.ok("propose", Map.of("incident", incident, "why", "twice"));
      assertThat(proposed.path("state").asText()).as(proposed.toString()).isEqualTo("proposed");
    }
    assertThat(shop.shell.value("select count(*) from " + shop.stg + " where day = '" + day + "'"))
        .isEqualTo("0");
    shop.shell.ok("approve", shop.number(day));
    healed();
  }

  private void healed() {
    shop.is(day, "healed");
    var count = "select count(*) from " + shop.stg + " where day = '" + day + "'";
    assertThat(shop.shell.value(count)).isEqualTo(Integer.toString(shop.seen(day)));
    assertThat(
            shop.shell.value(
                "select count(distinct language) from " + shop.stg + " where day = '" + day + "'"))
        .as("the rest of the edit counts")
        .isEqualTo("3");
    assertThat(shop.files().get(path()))
        .as("the author's file is theirs")
        .isEqualTo(edited(DOUBLED));
    shop.shell.ok("audit", "verify");
  }
}
