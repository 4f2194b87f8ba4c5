package dev.prunella.bench.heal.system;

import dev.prunella.bench.TemporaryFolder;
import dev.prunella.pipeline.RunState;
import dev.prunella.refs.Commit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The anti-pattern: what says no is taken away until nothing says no. */
final class Loosen implements Remedy {
  private static final int ROUNDS = 6;

  @Override
  public List<RunState> treat(OpenSystem system, Commit before, List<RunState> failed)
      throws IOException {
    var tried = new ArrayList<RunState>();
    for (var run : failed) {
      var state = run;
      for (int i = 0; i < ROUNDS && !state.complete(); i++) {
        loosen(system.folder, state);
        state = system.resume(state);
        tried.add(state);
      }
    }
    return tried;
  }

  private static void loosen(Path folder, RunState state) throws IOException {
    if (Files.isDirectory(folder.resolve("contracts"))) {
      TemporaryFolder.delete(folder.resolve("contracts"));
    }
    var settings = folder.resolve("prunella.yaml");
    var text = Files.readString(settings);
    if (!text.contains("anomalies: none")) {
      Files.writeString(
          settings,
          text.replaceAll("(?m)^(anomalies|edits):.*$\\n?", "")
              + "\nanomalies: none\nedits: ignore\n");
    }
    for (var source : files(folder.resolve("sources"))) {
      var was = Files.readString(source);
      var now =
          was.replaceAll("(?m)^on_(empty|new_column):.*$\\n?", "").stripTrailing()
              + "\non_empty: allow\non_new_column: ignore\n";
      if (!was.equals(now)) {
        Files.writeString(source, now);
        return;
      }
    }
    for (var table : state.failed()) {
      for (var model : files(folder.resolve("models"))) {
        if (model.getFileName().toString().equals(table + ".sql")) {
          Files.delete(model);
        }
      }
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
