package dev.prunella.app.cli;

import dev.prunella.app.project.Example;
import dev.prunella.app.project.Project;
import dev.prunella.app.project.ProjectFile;
import dev.prunella.local.LocalLake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prunella init}. */
@Command(
    name = "init",
    description = "Make a folder a project: a small one that works, and an empty lake.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella init shop            make the folder shop, with an example and a lake",
      "  prunella init --empty shop    only a prunella.yaml and a lake",
      "  prunella init                 in this folder; no example where there are files already",
      "Run again, it makes what is missing and leaves alone what is there.",
      "JSON fields: project, name, lake, created (false when all was there), example."
    })
final class InitCommand extends ProjectCommand {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "DIR",
      description = "The folder; this one if left out.")
  @Nullable Path folder;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The project's name; the folder's if left out.")
  @Nullable String name;

  @Option(names = "--empty", description = "No example: only a prunella.yaml and a lake.")
  boolean empty;

  record View(String project, String name, String lake, boolean created, boolean example) {}

  @Override
  public Integer call() throws IOException {
    var console = console();
    var target = resolve(folder == null ? Path.of("") : folder);
    var file = target.resolve(Project.FILE);
    if (Files.exists(target) && !Files.isDirectory(target)) {
      throw new Failure(
          Exit.REFUSED,
          "not-a-folder",
          target + " is a file",
          "choose another name for the folder");
    }
    boolean hadFile = Files.exists(file);
    boolean example = !hadFile && !empty && !holdsFiles(target);
    if (!hadFile) {
      refuseInside(target);
      Files.createDirectories(target);
      var chosen = chosenName(target);
      Files.writeString(
          file,
          example ? Example.projectFile(chosen) : Example.emptyProjectFile(chosen),
          StandardOpenOption.CREATE_NEW);
      if (example) {
        Example.write(target, chosen);
      }
    }
    var project = ProjectFile.read(target);
    if (hadFile && name != null && !name.equals(project.name())) {
      throw new Failure(
          Exit.REFUSED,
          "project-exists",
          target + " is already the project '" + project.name() + "'",
          "change the name in " + file);
    }
    var secrets = secrets(project);
    boolean hadLake = LocalLake.exists(project.lake(), secrets);
    LocalLake.create(project.lake(), secrets, surroundings().clock()).close();
    Example.writeSchemas(project.folder());
    ignoreLakeInGit(project);
    boolean created = !hadFile || !hadLake;
    var view =
        new View(
            target.toString(), project.name(), project.lake().refsForPeople(), created, example);
    console.answer(view, () -> tell(console, view, target));
    return Exit.OK.code();
  }

  private void tell(Console console, View view, Path target) {
    if (!view.created()) {
      console.line("already a project: " + Words.safe(view.project()));
      return;
    }
    console.line(
        console.paint(Ink.GOOD, "created")
            + " "
            + Words.safe(view.name())
            + (view.example() ? " with an example and an empty lake" : " with an empty lake"));
    var here = surroundings().folder();
    console.next(
        (here.equals(target) ? "" : "cd " + Words.safe(here.relativize(target).toString()) + " && ")
            + (view.example()
                ? "prunella run --interval 2026-01-01"
                : "prunella table import FILE"));
  }

  /** Somebody's files are not to be mixed with an example. */
  private static boolean holdsFiles(Path target) throws IOException {
    if (!Files.isDirectory(target)) {
      return false;
    }
    try (var files = Files.list(target)) {
      return files.anyMatch(f -> !f.getFileName().toString().startsWith("."));
    }
  }

  /** A project within a project would hide the outer one from everyone below. */
  private static void refuseInside(Path target) {
    var outer = Optional.ofNullable(target.getParent()).flatMap(Project::around);
    if (outer.isPresent()) {
      throw new Failure(
          Exit.REFUSED,
          "inside-a-project",
          "this folder lies inside the project " + outer.get(),
          "choose a folder outside of it");
    }
  }

  private String chosenName(Path target) {
    if (name != null) {
      return name;
    }
    var own = Optional.ofNullable(target.getFileName()).map(Path::toString).orElse("lake");
    var usual = own.replaceAll("[^\\p{L}\\p{N} ._-]", "-").replaceFirst("^[^\\p{L}\\p{N}]+", "");
    return usual.isEmpty() ? "lake" : usual;
  }

  /** Data does not belong into the history of code. */
  private static void ignoreLakeInGit(Project project) throws IOException {
    var folder = project.folder().resolve(".prunella");
    var ignore = folder.resolve(".gitignore");
    if (Files.isDirectory(folder) && !Files.exists(ignore)) {
      Files.writeString(ignore, "*\n");
    }
  }
}
