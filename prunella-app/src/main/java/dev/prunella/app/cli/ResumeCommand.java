package dev.prunella.app.cli;

import dev.prunella.app.run.Workspace;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.RunRequest;
import dev.prunella.pipeline.RunState;
import dev.prunella.pipeline.TableName;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code prunella resume}. */
@Command(
    name = "resume",
    description = {
      "Go on with a run that failed, was interrupted or was killed.",
      "Steps whose code and inputs are as they were keep their results; a corrected model is computed with all downstream."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  prunella resume run-12", "JSON fields: as of prunella show RUN --json."})
final class ResumeCommand extends WorkspaceCommand {
  @Parameters(paramLabel = "RUN", description = "The run, as prunella runs lists it.")
  String run = "";

  @Override
  Exit run(Workspace workspace, Console console) {
    var id =
        RunId.parse(run)
            .orElseThrow(() -> Failure.usage("'" + run + "' is not a run", "write run-12"));
    var events = workspace.journal().events(id);
    if (events.isEmpty()) {
      throw new Failure(
          Exit.NOT_FOUND,
          "no-such-run",
          "there is no " + id + " in this lake",
          "prunella runs lists them");
    }
    var state = RunState.of(id, events);
    if (state.complete()) {
      throw new Failure(
          Exit.REFUSED,
          "run-complete",
          id + " has published everything already",
          "prunella run computes what has changed since");
    }
    var choice = new RunChoice();
    choice.pipeline = state.opened().pipeline();
    var chosen = choice.choose(workspace.code());
    var wanted = new TreeSet<TableName>(state.opened().tables());
    wanted.retainAll(chosen.graph().tables());
    var request =
        new RunRequest(
            chosen.pipeline(),
            chosen.graph().only(wanted),
            state.opened().interval(),
            chosen.code().code(),
            false,
            state.opened().runAt(),
            state.opened().seed(),
            author(),
            "prunella resume");
    try (var running = new Running()) {
      var result =
          workspace
              .runner()
              .resume(
                  id,
                  request,
                  workspace
                      .lineage()
                      .ofResumed(
                          chosen.pipeline(),
                          state.opened(),
                          chosen.code().project(),
                          RunCommand.listener(console, chosen)),
                  running.cancellation());
      return RunCommand.answer(console, workspace, result);
    }
  }
}
