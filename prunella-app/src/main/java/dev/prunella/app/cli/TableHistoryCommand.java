package dev.prunella.app.cli;

import dev.prunella.local.LocalLake;
import dev.prunella.refs.Commit;
import dev.prunella.refs.Difference;
import dev.prunella.refs.EntryKey;
import dev.prunella.refs.Ref;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  record Change(CommitViews.View commit, ChangeViews.View change) {}

  record Views(List<Change> commits, boolean more) {}

  @Override
  Exit run(LocalLake lake, Console console) {
    Limits.atLeastOne("--limit", limit);
    var key = Tables.name(table);
    var changes = new ArrayList<Change>();
    var views = new CommitViews(lake.lake());
    boolean more = false;
    var start = lake.lake().resolve(at);
    for (var commit : (Iterable<Commit>) lake.lake().log(start.id())::iterator) {
      var difference = difference(lake, commit, key);
      if (difference.isPresent()) {
        if (changes.size() == limit) {
          more = true;
          break;
        }
        var change = lake.diff().of(List.of(difference.get())).getFirst();
        changes.add(new Change(views.view(commit), ChangeViews.View.of(change)));
      }
    }
    if (changes.isEmpty()) {
      throw Tables.missing(lake, start, key);
    }
    boolean rest = more;
    console.answer(new Views(changes, rest), () -> tell(console, changes, rest));
    return Exit.OK;
  }

  /** What a commit did to the table, against its first parent. */
  private static Optional<Difference> difference(LocalLake lake, Commit commit, EntryKey key) {
    var after = lake.lake().entry(commit, key);
    var before =
        commit.firstParent().flatMap(parent -> lake.lake().entry(lake.lake().commit(parent), key));
    return before.equals(after)
        ? Optional.empty()
        : Optional.of(new Difference(key, before, after));
  }

  private static void tell(Console console, List<Change> changes, boolean more) {
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
