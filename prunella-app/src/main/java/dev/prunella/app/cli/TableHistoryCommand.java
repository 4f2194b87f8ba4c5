package dev.prunella.app.cli;

import dev.prunella.app.view.HistoryJson;
import dev.prunella.local.LocalLake;
import dev.prunella.refs.Ref;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prunella table history}. */
@Command(
    name = "history",
    description = "List the commits of a branch that changed a table, newest first.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella table history orders",
      "JSON fields: commits: [commit: {commit, parents, at, author, message, refs}, change (as in show)], more."
    })
final class TableHistoryCommand extends LakeCommand {
  @Parameters(paramLabel = "TABLE", description = "Such as orders or sales.orders.")
  String table = "";

  @Option(
      names = "--at",
      paramLabel = "REV",
      defaultValue = Ref.MAIN,
      description = "Branch, tag, commit, main~3 or a time; ${DEFAULT-VALUE} if left out.")
  String at = Ref.MAIN;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      defaultValue = "20",
      description = "How many; ${DEFAULT-VALUE} if left out.")
  int limit = 20;

  @Override
  Exit run(LocalLake lake, Console console) {
    Limits.atLeastOne("--limit", limit);
    var key = Tables.name(table);
    var start = lake.lake().resolve(at);
    var views = HistoryJson.of(lake, start, key, limit);
    if (views.commits().isEmpty()) {
      throw Tables.missing(lake, start, key);
    }
    console.answer(views, () -> tell(console, views.commits(), views.more()));
    return Exit.OK;
  }

  private static void tell(Console console, List<HistoryJson.Change> changes, boolean more) {
    var grid = new Grid(console);
    for (var change : changes) {
      var cells = new ArrayList<>(CommitViews.cells(console, change.commit()).subList(0, 4));
      cells.add(Grid.text(ChangeViews.describe(change.change()), Ink.DIM));
      grid.row(cells);
    }
    grid.print("");
    if (more) {
      console.line(console.paint(Ink.DIM, "... and more; -n N shows them"));
    }
  }
}
