package dev.prunella.app.cli;

import dev.prunella.app.run.Requests;
import dev.prunella.app.run.Workspace;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.RunState;
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
  boolean isAttended() {
    return true;
  }

  @Override
  boolean endsByItself() {
    return true;
  }

  @Override
  Exit run(Workspace workspace, Console console) {
    var id =
        RunId.parse(run)
            .orElseThrow(() -> Failure.usage("'" + run + "' is not a run", "write run-12"));
    var events = workspace.journal().events(id);
    if (events.isEmpty()) {
      throw Failure.noSuchRun(id);
    }
    var state = RunState.of(id, events);
    if (state.complete()) {
      throw new Failure(
          Exit.REFUSED,
          "run-complete",
          id + " has published everything already",
          "prunella run computes what has changed since");
    }
    if (state.lastTry().filter(RunEvent.AttemptBegan::isRehearsal).isPresent()) {
      throw new Failure(
          Exit.REFUSED,
          "run-rehearsed",
          id + " was only to be tried: nothing of it is for main",
          "prunella run does the same for main");
    }
    var worker = workspace.presence().worker(id);
    if (worker.isPresent()) {
      throw new Failure(
          Exit.REFUSED,
          "run-at-work",
          id + " is being worked on by " + worker.get(),
          "wait for it, or end that process first");
    }
    var choice = new RunChoice();
    choice.pipeline = state.opened().pipeline();
    var chosen = choice.choose(workspace.codeTrees().now());
    var request =
        Requests.resumed(chosen.code(), chosen.scheduled(), state, author(), "prunella resume");
    try (var running = new Running(console.interrupts())) {
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
      return RunCommand.answer(console, workspace, surroundings().clock(), result);
    }
  }
}
