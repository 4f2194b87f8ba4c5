package dev.prunella.app.cli;

import picocli.CommandLine.Command;

/** {@code prunella knowledge}. */
@Command(
    name = "knowledge",
    description = "What people know, as the healer goes by it: notes in knowledge/*.md.",
    subcommands = {
      KnowledgeListCommand.class,
      KnowledgeShowCommand.class,
      KnowledgeAddCommand.class,
      KnowledgeTestCommand.class,
      KnowledgeLintCommand.class
    })
final class KnowledgeCommand extends CommandGroup {}
