package dev.prunella.app.cli;

import dev.prunella.local.LocalLake;
import dev.prunella.refs.Commit;
import dev.prunella.refs.Ref;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code prunella show}. */
@Command(
    name = "show",
    description = "Show one commit: who, when, why, and what changed in each table.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella show",
      "  prunella show main~1",
      "  prunella show 3fa9c21b04de --json",
      "JSON fields: commit: {commit, parents, at, author, message, refs}, changes: [name, what, change,",
      "formerly, before: {rows, files, bytes, exact}, after, schema: [change, column, before, after]]."
    })
final class ShowCommand extends LakeCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "REV",
      defaultValue = Ref.MAIN,
      description = "Branch, tag, commit, main~3 or a time; ${DEFAULT-VALUE} if left out.")
  String revision = Ref.MAIN;

  record View(CommitViews.View commit, List<ChangeViews.View> changes) {}

  @Override
  Exit run(LocalLake lake, Console console) {
    var commit = lake.lake().resolve(revision);
    var changes =
        commit
            .firstParent()
            .map(parent -> lake.diff().between(lake.lake().commit(parent), commit))
            .orElse(List.of());
    var view = new View(new CommitViews(lake.lake()).view(commit), ChangeViews.of(changes));
    console.answer(view, () -> tell(console, commit, view));
    return Exit.OK;
  }

  private static void tell(Console console, Commit commit, View view) {
    var grid = new Grid(console);
    grid.row(Grid.text("commit", Ink.DIM), Grid.text(commit.id().hex(), Ink.NAME));
    for (var parent : commit.parents()) {
      grid.row(Grid.text("parent", Ink.DIM), Grid.text(parent.brief()));
    }
    if (!view.commit().refs().isEmpty()) {
      grid.row(
          Grid.text("refs", Ink.DIM), Grid.text(String.join(", ", view.commit().refs()), Ink.GOOD));
    }
    grid.row(Grid.text("author", Ink.DIM), Grid.text(commit.author()));
    grid.row(
        Grid.text("when", Ink.DIM),
        Grid.text(console.when(commit.at()) + " (" + console.ago(commit.at()) + ")"));
    grid.row(Grid.text("why", Ink.DIM), Grid.text(commit.message()));
    grid.print("");
    if (!commit.parents().isEmpty()) {
      console.line(console.paint(Ink.DIM, "changed"));
      ChangeViews.tell(console, view.changes());
    }
  }
}
