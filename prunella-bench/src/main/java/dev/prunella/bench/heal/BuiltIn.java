package dev.prunella.bench.heal;

import dev.prunella.bench.TemporaryFolder;
import dev.prunella.bench.heal.fault.Kinds;
import dev.prunella.bench.heal.ground.Ground;
import dev.prunella.bench.heal.scenario.Scenario;
import dev.prunella.bench.heal.scenario.ScenarioFile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The scenarios that come with the program. */
final class BuiltIn {
  private static final List<String> FILES =
      List.of(
          "values.yaml",
          "sources.yaml",
          "code.yaml",
          "people.yaml",
          "infrastructure.yaml",
          "hopeless.yaml",
          "together.yaml",
          "life.yaml");

  private BuiltIn() {}

  static List<Scenario> scenarios() throws IOException {
    try (var folder = TemporaryFolder.in(Optional.empty())) {
      for (var file : FILES) {
        try (var in =
            Objects.requireNonNull(BuiltIn.class.getResourceAsStream("scenarios/" + file), file)) {
          Files.copy(in, folder.path().resolve(file));
        }
      }
      return ScenarioFile.folder(folder.path(), Kinds.parameters(), Ground.builtIns());
    }
  }
}
