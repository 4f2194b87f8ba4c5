package dev.prunella.app.cli;

import dev.prunella.app.heal.Undoing;
import dev.prunella.app.heal.Undoing.Outcome;
import dev.prunella.app.run.Workspace;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.TableName;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prunella undo}. */
@Command(
    name = "undo",
    description = {
      "Take back what the healer has published for an incident.",
      "A new commit gives its tables the data from before; later changes of other tables stay. A correction that the",
      "healer wrote goes too, unless somebody has changed it.",
      "From then on remedies of that sort for that sort of cause are only proposed, until prunella policy reset."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella undo 7 --why 'the prices were right'",
      "  prunella undo 7 --downstream      also what was computed on it later; a run makes that anew",
      "Exit code 3: the same tables were changed again later, and nothing was done.",
      "JSON fields: incident, commit, tables, restsOnIt (computed on it later, and left), removed, kept (corrections),",
      "atSource (its old values were published there again)."
    })
final class UndoCommand extends WorkspaceCommand {
  @Parameters(index = "0", paramLabel = "INCIDENT", description = "Its number.")
  String incident = "";

  @Option(
      names = "--downstream",
      description = "Take back too what was computed later by its tables, or from them.")
  boolean downstream;

  @Option(
      names = "--why",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "A reason, which is kept.")
  String why = "";

  record View(
      String incident,
      CommitId commit,
      List<String> tables,
      List<String> restsOnIt,
      List<String> removed,
      List<String> kept,
      boolean atSource) {}

  /** JSON: only the source was changed. */
  record SourceView(String incident, boolean atSource) {}

  @Override
  boolean endsByItself() {
    return true;
  }

  @Override
  Exit run(Workspace workspace, Console console) {
    var id = Incidents.require(workspace, incident).id();
    switch (new Undoing(workspace, surroundings().clock()).undo(id, downstream, author(), why)) {
      case Outcome.Undone undone ->
          console.answer(
              new View(
                  id.toString(),
                  undone.commit(),
                  words(undone.tables()),
                  words(undone.restsOnIt()),
                  undone.removed(),
                  undone.kept(),
                  undone.atSource()),
              () -> tell(console, id.toString(), undone));
      case Outcome.UndoneAtSource(var sentence) ->
          console.answer(
              new SourceView(id.toString(), true),
              () ->
                  console.line(
                      console.paint(Ink.NAME, id.toString()) + ": " + Words.safe(sentence)));
      case Outcome.SourceRefuses(var sentence, var maybeLater) ->
          throw new Failure(
              Exit.CONFLICT,
              "source-refuses",
              "%s is not undone, neither here nor at its source: %s"
                  .formatted(id, Words.safe(sentence)),
              maybeLater
                  ? "when the source answers again: prunella undo " + id.number()
                  : "put it right there by hand; a run then loads what the source has");
      case Outcome.ChangedSince(var tables) ->
          throw new Failure(
              Exit.CONFLICT,
              "changed-since",
              "%s cannot be undone by itself: %s changed again later"
                  .formatted(id, one(tables) + (tables.size() == 1 ? " was" : " were")),
              "prunella undo "
                  + id.number()
                  + " --downstream takes the later changes back too; a run makes them anew");
      case Outcome.NothingPublished() ->
          throw new Failure(
              Exit.REFUSED,
              "nothing-published",
              "the healer has published nothing for " + id,
              "prunella incidents " + id.number());
      case Outcome.AlreadyUndone(var by) ->
          throw new Failure(
              Exit.REFUSED,
              "already-undone",
              "%s was undone by %s already, as %s".formatted(id, by.by(), by.commit().brief()),
              "prunella rollback main " + by.commit().brief() + " takes the undo back");
      case Outcome.TooLongAgo() ->
          throw new Failure(
              Exit.NOT_FOUND,
              "too-long-ago",
              "what was before " + id + " is not on record any more",
              "prunella publications");
    }
    return Exit.OK;
  }

  private static List<String> words(List<TableName> tables) {
    return tables.stream().map(TableName::toString).toList();
  }

  private static String one(List<TableName> tables) {
    return Words.safe(String.join(", ", words(tables)));
  }

  private static void tell(Console console, String id, Outcome.Undone undone) {
    console.line(
        console.paint(Ink.NAME, id)
            + " is "
            + console.paint(Ink.STRONG, "undone")
            + " by "
            + undone.commit().brief()
            + (undone.tables().isEmpty()
                ? ": its tables were as before already"
                : ": " + one(undone.tables()) + " as before"));
    if (undone.atSource()) {
      console.line("its source has the old values again");
    }
    if (!undone.restsOnIt().isEmpty()) {
      console.line(
          console.paint(Ink.CAUTION, "computed on it later, and left: ") + one(undone.restsOnIt()));
    }
    undone.removed().forEach(path -> console.line("taken away: " + Words.safe(path)));
    undone
        .kept()
        .forEach(
            path ->
                console.line(
                    console.paint(Ink.CAUTION, "left, for somebody has changed it: ")
                        + Words.safe(path)));
    console.line(
        console.paint(
            Ink.DIM,
            "such remedies for such a cause are only proposed from now on (prunella policy reset)"));
  }
}
