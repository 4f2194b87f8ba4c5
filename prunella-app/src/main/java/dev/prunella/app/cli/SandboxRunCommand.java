package dev.prunella.app.cli;

import dev.prunella.app.run.Workspace;
import dev.prunella.app.view.RunJson;
import dev.prunella.pipeline.RunId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prunella sandbox run}. */
@Command(
    name = "run",
    description = {
      "Run a pipeline, as the project's files are now, on a sandbox's branch. Nothing reaches main.",
      "What comes through is kept there, though other steps may fail."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella sandbox run prices                              the pipeline, if there is only one",
      "  prunella sandbox run prices daily --interval 2026-11-22",
      "  prunella sandbox run prices --select stg_orders+",
      "  prunella sandbox diff prices                             what it changed",
      "  prunella merge sandbox/prices                            brings that to main, by hand",
      "JSON fields: as of prunella show RUN --json."
    })
final class SandboxRunCommand extends WorkspaceCommand {
  @Parameters(index = "0", paramLabel = "NAME", description = "The sandbox.")
  String name = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PIPELINE",
      description = "The pipeline; may be left out where there is only one.")
  @Nullable String pipeline;

  @Option(
      names = {"-s", "--select"},
      paramLabel = "STEPS",
      description = "Only these steps, as in prunella run.")
  List<String> select = List.of();

  @Option(
      names = {"-i", "--interval"},
      paramLabel = "WHEN",
      description = "The interval, such as 2026-11-22.")
  @Nullable String interval;

  @Option(names = "--again", description = "Compute also what has not changed.")
  boolean again;

  /** Nothing of it reaches main, and whoever runs it reads what it says. */
  @Override
  boolean isAttended() {
    return true;
  }

  @Override
  boolean endsByItself() {
    return true;
  }

  @Override
  Exit run(Workspace workspace, Console console) {
    var sandbox = SandboxCommand.of(workspace.lake()).require(name);
    var choice = new RunChoice();
    choice.pipeline = pipeline;
    choice.select = select;
    choice.again = again;
    var now = surroundings().clock().instant();
    var chosen = choice.choose(workspace.codeTrees().now());
    return switch (choice.which(workspace, chosen, interval, now)) {
      case RunChoice.Which.Nothing(var sentence) -> RunCommand.nothing(console, sentence);
      case RunChoice.Which.One(var which, var why) -> {
        why.ifPresent(console::note);
        var request =
            choice.request(chosen, which, now, author(), "prunella sandbox run " + sandbox.name());
        try (var running = new Running(console.interrupts());
            var rehearsal =
                workspace
                    .runner()
                    .rehearse(
                        request,
                        sandbox.branch(),
                        RunCommand.listener(console, chosen),
                        running.cancellation())) {
          boolean whole = rehearsal.isWhole() && !running.cancellation().isCancelled();
          var result = rehearsal.keep();
          console.answer(
              view(workspace, result.run()),
              () -> tell(console, sandbox.name(), result.sentence()));
          yield whole ? Exit.OK : Exit.HELD;
        }
      }
    };
  }

  private static RunJson.View view(Workspace workspace, RunId run) {
    return RunJson.view(workspace.journal().state(run));
  }

  private static void tell(Console console, String name, String sentence) {
    console.line(Words.safe(sentence) + "; main is as it was");
    console.next("prunella sandbox diff " + Words.safe(name));
  }
}
