package dev.prunella.app.heal;

import dev.prunella.app.project.CorrectionFile;
import dev.prunella.app.run.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Makes the project's folder follow what was published: corrections are new files beside those that
 * are there. A file that a person edited is never written over; main goes on by what it knows.
 */
final class ProjectFollows {
  private ProjectFollows() {}

  static void write(Workspace workspace, Map<String, Optional<String>> files) {
    var folder = workspace.project().folder();
    for (var file : files.entrySet()) {
      if (CorrectionFile.isOne(file.getKey()) && file.getValue().isPresent()) {
        var text = file.getValue().get();
        workspace
            .writes()
            .write("correction file", () -> write(folder.resolve(file.getKey()), text));
      }
    }
  }

  private static void write(Path file, String text) {
    var folder = file.toAbsolutePath().getParent();
    if (folder == null || Files.exists(file)) {
      return;
    }
    try {
      Files.createDirectories(folder);
      var part = folder.resolve("." + UUID.randomUUID() + ".part");
      Files.writeString(part, text);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "what was published is right, but " + file + " could not be written", e);
    }
  }
}
