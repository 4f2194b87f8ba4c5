package dev.prunella.app.cli;

import dev.prunella.local.LocalLake;
import dev.prunella.refs.Change;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.CommitInfo;
import dev.prunella.refs.CommitResult;
import dev.prunella.refs.EntryKey;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import dev.prunella.refs.Ref;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prunella table drop}. */
@Command(
    name = "drop",
    description = "Take a table off a branch. Other branches, tags and earlier commits keep it.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella table drop orders --branch fix-orders",
      "  prunella rollback COMMIT         brings it back",
      "JSON fields: name, branch, commit."
    })
final class TableDropCommand extends LakeCommand {
  @Parameters(paramLabel = "TABLE", description = "Such as orders or sales.orders.")
  String table = "";

  @Option(
      names = "--branch",
      paramLabel = "BRANCH",
      defaultValue = Ref.MAIN,
      description = "Where it is dropped; ${DEFAULT-VALUE} if left out.")
  String branch = Ref.MAIN;

  record View(EntryKey name, String branch, CommitId commit) {}

  @Override
  Exit run(LocalLake lake, Console console) {
    Refs.require(lake, branch, Ref.Kind.BRANCH);
    var key = Tables.name(table);
    var head = lake.lake().head(branch);
    var entry =
        Tables.all(lake, head).containsKey(key) ? lake.lake().entry(head, key).orElseThrow() : null;
    if (entry == null) {
      throw Tables.missing(lake, head, key);
    }
    var result =
        lake.lake()
            .commit(
                branch,
                List.of(Change.remove(key, entry)),
                CommitInfo.by(author(), "drop table " + key));
    return switch (result) {
      case CommitResult.Committed(var commit) -> {
        console.answer(
            new View(key, branch, commit.id()),
            () -> {
              console.line(
                  "dropped "
                      + Words.safe(key.toString())
                      + " from "
                      + Words.safe(branch)
                      + ": commit "
                      + console.paint(Ink.NAME, commit.id().brief()));
              console.next("prunella rollback " + commit.id() + branchOption() + " brings it back");
            });
        yield Exit.OK;
      }
      case CommitResult.Conflict _ ->
          throw new LakeException(
              Problem.CONFLICT, key + " was changed on '" + branch + "' at the same moment");
      case CommitResult.Unknown(var commit, var reason) ->
          throw new LakeException(
              Problem.UNKNOWN_FATE,
              "it is not known whether commit " + commit + " was made: " + reason);
    };
  }

  private String branchOption() {
    return branch.equals(Ref.MAIN) ? "" : " --branch " + Words.safe(branch);
  }
}
