package dev.prunella.app.cli;

import dev.prunella.app.run.ForReaders;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.view.ContractExport;
import dev.prunella.app.view.StatusNow;
import dev.prunella.refs.TableName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code prunella contract export}. */
@Command(
    name = "export",
    description = {
      "Print the contract in which a table stands, for those outside: in customProperties of each of its tables it says whether",
      "that is fresh or stale, since when and why. Files are not changed, and no rows are read."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella contract export orders",
      "  prunella contract export orders > orders.odcs.yaml",
      "JSON fields: table, contract (the text)."
    })
final class ContractExportCommand extends WorkspaceCommand {
  @Parameters(paramLabel = "TABLE", description = "Such as orders or sales.orders.")
  String table = "";

  record View(String table, String contract) {}

  @Override
  Exit run(Workspace workspace, Console console) {
    var wanted = TableName.of(Tables.name(table));
    var at = surroundings().clock().instant();
    var now = StatusNow.read(workspace, at);
    if (now.ofMain()) {
      console.note(
          "the project's files have problems (prunella validate); this is by the code of main");
    }
    var file =
        now.project().contracts().stream()
            .filter(c -> c.contract().table(wanted).isPresent())
            .findFirst()
            .orElseThrow(
                () ->
                    new Failure(
                        Exit.NOT_FOUND,
                        "no-contract",
                        "no contract says anything of " + wanted,
                        "prunella contract infer " + wanted));
    var text =
        ContractExport.yaml(
            file,
            t ->
                now.status().tables().stream()
                    .filter(s -> s.table().matches(t))
                    .findFirst()
                    .map(ForReaders::of),
            at);
    console.answer(
        new View(wanted.toString(), text),
        () -> text.lines().forEach(line -> console.line(Words.safe(line))));
    return Exit.OK;
  }
}
