package dev.prunella.app.cli;

import dev.prunella.app.run.Workspace;

/** A command over a project at work. */
abstract class WorkspaceCommand extends ProjectCommand {

  @Override
  public final Integer call() throws Exception {
    var project = project();
    try (var workspace = Workspace.open(project, secrets(project), host());
        var _ = ending(workspace.lake())) {
      return run(workspace, console()).code();
    }
  }

  /** Does the command's work and answers on the console. */
  abstract Exit run(Workspace workspace, Console console) throws Exception;
}
