package dev.prunella.app.cli;

import dev.prunella.app.run.Workspace;
import picocli.CommandLine.Command;

/** {@code prunella cases rebuild}. */
@Command(
    name = "rebuild",
    description = {
      "Make the index by which similar incidents are found anew, from the lake's journal.",
      "It is never needed: an index that is missing, damaged or of another version is made anew by itself."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  prunella cases rebuild", "JSON fields: texts (how many are in the index)."})
final class CasesRebuildCommand extends WorkspaceCommand {
  record View(long texts) {}

  @Override
  Exit run(Workspace workspace, Console console) {
    var view = new View(workspace.cases().rebuild());
    console.answer(
        view, () -> console.line("the index holds " + Words.count(view.texts(), "text") + " now"));
    return Exit.OK;
  }
}
