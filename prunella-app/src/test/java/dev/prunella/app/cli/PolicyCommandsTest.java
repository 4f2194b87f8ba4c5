package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.app.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people allow the healer: policy.yaml, pause, budget, breaker, and taking back. */
class PolicyCommandsTest {
  @TempDir Path folder = Path.of("");

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-20T12:00:00Z"));

  private static final String CONTRACT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: shop
      version: 1.0.0
      status: active
      schema:
        - name: raw_orders
          properties:
            - name: country
              logicalType: string
              quality:
                - id: has-country
                  metric: nullValues
                  mustBe: 0
      """;

  /** Two good days of two rows, then days of which one row in forty breaks the contract. */
  private Shell shop(String mode, int... bad) throws IOException {
    var shell = SmallShop.in(folder, 2);
    SmallShop.append(folder.resolve("prunella.yaml"), "mode: " + mode + "\nanomalies: none\n");
    Files.createDirectories(folder.resolve("contracts"));
    shell.write("contracts/shop.odcs.yaml", CONTRACT);
    for (int day : bad) {
      SmallShop.longAgo(shell.write(SmallShop.landing(day), SmallShop.forty(day)));
    }
    shell.clock = clock;
    shell.ok("run", "--interval", SmallShop.day(1));
    clock.pass(Duration.ofMinutes(1));
    shell.ok("run", "--interval", SmallShop.day(2));
    clock.pass(Duration.ofMinutes(1));
    return shell;
  }

  private void fail(Shell shell, int day) {
    shell.run("run", "shop", "--interval", SmallShop.day(day)).exits(Exit.HELD);
    clock.pass(Duration.ofMinutes(1));
  }

  private static String state(Shell shell, int incident) {
    return shell.ok("incidents", String.valueOf(incident), "--json").json().path("state").asText();
  }

  private static String rows(Shell shell) {
    return shell.value("select count(*) from stg");
  }

  private List<String> corrections() throws IOException {
    var place = folder.resolve("corrections");
    if (!Files.isDirectory(place)) {
      return List.of();
    }
    try (var files = Files.list(place)) {
      return files.map(f -> f.getFileName().toString()).toList();
    }
  }

  @Test
  void validateTellsAllProblemsOfThePolicyWithTheirLines() throws IOException {
    var shell = SmallShop.in(folder, 1);
    shell.write("policy.yaml", "default: propse\nrules:\n  - {when: hour > 'x', do: auto}\n");
    var problems = shell.run("validate", "--json").exits(Exit.USAGE).json().path("problems");
    assertThat(problems).hasSize(2);
    assertThat(problems.get(0).path("file").asText()).isEqualTo("policy.yaml");
    assertThat(problems.get(0).path("message").asText()).contains("did you mean 'propose'?");
    assertThat(problems.get(1).path("line").asInt()).isEqualTo(3);
    assertThat(shell.run("policy", "show").exits(Exit.USAGE).out())
        .as("what cannot be understood allows nothing")
        .contains("everything is only proposed", "policy.yaml:1: ");
  }

  @Test
  void aRuleOfTheFileForbidsProposesOrLetsDo() throws IOException {
    var shell = shop("act", 3, 4);
    shell.write(
        "policy.yaml",
        """
        default: auto
        rules:
          - {table: raw_*, when: hour < 13, do: propose}
        """);
    fail(shell, 3);
    shell.run("heal").exits(Exit.HELD);
    assertThat(state(shell, 1)).isEqualTo("proposed");
    assertThat(shell.ok("incidents", "1").out())
        .contains("propose, by policy.yaml:3: for raw_* when hour < 13");
    assertThat(rows(shell)).isEqualTo("4");

    clock.set("2026-11-20T13:30:00Z");
    fail(shell, 4);
    shell.run("heal");
    assertThat(state(shell, 2)).as("after one o'clock").isEqualTo("healed");
    assertThat(rows(shell)).isEqualTo("43");

    shell.write("policy.yaml", "default: auto\n");
    var test = shell.ok("policy", "test", "--json").json();
    assertThat(test.path("decided").asInt()).isEqualTo(2);
    assertThat(test.path("otherwise").asInt()).isEqualTo(1);
    assertThat(test.at("/past/0/then").asText()).isEqualTo("propose");
    assertThat(test.at("/past/0/now").asText()).isEqualTo("auto");
    assertThat(test.at("/past/1/otherwise").asBoolean()).isFalse();
    assertThat(shell.ok("policy", "test").out()).contains("1 would be decided otherwise", "AUTO");
    assertThat(shell.ok("policy", "show").out()).contains("everything else: auto", "mode act");
  }

  @Test
  void noRuleMakesModeProposeChangeDataByItself() throws IOException {
    var shell = shop("propose", 3);
    shell.write("policy.yaml", "default: auto\n");
    fail(shell, 3);
    shell.run("heal").exits(Exit.HELD);
    assertThat(state(shell, 1)).isEqualTo("proposed");
    assertThat(shell.ok("incidents", "1").out()).contains("the project's mode allows no more");
  }

  @Test
  void whilePausedNothingIsTriedAndEveryoneIsTold() throws IOException {
    var shell = shop("act", 3);
    shell.ok("pause", "--all", "--why", "moving the source");
    fail(shell, 3);
    assertThat(shell.run("heal").exits(Exit.REFUSED).err())
        .contains("paused by ana: moving the source", "prunella resume-healing");
    assertThat(state(shell, 1)).as("it is an incident all the same").isEqualTo("open");
    assertThat(shell.ok("incidents", "1", "--json").json().path("tried")).isEmpty();
    assertThat(shell.ok("incidents").out()).contains("healing is PAUSED by ana");
    assertThat(shell.ok("status").out()).contains("healing is PAUSED", "moving the source");
    assertThat(shell.ok("status", "--json").json().at("/healing/paused").asBoolean()).isTrue();
    assertThat(rows(shell)).isEqualTo("4");

    shell.ok("resume-healing");
    assertThat(shell.ok("pause", "--json").json().path("paused").asBoolean()).isFalse();
    shell.ok("heal");
    assertThat(state(shell, 1)).isEqualTo("healed");
    assertThat(rows(shell)).isEqualTo("43");
  }

  @Test
  void beyondTheBudgetOfAnHourItProposes() throws IOException {
    var shell = shop("act", 3, 4);
    shell.write("policy.yaml", "default: auto\nbudgets: {actions_per_hour: 1}\n");
    fail(shell, 3);
    shell.ok("heal");
    assertThat(state(shell, 1)).isEqualTo("healed");
    assertThat(shell.ok("policy", "show").out()).contains("budget 1 an hour, of which 1 are used");

    fail(shell, 4);
    shell.run("heal").exits(Exit.HELD);
    assertThat(state(shell, 2)).isEqualTo("proposed");
    assertThat(shell.ok("incidents", "2").out()).contains("budget of 1 actions an hour");
    clock.pass(Duration.ofHours(1));
    assertThat(shell.ok("policy", "show").out()).contains("of which 0 are used");
    shell.ok("approve", "2");
    assertThat(rows(shell)).isEqualTo("82");
  }

  @Test
  void inAFreezeItProposes() throws IOException {
    var shell = shop("act", 3);
    shell.write(
        "policy.yaml",
        """
        default: auto
        freeze: [{from: 2026-11-20T00:00:00Z, to: 2026-11-21T00:00:00Z, why: closing the books}]
        """);
    fail(shell, 3);
    shell.run("heal").exits(Exit.HELD);
    assertThat(shell.ok("incidents", "1").out()).contains("closing the books");
    assertThat(shell.ok("policy", "show").out()).contains("FROZEN");
  }

  @Test
  void anUndoTakesBackTablesAndCorrectionAndOpensTheBreaker() throws IOException {
    var shell = shop("act", 3, 4, 5);
    fail(shell, 3);
    shell.ok("heal");
    assertThat(corrections()).hasSize(1);
    assertThat(rows(shell)).isEqualTo("43");
    shell.write("fx.csv", "currency,rate\nJPY,151.2\n");
    shell.ok("table", "import", "fx.csv");

    var undone = shell.ok("undo", "1", "--why", "that was right", "--json").json();

    assertThat(undone.path("tables"))
        .extracting(t -> t.asText())
        .containsExactlyInAnyOrder("raw_orders", "raw_orders__quarantine", "sales", "stg");
    assertThat(undone.path("removed")).hasSize(1);
    assertThat(corrections()).isEmpty();
    assertThat(rows(shell)).isEqualTo("4");
    assertThat(shell.value("select rate from fx")).as("a later change stays").startsWith("151.2");
    assertThat(state(shell, 1)).isEqualTo("undone");
    assertThat(shell.ok("incidents", "1").out()).contains("undone", "ana: that was right");
    assertThat(shell.run("undo", "1").exits(Exit.REFUSED).err()).contains("undone by ana already");

    clock.pass(Duration.ofMinutes(1));
    fail(shell, 4);
    shell.run("heal").exits(Exit.HELD);
    assertThat(state(shell, 2))
        .as("the same sort again, and no word of the undo")
        .isEqualTo("proposed");
    assertThat(shell.ok("incidents", "2").out())
        .contains("the breaker of quarantine_or_correct_data");
    assertThat(shell.ok("incidents").out()).doesNotContain("INC-3");

    shell.run("deny", "2");
    assertThat(shell.ok("policy", "reset", "--json").json().path("closed").asInt()).isEqualTo(1);
    fail(shell, 5);
    shell.run("heal");
    assertThat(state(shell, 3)).as("the breaker is closed again").isEqualTo("healed");
    fail(shell, 3);
    shell.run("heal");
    assertThat(state(shell, 4)).as("nobody does to a file what was undone").isEqualTo("asked");
  }

  @Test
  void aCorrectionThatAPersonChangedStaysWhenItsRemedyIsUndone() throws IOException {
    var shell = shop("act", 3);
    fail(shell, 3);
    shell.ok("heal");
    var file = folder.resolve("corrections").resolve(corrections().getFirst());
    SmallShop.append(file, "# looked at by ana\n");

    var undone = shell.ok("undo", "INC-1", "--json").json();

    assertThat(undone.path("removed")).isEmpty();
    assertThat(undone.path("kept")).hasSize(1);
    assertThat(file).exists();
    assertThat(rows(shell)).isEqualTo("4");
  }

  @Test
  void tablesThatWereChangedAgainAreNamedAndOnlyTakenBackWhenToldSo() throws IOException {
    var shell = shop("act", 3);
    SmallShop.longAgo(shell.write(SmallShop.landing(4), SmallShop.good(4)));
    fail(shell, 3);
    shell.ok("heal");
    shell.ok("run", "--interval", SmallShop.day(4));
    assertThat(rows(shell)).isEqualTo("45");
    var head = shell.head("main");

    assertThat(shell.run("undo", "1").exits(Exit.CONFLICT).err())
        .contains("sales was changed again later", "--downstream");
    assertThat(shell.head("main")).isEqualTo(head);
    assertThat(state(shell, 1)).isEqualTo("healed");

    shell.ok("undo", "1", "--downstream");
    assertThat(rows(shell)).as("what came later stays where days lie apart").isEqualTo("6");
    assertThat(shell.value("select sum(orders) from sales")).isEqualTo("4");
    shell.ok("run", "--interval", SmallShop.day(4));
    assertThat(shell.value("select sum(orders) from sales")).as("a run makes it").isEqualTo("6");
  }

  @Test
  void whatAnotherPipelineComputedOnItLaterIsNamedAndLeft() throws IOException {
    var shell = shop("act", 3);
    var project = folder.resolve("prunella.yaml");
    Files.writeString(
        project,
        SmallShop.read(project)
            .replace(
                "shop: {interval: daily,",
                "report: {tables: [report], interval: none}\n"
                    + "  shop: {tables: [raw_orders, stg, sales], interval: daily,"));
    shell.write("models/report.sql", "select sum(orders) as orders from sales\n");
    fail(shell, 3);
    shell.ok("heal");
    shell.ok("run", "report");
    assertThat(shell.value("select orders from report")).isEqualTo("43");

    var undone = shell.ok("undo", "1", "--json").json();

    assertThat(undone.at("/restsOnIt/0").asText()).isEqualTo("report");
    assertThat(shell.value("select orders from report")).isEqualTo("43");
    assertThat(rows(shell)).isEqualTo("4");
  }

  @Test
  void whatAPersonDroppedAndThenUndidTheReturnOfStaysAway() throws IOException {
    var shell = shop("act");
    shell.ok("table", "drop", "sales");
    shell.run("heal");
    assertThat(state(shell, 1)).isEqualTo("healed");
    assertThat(shell.value("select count(*) from sales")).isEqualTo("2");

    shell.ok("undo", "1", "--why", "sales moves elsewhere");
    shell.run("heal");

    assertThat(shell.run("table", "show", "sales").exits(Exit.NOT_FOUND).err()).contains("sales");
    assertThat(shell.ok("incidents", "--json").json().path("incidents")).hasSize(1);
  }

  @Test
  void whatIsApprovedWhilePausedIsPublishedOnceItGoesOn() throws IOException {
    var shell = shop("propose", 3);
    fail(shell, 3);
    shell.run("heal").exits(Exit.HELD);
    shell.ok("pause", "--all");
    assertThat(shell.run("approve", "1").exits(Exit.HELD).err()).contains("healing is paused");
    assertThat(rows(shell)).isEqualTo("4");
    shell.ok("resume-healing");
    shell.ok("heal");
    assertThat(state(shell, 1)).isEqualTo("healed");
    assertThat(rows(shell)).isEqualTo("43");
  }
}
