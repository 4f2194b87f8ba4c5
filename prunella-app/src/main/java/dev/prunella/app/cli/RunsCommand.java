package dev.prunella.app.cli;

import dev.prunella.app.view.RunJson;
import dev.prunella.app.view.Worker;
import dev.prunella.local.LocalLake;
import dev.prunella.local.runs.LakePresence;
import dev.prunella.local.runs.LakeRunJournal;
import dev.prunella.pipeline.Evidence;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunState;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code prunella runs}. */
@Command(
    name = "runs",
    description = "List runs, newest first; or remove the branches that old ones have left.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella runs",
      "  prunella runs --failed           those that did not publish everything",
      "  prunella runs --pipeline daily -n 50 --json",
      "  prunella runs --clean --older-than 14 --dry-run",
      "The branches of a run that did not publish everything are evidence; they go by themselves when a later run of",
      "the same interval has published everything, and with --clean when they are old. The runs stay listed.",
      "JSON fields: runs: [run, pipeline, interval, outcome, open (working or killed), sentence, began,",
      "ended, by, commit, ...] as of prunella show RUN --json, more (true when there are others).",
      "With --clean: removed: [run, pipeline, interval, outcome, branches], dryRun."
    })
final class RunsCommand extends LakeCommand {
  /** So far back is looked for runs that fit the options. */
  private static final int MOST_LOOKED_AT = 10_000;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      defaultValue = "20",
      description = "How many; ${DEFAULT-VALUE} if left out.")
  int limit = 20;

  @Option(names = "--failed", description = "Only runs that did not publish everything.")
  boolean failed;

  @Option(names = "--pipeline", paramLabel = "NAME", description = "Only runs of this pipeline.")
  @Nullable String pipeline;

  @Option(
      names = "--clean",
      description = "Remove the branches of runs that are older than N days.")
  boolean clean;

  @Option(
      names = "--older-than",
      paramLabel = "N",
      defaultValue = "30",
      description =
          "With --clean: how many days nothing has happened in the run; ${DEFAULT-VALUE}.")
  int days = 30;

  @Option(names = "--dry-run", description = "With --clean: say what would go; remove nothing.")
  boolean dryRun;

  record Views(List<RunJson.View> runs, boolean more) {}

  /** JSON: a run whose branches were removed. */
  record Removed(
      String run,
      @Nullable String pipeline,
      @Nullable String interval,
      RunEvent.@Nullable Outcome outcome,
      List<String> branches) {
    static Removed of(Evidence.Kept kept) {
      return new Removed(
          kept.run().toString(),
          kept.opened().map(RunEvent.Opened::pipeline).orElse(null),
          kept.opened().flatMap(RunEvent.Opened::intervalLabel).orElse(null),
          kept.outcome().orElse(null),
          kept.branches());
    }
  }

  record Cleaned(List<Removed> removed, boolean dryRun) {}

  private Exit clean(LocalLake lake, Console console) {
    if (failed || pipeline != null) {
      throw Failure.usage("--clean is about all runs: leave out the other options", null);
    }
    if (days < 0) {
      throw Failure.usage("--older-than is a number of days, not " + days, null);
    }
    var clock = surroundings().clock();
    try (var presence = new LakePresence(lake.lake().store(), clock)) {
      var journal = new LakeRunJournal(lake.lake(), text -> text);
      var evidence = new Evidence(lake.lake(), journal, presence);
      var old = evidence.olderThan(clock.instant().minus(Duration.ofDays(days)));
      if (!dryRun) {
        old.forEach(kept -> evidence.remove(kept, author()));
      }
      console.answer(
          new Cleaned(old.stream().map(Removed::of).toList(), dryRun), () -> tell(console, old));
    }
    return Exit.OK;
  }

  private void tell(Console console, List<Evidence.Kept> old) {
    var grid = new Grid(console);
    for (var kept : old) {
      grid.row(
          Grid.text(kept.run().toString(), Ink.NAME),
          Grid.text(kept.opened().map(RunEvent.Opened::pipeline).orElse("")),
          Grid.text(kept.opened().flatMap(RunEvent.Opened::intervalLabel).orElse("")),
          // Those that somebody works on are not among them.
          Grid.text(
              kept.outcome().isPresent() ? RunJson.words(kept.outcome()) : "killed",
              RunViews.ink(kept.outcome())),
          Grid.text(String.join(", ", kept.branches()), Ink.DIM));
    }
    grid.print("  ");
    long branches = old.stream().mapToLong(k -> k.branches().size()).sum();
    console.line(
        Words.count(branches, "branch", "branches")
            + " of "
            + Words.count(old.size(), "run")
            + (dryRun ? " would be removed" : " removed"));
    if (!dryRun && branches > 0) {
      console.next("prunella gc frees what only they needed, some days from now");
    }
  }

  @Override
  Exit run(LocalLake lake, Console console) {
    if (clean) {
      return clean(lake, console);
    }
    if (dryRun) {
      throw Failure.usage("--dry-run goes with --clean", null);
    }
    Limits.atLeastOne("--limit", limit);
    var journal = new LakeRunJournal(lake.lake(), text -> text);
    var states =
        journal.newest(MOST_LOOKED_AT).stream()
            .filter(o -> pipeline == null || o.event().pipeline().equals(pipeline))
            .map(o -> journal.state(o.run()))
            .filter(state -> !failed || !state.complete())
            .limit(limit + 1L)
            .toList();
    boolean more = states.size() > limit;
    var shown = states.stream().limit(limit).toList();
    try (var presence = new LakePresence(lake.lake().store(), surroundings().clock())) {
      var views =
          new Views(
              shown.stream().map(s -> RunJson.view(s, Worker.of(s, presence))).toList(), more);
      console.answer(views, () -> tell(console, shown, more, presence));
    }
    return Exit.OK;
  }

  private static void tell(
      Console console, List<RunState> runs, boolean more, LakePresence presence) {
    if (runs.isEmpty()) {
      console.line("no runs yet");
      console.next("prunella run");
      return;
    }
    var grid = new Grid(console);
    for (var run : runs) {
      var worker = Worker.of(run, presence);
      grid.row(
          Grid.text(run.run().toString(), Ink.NAME),
          Grid.text(run.opened().pipeline()),
          Grid.text(run.opened().intervalLabel().orElse("")),
          Grid.text(worker.words(run), RunViews.ink(run, worker)),
          Grid.text(worker.sentence(run)),
          Grid.text(console.ago(run.opened().at()), Ink.DIM));
    }
    grid.print("");
    if (more) {
      console.line(console.paint(Ink.DIM, "... and more; -n N shows them"));
    }
  }
}
