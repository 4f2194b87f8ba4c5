package dev.prunella.app.cli;

import dev.prunella.local.LocalLake;

/** A command over an open lake. */
abstract class LakeCommand extends ProjectCommand {

  @Override
  public final Integer call() throws Exception {
    var project = project();
    try (var lake = LocalLake.open(project.lake(), secrets(project), surroundings().clock());
        var _ = ending(lake)) {
      return run(lake, console()).code();
    }
  }

  /** Does the command's work and answers on the console. */
  abstract Exit run(LocalLake lake, Console console) throws Exception;
}
