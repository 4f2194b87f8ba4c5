package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.app.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which interval {@code run} takes when nobody names one. */
class NextIntervalTest {
  @TempDir Path folder = Path.of("");
  private Shell shell = new Shell(Path.of(""));

  @BeforeEach
  void open() {
    shell = new Shell(folder);
    shell.clock = new SettableClock(Instant.parse("2026-11-20T12:00:00Z"));
    shell.ok("init", "--name", "shop");
  }

  private String run() {
    return shell.run("run", "--json").exits(Exit.OK).json().path("interval").asText();
  }

  @Test
  void theFirstStepsOfTheHelpWork() {
    var answer = shell.run("run").exits(Exit.OK);
    assertThat(answer.err())
        .contains(
            "2026-01-03 is the newest interval that has all its files"
                + " (2026-11-19: no file for raw_orders)");
    assertThat(answer.out()).startsWith("run-1  daily  2026-01-03").contains("published");
    assertThat(shell.ok("status", "--check").out()).contains("all fresh");
  }

  @Test
  void whatIsNotDoneComesFirstAndThenThereIsNothingToRun() {
    assertThat(run()).isEqualTo("2026-01-03");
    assertThat(run()).isEqualTo("2026-01-02");
    assertThat(run()).isEqualTo("2026-01-01");
    var all = shell.run("run").exits(Exit.OK);
    assertThat(all.out())
        .startsWith("nothing to run: every interval that has all its files is done, the newest is")
        .contains("2026-01-03 (2026-11-19: no file for raw_orders)");
    assertThat(shell.ok("runs").out()).doesNotContain("run-4");
  }

  @Test
  void afterAChangeOfAModelItIsTheNewestAgain() {
    run();
    shell.write(
        "models/marts/daily_revenue.sql",
        SmallShop.read(folder.resolve("models/marts/daily_revenue.sql")) + "\n-- again\n");
    assertThat(run()).isEqualTo("2026-01-03");
    assertThat(run()).as("the past is not run by itself").isEqualTo("2026-01-02");
  }

  @Test
  void whereNoFileIsThereNothingIsRunAndNothingHasFailed() throws IOException {
    for (int day = 1; day <= 3; day++) {
      Files.delete(folder.resolve("landing/2026-01-0" + day + ".csv"));
    }
    var answer = shell.run("run").exits(Exit.OK);
    assertThat(answer.out())
        .startsWith(
            "nothing to run: no interval has all its files. Looked from 2026-11-19 back to ")
        .contains("for raw_orders in landing/{interval:yyyy-MM-dd}.csv");
    var view = shell.ok("run", "--json").json();
    assertThat(view.has("run")).isFalse();
    assertThat(view.path("why").asText()).contains("no interval has all its files");
    assertThat(shell.ok("runs").out()).contains("no runs yet");
  }

  @Test
  void aPlanIsForTheIntervalThatARunWouldTake() {
    assertThat(shell.run("plan", "--json").exits(Exit.OK).json().path("interval").asText())
        .isEqualTo("2026-01-03");
  }

  @Test
  void anIntervalThatHasNotBegunIsRefused() {
    assertThat(shell.run("run", "-i", "3026-01-01").exits(Exit.USAGE).err())
        .contains("3026-01-01 has not begun yet")
        .contains("the newest interval that is over is 2026-11-19");
    assertThat(shell.run("backfill", "--from", "2026-01-01", "--to", "3026-01-01").err())
        .contains("the intervals before 3026-01-01 have not all begun yet");
    assertThat(shell.ok("runs").out()).contains("no runs yet");
  }

  @Test
  void anIntervalBeforeTheStartIsRunAndThatIsSaid() {
    SmallShop.longAgo(
        shell.write(
            "landing/2025-12-31.csv",
            SmallShop.read(folder.resolve("landing/2026-01-01.csv"))
                .replace("2026-01-01", "2025-12-31")));
    assertThat(shell.run("run", "-i", "2025-12-31").exits(Exit.OK).err())
        .contains("2025-12-31 is before the pipeline's start, 2026-01-01");
  }
}
