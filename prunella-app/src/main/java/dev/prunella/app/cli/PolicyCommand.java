package dev.prunella.app.cli;

import dev.prunella.app.run.Workspace;
import dev.prunella.app.view.PolicyJson;
import dev.prunella.heal.HealingEvent;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code prunella policy}. */
@Command(
    name = "policy",
    description =
        "What the healer may do by itself: show it, how it has turned out, try a changed one on the past.",
    subcommands = {
      PolicyShowCommand.class,
      PolicyStandingCommand.class,
      PolicyTestCommand.class,
      PolicyCommand.Reset.class
    })
final class PolicyCommand extends CommandGroup {

  /** {@code prunella policy reset}. */
  @Command(
      name = "reset",
      description = {
        "Close all breakers: remedies that were undone may be done by themselves again where the policy allows it."
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  prunella policy reset --why 'the source sends net prices from now on'",
        "JSON fields: closed."
      })
  static final class Reset extends WorkspaceCommand {
    @Option(
        names = "--why",
        paramLabel = "TEXT",
        defaultValue = "",
        description = "A reason, which is kept.")
    String why = "";

    record View(int closed) {}

    @Override
    Exit run(Workspace workspace, Console console) {
      int open = PolicyJson.breakers(workspace.healing().state()).size();
      if (open > 0) {
        workspace
            .healing()
            .append(new HealingEvent.Reset(surroundings().clock().instant(), author(), why));
      }
      console.answer(
          new View(open),
          () ->
              console.line(
                  open == 0
                      ? "no breaker was open"
                      : Words.count(open, "breaker") + " closed again"));
      return Exit.OK;
    }
  }
}
