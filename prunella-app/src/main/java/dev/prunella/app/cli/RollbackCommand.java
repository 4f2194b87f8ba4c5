package dev.prunella.app.cli;

import dev.prunella.local.LocalLake;
import dev.prunella.refs.Commit;
import dev.prunella.refs.CommitInfo;
import dev.prunella.refs.Ref;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prunella rollback}. */
@Command(
    name = "rollback",
    description = {
      "Undo a commit, or a range of commits, by a new commit.",
      "Later changes of other tables are kept. A table that was changed again later is a conflict."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella rollback main                   undo main's newest commit",
      "  prunella rollback 3fa9c21b04de --dry-run",
      "  prunella rollback v1.0..main             back to the tag, as a new commit",
      "Exit code 3 means a conflict. JSON fields are those of merge."
    })
final class RollbackCommand extends LakeCommand {
  @Parameters(
      paramLabel = "COMMIT|A..B",
      description = "A commit to undo; or A..B: everything after A, up to and including B.")
  String range = "";

  @Option(
      names = "--branch",
      paramLabel = "BRANCH",
      defaultValue = Ref.MAIN,
      description = "Where to undo it; ${DEFAULT-VALUE} if left out.")
  String branch = Ref.MAIN;

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
    Refs.require(lake, branch, Ref.Kind.BRANCH);
    var to = lake.lake().resolve(last());
    var from = first(lake, to);
    var head = lake.lake().head(branch);
    if (!lake.lake().isAncestor(from.id(), to.id())) {
      throw Failure.usage(
          "'" + range + "': " + from.id() + " does not come before " + to.id(),
          "prunella log --graph");
    }
    if (!lake.lake().isAncestor(to.id(), head.id())) {
      throw Failure.usage(
          "'%s' is no part of '%s'".formatted(last(), branch), "prunella log " + branch);
    }
    var what = Words.safe(range) + " on " + Words.safe(branch);
    var verbs =
        new MergeViews.Verbs(
            "rolled back " + what,
            "would roll back " + what,
            "there is nothing left to roll back of " + what,
            "cannot roll back " + what);
    var views = new MergeViews(lake, console, branch, verbs);
    if (dryRun) {
      return views.told(lake.lake().planRollback(branch, from, to), head);
    }
    var why = message == null ? "roll back " + described(to) : message;
    return views.told(
        lake.lake().rollback(branch, from, to, CommitInfo.by(author(), why)), head, false);
  }

  private String last() {
    int dots = range.indexOf("..");
    var last = dots < 0 ? range : range.substring(dots + 2);
    return last.isEmpty() ? branch : last;
  }

  private Commit first(LocalLake lake, Commit to) {
    int dots = range.indexOf("..");
    if (dots >= 0) {
      if (dots == 0) {
        throw Failure.usage("'" + range + "' does not say where to begin", "write A..B");
      }
      return lake.lake().resolve(range.substring(0, dots));
    }
    return to.firstParent()
        .map(lake.lake()::commit)
        .orElseThrow(
            () ->
                new Failure(
                    Exit.REFUSED,
                    "first-commit",
                    "the first commit of a lake cannot be undone",
                    "prunella log"));
  }

  private String described(Commit to) {
    return range.contains("..") ? range : to.id() + " (" + to.message() + ")";
  }
}
