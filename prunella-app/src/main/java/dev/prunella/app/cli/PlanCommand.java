package dev.prunella.app.cli;

import dev.prunella.app.run.Workspace;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code prunella plan}. */
@Command(
    name = "plan",
    description = "Say what prunella run would do, step by step, and why; change nothing.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella plan",
      "  prunella plan --interval 2026-11-22 --select +daily_sales",
      "JSON fields: pipeline, interval, code, main, steps: [table, kind, computes, why, reads, materialized, place]."
    })
final class PlanCommand extends WorkspaceCommand {
  @Mixin RunChoice choice = new RunChoice();

  @Option(
      names = {"-i", "--interval"},
      paramLabel = "WHEN",
      description = "The interval; the one that prunella run would take if left out.")
  @Nullable String interval;

  @Override
  Exit run(Workspace workspace, Console console) {
    var now = surroundings().clock().instant();
    var chosen = choice.choose(workspace.codeTrees().now());
    DbtViews.remind(console, chosen.code().project());
    return switch (choice.which(workspace, chosen, interval, now)) {
      case RunChoice.Which.One(var which, var why) -> {
        why.ifPresent(console::note);
        yield PlanViews.answer(
            console, workspace, choice.request(chosen, which, now, author(), "prunella plan"));
      }
      case RunChoice.Which.Nothing(var sentence) -> RunCommand.nothing(console, sentence);
    };
  }
}
