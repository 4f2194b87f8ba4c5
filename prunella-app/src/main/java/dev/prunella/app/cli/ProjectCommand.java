package dev.prunella.app.cli;

import dev.prunella.app.project.Project;
import dev.prunella.app.run.Workspace;
import dev.prunella.local.LocalLake;
import dev.prunella.local.Secrets;
import dev.prunella.pipeline.Cancellation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that knows where it runs and for whom. */
abstract class ProjectCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Mixin(name = Common.MIXIN)
  Common common = new Common();

  Surroundings surroundings() {
    return Prunella.of(spec).surroundings();
  }

  Console console() {
    return Prunella.of(spec).console(spec);
  }

  /** The secrets that a project refers to; what is revealed is masked in errors. */
  Secrets secrets(Project project) {
    var redaction = Prunella.of(spec).redaction();
    return new Secrets(surroundings().environment(), project.folder(), redaction);
  }

  /** This process, as a project at work sees it. */
  Workspace.Host host() {
    return new Workspace.Host(
        Version.number(),
        surroundings().environment(),
        surroundings().clock(),
        console()::warn,
        isAttended());
  }

  /**
   * Has the lake's queries end when the command is told to end. Only where a server runs it: a
   * process of its own ends by Ctrl-C with all that is in it.
   */
  Interrupts.Listening ending(LocalLake lake) {
    return Prunella.of(spec).isServed() && !endsByItself()
        ? console().interrupts().on(lake::interrupt)
        : () -> {};
  }

  /** Whether its end is wanted, for work that is no query and asks by itself. */
  Cancellation wanted() {
    return console().interrupts().wanted();
  }

  /**
   * Whether it hears by itself that it is to end and brings what it does to an end in order, so
   * that no query of it is ended beside that.
   */
  boolean endsByItself() {
    return false;
  }

  /** Whether a person is there and reads what a run says. */
  boolean isAttended() {
    return false;
  }

  /** A path as the user means it: from the current folder. */
  Path resolve(Path path) {
    return surroundings().folder().resolve(path).normalize();
  }

  /** The project that the options, the environment or the current folder name. */
  Project project() {
    return Prunella.of(spec).project(projectFolder());
  }

  /** Their folder, whatever its files say. */
  Path projectFolder() {
    var named = Common.of(spec).project;
    var fromEnvironment = surroundings().environment().getOrDefault("PRUNELLA_PROJECT", "");
    if (named == null && fromEnvironment.isEmpty()) {
      return Project.around(surroundings().folder())
          .orElseThrow(
              () -> noProject("there is no " + Project.FILE + " in this folder or above it"));
    }
    var folder = resolve(named == null ? Path.of(fromEnvironment) : named);
    if (!Files.isRegularFile(folder.resolve(Project.FILE))) {
      throw noProject("there is no " + Project.FILE + " in " + folder);
    }
    return folder;
  }

  private static Failure noProject(String message) {
    return new Failure(
        Exit.NOT_FOUND,
        "no-project",
        message,
        "prunella init makes one here; --project DIR names one");
  }

  /** Who is recorded as the author of what the command changes. */
  String author() {
    var named = Common.of(spec).author;
    if (named != null && !named.isBlank()) {
      return named.strip();
    }
    var fromEnvironment = surroundings().environment().getOrDefault("PRUNELLA_USER", "").strip();
    return fromEnvironment.isEmpty() ? surroundings().user() : fromEnvironment;
  }
}
