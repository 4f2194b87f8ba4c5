package dev.prunella.app.cli;

import dev.prunella.app.project.Example;
import dev.prunella.app.project.Project;
import dev.prunella.local.LocalLake;
import dev.prunella.local.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;

/** What a project needs beside its files, made where it is missing. */
final class NewProject {
  private NewProject() {}

  /**
   * Makes the lake, the schemas for editors, and what keeps data out of the history of code.
   *
   * @return whether there was no lake before
   */
  static boolean ready(Project project, Secrets secrets, Clock clock) throws IOException {
    boolean hadLake = LocalLake.exists(project.lake(), secrets);
    LocalLake.create(project.lake(), secrets, clock).close();
    Example.writeSchemas(project.folder());
    var folder = project.folder().resolve(".prunella");
    var ignore = folder.resolve(".gitignore");
    if (Files.isDirectory(folder) && !Files.exists(ignore)) {
      Files.writeString(ignore, "*\n");
    }
    return !hadLake;
  }
}
