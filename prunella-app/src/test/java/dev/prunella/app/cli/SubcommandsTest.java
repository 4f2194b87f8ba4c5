package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;

class SubcommandsTest {
  private static Set<String> ready(String... words) {
    return Prunella.commandLine(Surroundings.ofThisProcess(), words).getSubcommands().keySet();
  }

  @Test
  void eachIsFoundByItsOwnName() {
    for (var name : Subcommands.NAMES) {
      var found = Objects.requireNonNull(Subcommands.of(name), name);
      assertThat(found.getAnnotation(Command.class).name()).isEqualTo(name);
    }
  }

  @Test
  void whatHelpSaysOfEachIsASentence() {
    for (var name : Subcommands.NAMES) {
      var found = Objects.requireNonNull(Subcommands.of(name), name);
      assertThat(found.getAnnotation(Command.class).description()[0]).as(name).endsWith(".");
    }
  }

  @Test
  void onlyTheOneThatIsMeantIsMadeReady() {
    for (var words :
        List.of(
            List.of("status"),
            List.of("--json", "status", "--help"),
            List.of("--project", "run", "status"),
            List.of("--as=run", "-v", "--server", "run", "--server-token=x", "status", "run"))) {
      assertThat(ready(words.toArray(String[]::new))).as("%s", words).containsExactly("status");
    }
  }

  @Test
  void whereItTakesMoreToKnowAllAreThere() {
    for (var words :
        List.of(
            List.<String>of(),
            List.of("--help"),
            List.of("help", "status"),
            List.of("completion"),
            List.of("sttus"),
            List.of("@words"),
            List.of("--nonsense", "status"),
            List.of("--project"))) {
      assertThat(ready(words.toArray(String[]::new)))
          .as("%s", words)
          .contains("status", "run", "serve", "help", "completion");
    }
  }

  @Test
  void whatQuickStartsArePreparedFromComesThrough(@TempDir Path folder) throws Exception {
    Rehearsal.play(folder);
    assertThat(Files.exists(folder.resolve("shop/prunella.yaml"))).isTrue();
  }
}
