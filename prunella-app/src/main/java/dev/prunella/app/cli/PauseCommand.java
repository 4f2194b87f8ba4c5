package dev.prunella.app.cli;

import dev.prunella.app.run.Workspace;
import dev.prunella.app.view.PauseJson;
import dev.prunella.heal.HealingEvent;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code prunella pause}. */
@Command(
    name = "pause",
    description = {
      "Stop all healing of this lake, in every process.",
      "While it is paused nothing is tried and nothing published by the healer; runs go on, what does not come through",
      "still becomes an incident, and answers are kept. prunella resume-healing lets it go on."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella pause --all --why 'migration of the source'",
      "  prunella pause                    whether it is paused, by whom and why",
      "  prunella resume-healing",
      "JSON fields: paused, since, by, why."
    })
final class PauseCommand extends WorkspaceCommand {
  @Option(names = "--all", description = "Pause it.")
  boolean all;

  @Option(
      names = "--why",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "A reason, which is kept and shown.")
  String why = "";

  @Override
  Exit run(Workspace workspace, Console console) {
    if (all) {
      workspace
          .healing()
          .append(new HealingEvent.Paused(surroundings().clock().instant(), author(), why));
    } else if (!why.isBlank()) {
      throw Failure.usage("--why says why it is paused: --all is missing", "prunella pause --all");
    }
    var now = workspace.healing().state().paused();
    console.answer(
        PauseJson.View.of(now),
        () ->
            console.line(
                now.map(p -> sentence(console, p)).orElse("healing goes on: it is not paused")));
    return Exit.OK;
  }

  /** For every command that tells how things stand. */
  static String sentence(Console console, HealingEvent.Paused paused) {
    return console.paint(Ink.CAUTION, "healing is PAUSED")
        + " by "
        + Words.safe(paused.by())
        + console.paint(Ink.DIM, " " + console.ago(paused.at()))
        + (paused.why().isBlank() ? "" : ": " + Words.safe(paused.why()))
        + console.paint(Ink.DIM, "   (prunella resume-healing)");
  }

  /** {@code prunella resume-healing}. */
  @Command(
      name = "resume-healing",
      description = "Let healing go on that was paused; nothing happens where it was not.",
      footerHeading = "%nExamples:%n",
      footer = {"  prunella resume-healing", "JSON fields: paused, since, by, why."})
  static final class Resume extends WorkspaceCommand {
    @Option(
        names = "--why",
        paramLabel = "TEXT",
        defaultValue = "",
        description = "A reason, which is kept.")
    String why = "";

    @Override
    Exit run(Workspace workspace, Console console) {
      if (workspace.healing().state().paused().isPresent()) {
        workspace
            .healing()
            .append(new HealingEvent.Resumed(surroundings().clock().instant(), author(), why));
      }
      console.answer(
          PauseJson.View.of(workspace.healing().state().paused()),
          () -> console.line("healing goes on"));
      return Exit.OK;
    }
  }
}
