package dev.prunella.app.cli;

import picocli.CommandLine.Command;

/** {@code prunella audit}. */
@Command(
    name = "audit",
    description =
        "The chained log of all that was decided and done: list it, check it, hand it on.",
    subcommands = {
      AuditListCommand.class,
      AuditVerifyCommand.class,
      AuditExportCommand.class,
      AuditKeyCommand.class
    })
final class AuditCommand extends CommandGroup {}
