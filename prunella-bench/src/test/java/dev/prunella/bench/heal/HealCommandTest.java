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
    var command = new CommandLine(new HealCommand());
    var err = new StringWriter();
    command.setErr(new PrintWriter(err));

    int exit = command.execute("--scenarios", scenarios.toString(), "--trials", "3");

    assertThat(exit).isEqualTo(command.getCommandSpec().exitCodeOnInvalidInput());
    assertThat(err.toString()).containsOnlyOnce("'starts' is missing").doesNotContain("at dev.");
  }
}
