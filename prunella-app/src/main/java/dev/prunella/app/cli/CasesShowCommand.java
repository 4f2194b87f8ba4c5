package dev.prunella.app.cli;

import dev.prunella.app.run.Workspace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code prunella cases show}. */
@Command(
    name = "show",
    description =
        "Show what there is to be learnt of one incident: failures, cause, remedies, answers, cost.",
    footerHeading = "%nExamples:%n",
    footer = {"  prunella cases show 7", "JSON fields: as of one of prunella cases list."})
final class CasesShowCommand extends WorkspaceCommand {
  @Parameters(index = "0", paramLabel = "INCIDENT", description = "Such as 7 or INC-7.")
  String named = "";

  @Override
  Exit run(Workspace workspace, Console console) {
    var id = Incidents.require(workspace, named).id();
    var view = CaseViews.view(workspace.cases().find(id).orElseThrow());
    console.answer(view, () -> CaseViews.tell(console, view));
    return Exit.OK;
  }
}
