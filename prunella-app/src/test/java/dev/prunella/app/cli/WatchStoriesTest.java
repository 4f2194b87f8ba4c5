package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prunella.app.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What follows a publication of the healer's, and several incidents of one cause. */
class WatchStoriesTest {
  private static final String AT_MOST_FORTY =
      "logicalType: integer\nlogicalTypeOptions: {maximum: 40}\n";

  @TempDir Path folder = Path.of("");

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-20T12:00:00Z"));
  private Shell shell = new Shell(Path.of(""));

  private static final String CONTRACT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: %s
      version: 1.0.0
      status: active
      schema:
        - name: %s
          properties:
            - name: %s
      """;

  /** Two good days of two rows; beside the shop a report that reads its sums. */
  @BeforeEach
  void open() throws IOException {
    shell = SmallShop.in(folder, 2);
    SmallShop.append(folder.resolve("prunella.yaml"), "mode: act\nanomalies: none\n");
    var project = folder.resolve("prunella.yaml");
    Files.writeString(
        project,
        SmallShop.read(project)
            .replace(
                "shop: {interval: daily,",
                "report: {tables: [report], interval: none}\n"
                    + "  shop: {tables: [raw_orders, stg, sales], interval: daily,"));
    shell.write("models/report.sql", "select sum(orders) as orders from sales\n");
    Files.createDirectories(folder.resolve("contracts"));
    contract(
        "raw_orders",
        "country",
        """
        logicalType: string
        quality:
          - id: has-country
            metric: nullValues
            mustBe: 0
        """);
    shell.clock = clock;
    run(1);
    run(2);
  }

  private void contract(String table, String column, String rules) {
    shell.write(
        "contracts/" + table + ".odcs.yaml",
        CONTRACT.formatted(table, table, column) + rules.indent(8));
  }

  private void run(int day) {
    SmallShop.longAgo(folder.resolve(SmallShop.landing(day)));
    shell.ok("run", "shop", "--interval", SmallShop.day(day));
    clock.pass(Duration.ofMinutes(1));
  }

  private void good(int day) {
    SmallShop.longAgo(shell.write(SmallShop.landing(day), SmallShop.good(day)));
    run(day);
  }

  /** Forty rows, of which one breaks the contract and is laid aside. */
  private void healed(int day) {
    SmallShop.longAgo(shell.write(SmallShop.landing(day), SmallShop.forty(day)));
    shell.run("run", "shop", "--interval", SmallShop.day(day), "--heal").exits(Exit.OK);
    clock.pass(Duration.ofMinutes(1));
  }

  private JsonNode incident(int number) {
    return shell.ok("incidents", String.valueOf(number), "--json").json();
  }

  private String rows(String table) {
    return shell.value("select count(*) from " + table);
  }

  private JsonNode standing() {
    return shell.ok("policy", "standing", "--json").json().at("/standing/0");
  }

  @Test
  void whatBreaksAPromiseElsewhereIsSwitchedBackToWhatMainHadBefore() throws IOException {
    contract("report", "orders", AT_MOST_FORTY);
    healed(3);
    assertThat(rows("stg")).isEqualTo("43");
    var correction = only(folder.resolve("corrections"));
    var text = Files.readString(correction);
    shell.run("run", "report").exits(Exit.HELD);
    clock.pass(Duration.ofMinutes(1));

    shell.run("heal");

    var first = incident(1);
    assertThat(first.at("/watched/0/seen").asText()).isEqualTo("regressed");
    assertThat(first.path("state").asText()).isEqualTo("asked");
    assertThat(first.at("/undone/by").asText()).isEqualTo("healer");
    assertThat(rows("stg")).as("the first and second day").isEqualTo("4");
    assertThat(rows("raw_orders")).isEqualTo("4");
    assertThat(folder.resolve("corrections")).isEmptyDirectory();
    assertThat(incident(2).path("state").asText()).isEqualTo("healed");
    assertThat(shell.ok("incidents", "1").out())
        .contains("watched", "regressed: run-", "does without: report");
    assertThat(standing().path("switchedBack").asInt()).isEqualTo(1);
    assertThat(standing().path("lowered").asBoolean()).isTrue();
    assertThat(shell.ok("policy", "standing").out()).contains("only proposed", "policy reset");

    clock.pass(Duration.ofMinutes(1));
    Files.writeString(correction, text);
    shell.run("heal");
    assertThat(correction).as("as after a death before it was taken away").doesNotExist();
    assertThat(rows("stg")).as("it is not tried again").isEqualTo("4");
  }

  @Test
  void aPromiseThatIsYoungerThanThePublicationTakesNothingBack() {
    healed(3);
    contract("report", "orders", AT_MOST_FORTY);
    shell.run("run", "report").exits(Exit.HELD);

    shell.run("heal");

    assertThat(incident(1).at("/watched/0/seen").asText()).isEqualTo("in doubt");
    assertThat(rows("stg")).isEqualTo("43");
  }

  @Test
  void aDayThatLoadsWhatThePublicationCannotHaveMadeTakesNothingBack() {
    contract("stg", "id", "logicalType: integer\nunique: true\n");
    healed(3);
    SmallShop.longAgo(
        shell.write(
            SmallShop.landing(4),
            "id,country,amount,day\n310,DE,1.50,2026-11-04\n41,DE,1.50,2026-11-04\n"));
    shell.run("run", "shop", "--interval", SmallShop.day(4));

    shell.run("heal");

    assertThat(rows("stg where day = date '2026-11-03'"))
        .as("the third day was right, whatever the fourth brings once more")
        .isEqualTo("39");
  }

  @Test
  void whatLaterDaysAreBuiltOnIsNotSwitchedBackByItselfAndWhoUndoesItIsToldWhatIsInTheWay() {
    contract("report", "orders", AT_MOST_FORTY);
    healed(3);
    good(4);
    shell.run("run", "report").exits(Exit.HELD);

    shell.run("heal");

    assertThat(incident(1).at("/watched/0/seen").asText()).isEqualTo("in doubt");
    assertThat(incident(1).path("undone").isMissingNode()).isTrue();
    assertThat(rows("stg")).isEqualTo("45");
    assertThat(incident(2).path("state").asText()).isEqualTo("asked");
    assertThat(shell.run("undo", "1").exits(Exit.CONFLICT).err())
        .contains("sales was changed again later");
    var undone = shell.ok("undo", "1", "--downstream", "--json").json();
    assertThat(undone.path("restsOnIt"))
        .as("its fourth day may have been made of the third")
        .extracting(t -> t.asText())
        .containsExactly("stg");
    assertThat(rows("stg")).isEqualTo("6");
  }

  private static Path only(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList().getFirst();
    }
  }

  @Test
  void whatARunDoesNotOweToItIsLeftAloneAndThreeGoodRunsEndTheWatch() {
    contract("report", "orders", "logicalType: integer\nlogicalTypeOptions: {maximum: 1}\n");
    healed(3);
    shell.run("run", "report").exits(Exit.HELD);
    shell.run("heal");
    assertThat(incident(1).at("/watched/0/seen").asText()).isEqualTo("cleared");
    assertThat(incident(1).path("state").asText()).isEqualTo("healed");
    assertThat(incident(2).path("state").asText()).isEqualTo("asked");
    assertThat(rows("stg")).isEqualTo("43");

    for (int day = 4; day <= 6; day++) {
      good(day);
    }
    shell.run("heal");
    assertThat(incident(1).at("/watched/1/seen").asText()).isEqualTo("held");
    assertThat(standing().path("held").asInt()).isEqualTo(1);
    assertThat(standing().path("published").asInt()).isEqualTo(1);
    assertThat(shell.ok("policy", "standing").out()).contains("quarantine_or_correct_data");
  }

  @Test
  void whereTheHealerMayNotPutBackByItselfItTellsWhoAnswersForTheRun() {
    shell.write(
        "policy.yaml",
        "default: auto\nrules:\n  - {remedy: rollback_or_time_travel, do: propose}\n");
    contract("report", "orders", AT_MOST_FORTY);
    healed(3);
    shell.run("run", "report").exits(Exit.HELD);

    shell.run("heal");

    assertThat(incident(1).at("/watched/0/seen").asText()).isEqualTo("in doubt");
    assertThat(rows("stg")).isEqualTo("43");
    assertThat(incident(2).at("/asked/question").asText())
        .contains("what was published for INC-1", "prunella undo 1");
    shell.ok("undo", "1");
    shell.ok("answer", "2", "retry");
    assertThat(shell.value("select orders from report")).isEqualTo("4");
  }

  @Test
  void fiveDaysOfOneCauseAskOneQuestion() {
    for (int day = 3; day <= 7; day++) {
      shell.write(
          SmallShop.landing(day),
          "id,country,amount,day\n%d1,DE,many,%s\n".formatted(day, SmallShop.day(day)));
      shell.run("run", "shop", "--interval", SmallShop.day(day));
      shell.run("heal");
      clock.pass(Duration.ofMinutes(1));
    }
    assertThat(shell.ok("questions", "--json").json().path("questions")).hasSize(1);
    assertThat(incident(1).path("asked").isMissingNode()).isFalse();
    for (int n = 2; n <= 5; n++) {
      assertThat(incident(n).path("follows").asText()).isEqualTo("INC-1");
      assertThat(incident(n).path("asked").isMissingNode()).isTrue();
    }
    SmallShop.longAgo(shell.write(SmallShop.landing(5), SmallShop.good(5)));
    clock.pass(Duration.ofHours(1));
    shell.run("heal");
    assertThat(incident(3).path("state").asText())
        .as("each is healed by itself")
        .isEqualTo("healed");
    shell.run("answer", "1", "dismiss");
    clock.pass(Duration.ofHours(1));
    shell.run("heal");
    assertThat(shell.ok("questions", "--json").json().path("questions"))
        .as("who was silent asks when the first is closed")
        .hasSize(1);
  }

  @Test
  void aCorrectionThatWasPublishedAndNotWrittenDownIsWrittenByWhoComesNext() throws IOException {
    var inTheWay = folder.resolve("corrections");
    Files.writeString(inTheWay, "no folder");
    var text = new StringBuilder("id,country,amount,day\n3,,1.50,2026-11-03\n");
    for (int i = 10; i < 50; i++) {
      text.append("3%d,DE,1.50,2026-11-03%n".formatted(i));
    }
    SmallShop.longAgo(shell.write(SmallShop.landing(3), text.toString()));
    shell.run("run", "shop", "--interval", SmallShop.day(3));
    shell.run("heal");
    assertThat(rows("stg")).as("it was published before that").isEqualTo("44");
    assertThat(incident(1).path("state").asText()).isEqualTo("open");

    Files.delete(inTheWay);
    shell.run("heal");

    assertThat(incident(1).path("state").asText()).isEqualTo("healed");
    assertThat(folder.resolve("corrections")).isNotEmptyDirectory();
  }
}
