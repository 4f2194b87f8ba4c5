package dev.prunella.bench.heal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.bench.heal.ground.Ground;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class HealCommandTest {
  @TempDir Path folder = Path.of("");

  @Test
  void aGroundWithAMistakeIsToldOnceAndNothingIsPlayed() throws Exception {
    var ground = folder.resolve("field");
    Ground.builtIn("shop", ground);
    var file = ground.resolve("ground.yaml");
    Files.writeString(file, Files.readString(file).replace("starts: ", "begins: "));
    var scenarios = Files.createDirectories(folder.resolve("scenarios"));
    Files.writeString(
        scenarios.resolve("mine.yaml"),
        """
        scenario: mine
        about: The same file twice.
        ground: [../field]
        expect: heal
        faults:
          - kind: twice
        """);
    assertThat(refused("--scenarios", scenarios.toString(), "--trials", "3"))
        .containsOnlyOnce("'starts' is missing")
        .doesNotContain("at dev.");
  }

  @Test
  void aNameThatNoScenarioHasIsToldWithThoseThereAre() {
    assertThat(refused("--only", "cent"))
        .contains("there is no scenario 'cent'; did you mean 'cents'?");
    assertThat(refused("--only", "cents,none-such"))
        .contains("there is no scenario 'none-such'; there are ")
        .contains(", cents, ");
  }

  @Test
  void noTrialsAreNoBench() {
    assertThat(refused("--trials", "0")).contains("--trials is 1 or more");
  }

  @Test
  void aMisspeltColumnIsToldBeforeAWorldIsMade() throws Exception {
    var scenarios = folder.resolve("mine.yaml");
    Files.writeString(
        scenarios,
        """
        scenario: mine
        ground: shop
        expect: heal
        faults:
          - kind: unit
            column: UnitPrise
        """);

    assertThat(refused("--scenarios", scenarios.toString()))
        .contains(
            "mine.yaml:6: shop has no column 'UnitPrise' in a feed; did you mean 'UnitPrice'?");
  }

  @Test
  void theLibraryTellsWhatEachNumberMeans() {
    var command = new CommandLine(new HealCommand());
    var out = new StringWriter();
    command.setOut(new PrintWriter(out));
    command.execute("--kinds");

    assertThat(out.toString())
        .contains(
            "    by       hours that are added: a whole number from -24 to 24; if left out: one of 1, 2, 5, 8, -2, -5 by seed");
  }

  /** What is said to arguments with which nothing is played. */
  private static String refused(String... arguments) {
    var command = new CommandLine(new HealCommand());
    var err = new StringWriter();
    command.setErr(new PrintWriter(err));

    int exit = command.execute(arguments);

    assertThat(exit).isEqualTo(command.getCommandSpec().exitCodeOnInvalidInput());
    return err.toString();
  }
}
