package dev.prunella.app.cli;

import picocli.CommandLine.Command;

/** {@code prunella cases}. */
@Command(
    name = "cases",
    description =
        "What there is to be learnt of past incidents, and how their remedies turned out.",
    subcommands = {
      CasesListCommand.class,
      CasesShowCommand.class,
      CasesFiguresCommand.class,
      CasesRebuildCommand.class
    })
final class CasesCommand extends CommandGroup {}
