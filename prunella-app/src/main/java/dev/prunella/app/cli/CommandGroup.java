package dev.prunella.app.cli;

import picocli.CommandLine.ParameterException;

/** A command that only gathers others. */
abstract class CommandGroup extends ProjectCommand {
  @Override
  public final Integer call() {
    throw new ParameterException(
        spec.commandLine(),
        "'"
            + spec.qualifiedName()
            + "' needs one of "
            + String.join(", ", spec.subcommands().keySet()));
  }
}
