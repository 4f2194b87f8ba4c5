package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.app.SettableClock;
import dev.prunella.app.heal.Healing;
import dev.prunella.app.heal.Suspect;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentState;
import dev.prunella.pipeline.Cancellation;
import dev.prunella.pipeline.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was published for one incident is suspected of another's trouble. */
class SuspicionTest {
  @TempDir Path folder = Path.of("");

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-20T12:00:00Z"));
  private Shell shell = new Shell(Path.of(""));

  /** Two good days, and a third that was healed. */
  @BeforeEach
  void open() throws IOException {
    shell = SmallShop.in(folder, 2);
    SmallShop.append(folder.resolve("prunella.yaml"), "mode: act\nanomalies: none\n");
    Files.createDirectories(folder.resolve("contracts"));
    shell.write(
        "contracts/raw_orders.odcs.yaml",
        """
        apiVersion: v3.1.0
        kind: DataContract
        id: raw_orders
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
        """);
    shell.clock = clock;
    run(1);
    run(2);
    oneRowBreaksTheContract(3);
    shell.run("run", "shop", "--interval", SmallShop.day(3), "--heal").exits(Exit.OK);
    clock.pass(Duration.ofMinutes(1));
  }

  private void run(int day) {
    SmallShop.longAgo(folder.resolve(SmallShop.landing(day)));
    shell.run("run", "shop", "--interval", SmallShop.day(day));
    clock.pass(Duration.ofMinutes(1));
  }

  private void oneRowBreaksTheContract(int day) {
    shell.write(SmallShop.landing(day), SmallShop.forty(day));
  }

  /** What nothing helps against. */
  private void notANumber(int day) {
    shell.write(
        SmallShop.landing(day),
        "id,country,amount,day\n%d1,DE,many,%s\n".formatted(day, SmallShop.day(day)));
  }

  /** The newest run's incident, at which nobody has looked. */
  private IncidentId opened(Night night) {
    var run = night.workspace.journal().newest(1).getFirst().run();
    return new Healing(night.workspace, clock)
        .after(RunState.of(run, night.workspace.journal().events(run)))
        .orElseThrow();
  }

  private IncidentState heal(Night night, IncidentId id) {
    return new Healing(night.workspace, clock).heal(id, new Cancellation());
  }

  @Test
  void itKeepsNoRemedyFromBeingProvedAndTakesNoProposalsPlace() {
    shell.write("policy.yaml", "default: propose\n");
    oneRowBreaksTheContract(4);
    run(4);
    try (var night = Night.healing(shell, clock)) {
      var id = opened(night);
      Suspect.keep(night.workspace, clock, id.number(), 1, false);
      var asked = heal(night, id);
      assertThat(asked.tried()).isNotEmpty();
      assertThat(asked.asked().orElseThrow().options()).contains("approve");

      Suspect.keep(night.workspace, clock, id.number(), 1, true);
      clock.pass(Duration.ofHours(7));
      assertThat(heal(night, id).asked()).isEqualTo(asked.asked());
    }
    shell.ok("answer", "2", "approve");
    assertThat(shell.value("select count(*) from stg")).isEqualTo("82");
  }

  @Test
  void whatNobodyCanTellIsSaidWithTheHealersOwnQuestionAndAdvisesNothing() {
    notANumber(4);
    run(4);
    try (var night = Night.healing(shell, clock)) {
      var id = opened(night);
      Suspect.keep(night.workspace, clock, id.number(), 1, false);
      assertThat(heal(night, id).asked().orElseThrow().question())
          .contains("cannot be made", "What is to be done?", "INC-1 is not known: so it seems")
          .doesNotContain("undo");
    }
  }

  @Test
  void whatIsProvedIsToldOnceAlsoWhereTheHealerHasAskedBefore() {
    notANumber(4);
    run(4);
    try (var night = Night.healing(shell, clock)) {
      var id = opened(night);
      var before = heal(night, id).asked().orElseThrow();
      assertThat(before.question()).doesNotContain("INC-1");
      Suspect.keep(night.workspace, clock, id.number(), 1, true);
      heal(night, id);
      clock.pass(Duration.ofHours(7));
      var after = heal(night, id).asked().orElseThrow();
      assertThat(after.question()).startsWith(before.question()).contains("prunella undo 1");
      assertThat(after.options()).isEqualTo(before.options());
      assertThat(
              night.workspace.incidents().events(id).stream()
                  .filter(IncidentEvent.Asked.class::isInstance))
          .hasSize(2);
    }
    shell.ok("undo", "1");
    notANumber(5);
    run(5);
    try (var night = Night.healing(shell, clock)) {
      var id = opened(night);
      Suspect.keep(night.workspace, clock, id.number(), 1, true);
      clock.pass(Duration.ofDays(2));
      assertThat(heal(night, id).asked().orElseThrow().question())
          .as("what was taken back is suspected no more")
          .doesNotContain("INC-1");
    }
  }

  @Test
  void anIncidentIsFoundByEachRunThatCameToIt() {
    notANumber(4);
    run(4);
    try (var night = Night.healing(shell, clock)) {
      var first = night.workspace.journal().newest(1).getFirst().run();
      var id = opened(night);
      run(4);
      assertThat(opened(night)).isEqualTo(id);
      assertThat(night.workspace.incidents().state(id).orElseThrow().run()).isNotEqualTo(first);
      assertThat(Suspect.incidentOf(night.workspace, clock, first)).contains(id);
    }
  }
}
