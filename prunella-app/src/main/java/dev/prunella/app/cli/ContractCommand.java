package dev.prunella.app.cli;

import picocli.CommandLine.Command;

/** {@code prunella contract}. */
@Command(
    name = "contract",
    description = "Make a first contract of a table, and compare contracts.",
    subcommands = {ContractInferCommand.class, ContractDiffCommand.class})
final class ContractCommand extends CommandGroup {}
