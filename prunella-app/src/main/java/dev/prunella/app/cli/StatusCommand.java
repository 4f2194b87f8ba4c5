package dev.prunella.app.cli;

import dev.prunella.app.run.Workspace;
import dev.prunella.app.view.StatusJson;
import dev.prunella.app.view.StatusNow;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code prunella status}. */
@Command(
    name = "status",
    description = {
      "Say how things stand: what readers see, what is stale since when and why, and which runs are open.",
      "Looks only at the journal and the tables' metadata; reads no rows."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella status",
      "  prunella status --all          every table, also where there are many fresh ones",
      "  prunella status --check        for scripts: exit code 9 where somebody must do something",
      "fresh: as a run would make it now. STALE: a run failed, readers see the last good data. OUTDATED: what was",
      "published is undone or dropped, its file has changed since, or it was changed by hand and its owner is asked.",
      "older code: whole, by the code of its time.",
      "waits: a source's file had not come when a run looked for it; that makes nothing stale.",
      "JSON fields: project, main, fresh, stale, outdated, olderCode, neverBuilt, pipelines: [name, run, interval,",
      "outcome, sentence, at, next], tables: [table, state, rows, through, writtenBy, writtenAt, since, failedRun,",
      "intervals, step, fault, why, causes: [run, interval, step, fault, why], outdated: {reason, step, intervals},",
      "byHand], waiting: [source, interval, run, hasCome],",
      "unmade, open: [run, pipeline, interval, began, state, worker], asked: [incident, table, interval, to, at], healing: [paused, since, by, why], further."
    })
final class StatusCommand extends WorkspaceCommand {
  @Option(
      names = "--check",
      description = "Exit with 9 unless every table is fresh, or whole by older code.")
  boolean check;

  @Option(names = "--all", description = "List every fresh table too.")
  boolean all;

  @Override
  Exit run(Workspace workspace, Console console) {
    var now = StatusNow.read(workspace, surroundings().clock().instant());
    if (now.ofMain()) {
      console.note(
          "the project's files have problems (prunella validate); this is by the code of main");
    }
    var project = now.project();
    var status = now.status();
    var paused = workspace.healing().state().paused();
    var view = StatusJson.view(workspace, status);
    console.answer(
        view,
        () -> {
          paused.ifPresent(p -> console.line(PauseCommand.sentence(console, p)));
          StatusViews.tell(console, project.settings().name(), status, view.asked(), all);
        });
    return check && !status.needsNobody() ? Exit.HELD : Exit.OK;
  }
}
