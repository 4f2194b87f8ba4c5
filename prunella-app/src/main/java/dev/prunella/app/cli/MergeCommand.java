package dev.prunella.app.cli;

import dev.prunella.local.LocalLake;
import dev.prunella.refs.CommitInfo;
import dev.prunella.refs.Ref;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prunella merge}. */
@Command(
    name = "merge",
    description = {
      "Bring what a branch changed into another, all tables in one commit.",
      "A table that both changed is merged where that is provably right; else nothing is changed and the conflict is shown."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella merge fix-orders --dry-run      what it would do to main",
      "  prunella merge fix-orders                into main: published by hand, unverified",
      "  prunella merge main --into fix-orders    bring a branch up to date",
      "Exit code 3 means a conflict. JSON fields: result (done, would-do, up-to-date, conflict), branch, commit,",
      "publication, changes (as in show), conflicts: [name, kind, sentence, details: [kind, files, keys, sentence]]."
    })
final class MergeCommand extends LakeCommand {
  @Parameters(paramLabel = "REV", description = "What to merge: branch, tag or commit.")
  String from = "";

  @Option(
      names = "--into",
      paramLabel = "BRANCH",
      defaultValue = Ref.MAIN,
      description = "The branch that changes; ${DEFAULT-VALUE} if left out.")
  String into = Ref.MAIN;

  @Option(
      names = {"-n", "--dry-run"},
      description = "Say what it would do, and change nothing.")
  boolean dryRun;

  @Option(
      names = {"-m", "--message"},
      paramLabel = "WHY",
      description = "For the log.")
  @Nullable String message;

  @Override
  Exit run(LocalLake lake, Console console) {
    Refs.require(lake, into, Ref.Kind.BRANCH);
    var head = lake.lake().head(into);
    var source = lake.lake().resolve(from);
    var verbs =
        new MergeViews.Verbs(
            "merged " + Words.safe(from) + " into " + Words.safe(into),
            "would merge " + Words.safe(from) + " into " + Words.safe(into),
            Words.safe(into) + " already holds all of " + Words.safe(from),
            "cannot merge " + Words.safe(from) + " into " + Words.safe(into));
    var views = new MergeViews(lake, console, into, verbs);
    var why = message == null ? "merge " + from + " into " + into : message;
    // A table that both sides changed gets new files, which no commit names until the end.
    try (var _ = lake.leases().hold(why)) {
      if (dryRun) {
        return views.told(lake.lake().planMerge(from, into, lake.merger()), head);
      }
      var result = lake.lake().merge(from, into, lake.merger(), CommitInfo.by(author(), why));
      return views.told(result, head, lake.lake().isAncestor(head.id(), source.id()));
    }
  }
}
