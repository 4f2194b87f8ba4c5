package dev.prunella.app.cli;

import dev.prunella.app.project.DbtPlace;
import dev.prunella.app.project.Example;
import dev.prunella.app.project.Project;
import dev.prunella.app.project.ProjectFile;
import dev.prunella.app.project.Settings;
import dev.prunella.app.project.WorkInProgress;
import dev.prunella.app.run.PublishedCode;
import dev.prunella.connect.dbt.DbtProject;
import dev.prunella.local.LocalLake;
import dev.prunella.pipeline.Cancellation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;
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
      "  prunella init --dbt ../bikes city    a dbt project's models, read in place and run here",
      "Run again, it makes what is missing and leaves alone what is there.",
      "JSON fields: project, name, lake, created (false when all was there), example; with --dbt also dbt, as of prunella validate."
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

  @Option(
      names = "--dbt",
      paramLabel = "PATH",
      description = "The folder of a dbt project, which is compiled: its models run here.")
  @Nullable Path dbt;

  @Option(
      names = "--manifest",
      paramLabel = "FILE",
      description =
          "With --dbt: what dbt has compiled; target/manifest.json in its folder if left out.")
  @Nullable Path manifest;

  @Option(
      names = "--full-refresh",
      description =
          "With --dbt: it was compiled with --full-refresh; incremental models are computed as a whole.")
  boolean fullRefresh;

  record View(
      String project,
      String name,
      String lake,
      boolean created,
      boolean example,
      DbtViews.@Nullable View dbt) {}

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
    var wanted = dbt(target);
    wanted.ifPresent(w -> mustBeReadable(DbtPlace.of(target, w)));
    boolean example = !hadFile && !empty && wanted.isEmpty() && !holdsFiles(target);
    if (!hadFile) {
      refuseInside(target);
      Files.createDirectories(target);
      var chosen = chosenName(target);
      Files.writeString(
          file,
          wanted.isPresent()
              ? Example.dbtProjectFile(
                  chosen, wanted.get().path(), wanted.get().manifest(), wanted.get().fullRefresh())
              : example ? Example.projectFile(chosen) : Example.emptyProjectFile(chosen),
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
    if (hadFile && wanted.isPresent()) {
      refuseOther(target, project, wanted.get());
    }
    var secrets = secrets(project);
    boolean hadLake = LocalLake.exists(project.lake(), secrets);
    LocalLake.create(project.lake(), secrets, surroundings().clock()).close();
    Example.writeSchemas(project.folder());
    ignoreLakeInGit(project);
    boolean created = !hadFile || !hadLake;
    var view =
        new View(
            target.toString(),
            project.name(),
            project.lake().refsForPeople(),
            created,
            example,
            wanted.isEmpty() ? null : read(target));
    console.answer(view, () -> tell(console, view, target));
    return Exit.OK.code();
  }

  /** What the options mean for a project in that folder; empty without {@code --dbt}. */
  private Optional<Settings.Dbt> dbt(Path target) {
    if (dbt == null) {
      if (manifest != null || fullRefresh) {
        throw Failure.usage("--manifest and --full-refresh go with --dbt", null);
      }
      return Optional.empty();
    }
    // Where somebody wrote an absolute path, the project may move and the dbt project stays.
    var folder = resolve(dbt);
    var path = dbt.isAbsolute() ? folder.toString() : target.relativize(folder).toString();
    var compiled =
        manifest == null
            ? Settings.Dbt.USUAL_MANIFEST
            : manifest.isAbsolute()
                ? manifest.normalize().toString()
                : folder.relativize(resolve(manifest)).toString();
    return Optional.of(
        new Settings.Dbt(
            1,
            path.isEmpty() ? "." : path.replace('\\', '/'),
            compiled.replace('\\', '/'),
            fullRefresh));
  }

  /** Before anything is made. */
  private static void mustBeReadable(DbtPlace place) {
    DbtProject.open(place.folder(), place.manifest());
  }

  /** What is there is not changed by us, and must be what was asked for. */
  private static void refuseOther(Path target, Project project, Settings.Dbt wanted) {
    boolean same =
        project
            .settings()
            .dbt()
            .filter(
                there ->
                    DbtPlace.of(target, there).equals(DbtPlace.of(target, wanted))
                        && there.fullRefresh() == wanted.fullRefresh())
            .isPresent();
    if (!same) {
      throw new Failure(
          Exit.REFUSED,
          "project-exists",
          target + " is already a project, and " + Project.FILE + " says otherwise about dbt",
          "write into it: dbt: {path: "
              + wanted.path()
              + (wanted.manifest().equals(Settings.Dbt.USUAL_MANIFEST)
                  ? ""
                  : ", manifest: " + wanted.manifest())
              + (wanted.fullRefresh() ? ", full_refresh: true" : "")
              + "}");
    }
  }

  private DbtViews.View read(Path target) throws IOException {
    var project =
        new WorkInProgress(target, this::secrets, surroundings().clock(), PublishedCode::of)
            .check(new Cancellation())
            .loaded()
            .orThrow();
    return DbtViews.view(
        project.dbt().orElseThrow(() -> new IllegalStateException("dbt was just written down")));
  }

  private void tell(Console console, View view, Path target) {
    if (!view.created()) {
      console.line("already a project: " + Words.safe(view.project()));
      if (view.dbt() != null) {
        DbtViews.tell(console, view.dbt());
      }
      return;
    }
    console.line(
        console.paint(Ink.GOOD, "created")
            + " "
            + Words.safe(view.name())
            + (view.example() ? " with an example and an empty lake" : " with an empty lake"));
    if (view.dbt() != null) {
      DbtViews.tell(console, view.dbt());
    }
    var here = surroundings().folder();
    console.next(
        (here.equals(target) ? "" : "cd " + there(here.relativize(target).toString()) + " && ")
            + (view.dbt() != null
                ? "prunella run"
                : view.example()
                    ? "prunella run --interval 2026-01-01"
                    : holdsSteps(target)
                        ? "prunella validate, then prunella run"
                        : "prunella table import FILE"));
  }

  /** Whether somebody has written sources or models already. */
  private static boolean holdsSteps(Path target) {
    return Stream.of("sources", "models").map(target::resolve).anyMatch(Files::isDirectory);
  }

  /** A folder as an argument of {@code cd}. */
  private static String there(String folder) {
    return (folder.startsWith("-") ? "-- " : "") + Words.safe(Words.shell(folder));
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
