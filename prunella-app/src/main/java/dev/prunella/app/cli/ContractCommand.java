package dev.prunella.app.cli;

import picocli.CommandLine.Command;

/** {@code prunella contract}. */
@Command(
    name = "contract",
    description =
        "Make a first contract of a table, compare contracts, and print one with how its tables stand.",
    subcommands = {
      ContractInferCommand.class,
      ContractDiffCommand.class,
      ContractExportCommand.class
    })
final class ContractCommand extends CommandGroup {}
