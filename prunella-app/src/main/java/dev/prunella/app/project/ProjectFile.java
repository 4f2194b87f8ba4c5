package dev.prunella.app.project;

import dev.prunella.app.yaml.Fields;
import dev.prunella.app.yaml.Problems;
import dev.prunella.app.yaml.ShapeCheck;
import dev.prunella.app.yaml.YamlText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads {@code prunella.yaml}, and reports everything that is wrong with it at once. */
public final class ProjectFile {
  private ProjectFile() {}

  /**
   * Reads the file of a project's folder.
   *
   * @throws ProjectProblems when anything in it is wrong
   */
  public static Project read(Path folder) {
    var absolute = folder.toAbsolutePath().normalize();
    var problems = new Problems();
    try {
      var file = FileText.read(new FolderFiles(absolute), Project.FILE, problems.in(Project.FILE));
      var top = file.flatMap(f -> top(f, problems.in(Project.FILE)));
      if (top.isPresent()) {
        var settings = SettingsReader.read(top.get(), problems.in(Project.FILE));
        var lake = LakeReader.read(top.get(), absolute, problems.in(Project.FILE));
        if (problems.none() && settings.isPresent()) {
          return new Project(absolute, lake, settings.get());
        }
      }
    } catch (IOException e) {
      throw new ProjectProblems(
          List.of(absolute.resolve(Project.FILE) + " cannot be read: " + e.getMessage()));
    }
    throw ProjectProblems.of(problems);
  }

  /** The file's fields, checked against its shape; empty, and a problem, when it has none. */
  static Optional<Fields> top(FileText file, Problems.Of problems) {
    var before = YamlText.documents(file.text(), problems);
    if (before.isEmpty()) {
      if (file.text().lines().allMatch(line -> line.isBlank() || line.startsWith("#"))) {
        problems.add(1, "the file is empty");
      }
      return Optional.empty();
    }
    if (before.size() > 1) {
      problems.add(
          Fields.of(before.get(1)).line(),
          "a second document (---) begins here; there is one only");
    }
    ShapeCheck.check(before.getFirst(), Shapes.PROJECT, problems);
    return Optional.of(Fields.of(before.getFirst()));
  }
}
