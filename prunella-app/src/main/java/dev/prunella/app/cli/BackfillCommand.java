package dev.prunella.app.cli;

import dev.prunella.app.run.Workspace;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code prunella backfill}. */
@Command(
    name = "backfill",
    description = {
      "Run a pipeline for past intervals, one after another, each published by itself.",
      "Intervals that are done, or whose files are not there, are passed over and counted. What was rolled back or",
      "dropped since, or whose files have changed, is not done; what older code made is, until you say --again."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella backfill --from 2026-11-01 --to 2026-11-08     the first seven days of November",
      "  prunella backfill                                       from the pipeline's start until now",
      "  prunella backfill --from 2026-11-01 --again             also those that are done",
      "Ctrl-C ends it after what is published; the same command goes on from there.",
      "JSON fields: pipeline, intervals, published, unchanged, failed, again: [interval, why], passedOver: [interval,",
      "why], runs: [...], stopped."
    })
final class BackfillCommand extends WorkspaceCommand {
  @Mixin RunChoice choice = new RunChoice();

  @Option(
      names = "--from",
      paramLabel = "WHEN",
      description = "The first interval; the pipeline's start if left out.")
  @Nullable String from;

  @Option(
      names = "--to",
      paramLabel = "WHEN",
      description = "The interval before which to end; the present one if left out.")
  @Nullable String to;

  @Option(
      names = "--keep-going",
      description = "Go on with the next interval when one fails; else it ends there.")
  boolean keepGoing;

  @Option(names = "--dry-run", description = "List the intervals; change nothing.")
  boolean dryRun;

  @Override
  boolean isAttended() {
    return true;
  }

  @Override
  boolean endsByItself() {
    return true;
  }

  @Override
  Exit run(Workspace workspace, Console console) {
    var chosen = choice.choose(workspace.codeTrees().now());
    DbtViews.remind(console, chosen.code().project());
    var intervals = RunChoice.between(chosen, from, to, surroundings().clock().instant());
    return new Backfill(workspace, console, choice, chosen, author(), surroundings().clock())
        .keepGoing(keepGoing)
        .run(intervals, dryRun);
  }
}
