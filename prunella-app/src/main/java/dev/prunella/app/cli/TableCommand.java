package dev.prunella.app.cli;

import picocli.CommandLine.Command;

/** {@code prunella table}. */
@Command(
    name = "table",
    description = "List, show, import, export, hash and drop tables.",
    subcommands = {
      TableListCommand.class,
      TableShowCommand.class,
      TableHistoryCommand.class,
      TableImportCommand.class,
      TableExportCommand.class,
      TableHashCommand.class,
      TableDropCommand.class
    })
final class TableCommand extends CommandGroup {}
