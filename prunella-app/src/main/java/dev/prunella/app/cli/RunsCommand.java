package dev.prunella.app.cli;

import dev.prunella.local.LocalLake;
import dev.prunella.local.runs.LakeRunJournal;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunState;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code prunella runs}. */
@Command(
    name = "runs",
    description = "List runs, newest first.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella runs",
      "  prunella runs --failed           those that did not publish everything",
      "  prunella runs --pipeline daily -n 50 --json",
      "JSON fields: runs: [run, pipeline, interval, outcome, sentence, began, ended, by, commit, ...]",
      "as of prunella show RUN --json, more (true when there are others)."
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

  record Views(List<RunViews.View> runs, boolean more) {}

  @Override
  Exit run(LocalLake lake, Console console) {
    Limits.atLeastOne("--limit", limit);
    var journal = new LakeRunJournal(lake.lake(), text -> text);
    var states =
        journal.newest(MOST_LOOKED_AT).stream()
            .filter(o -> pipeline == null || o.event().pipeline().equals(pipeline))
            .map(o -> RunState.of(o.run(), journal.events(o.run())))
            .filter(state -> !failed || !state.complete())
            .limit(limit + 1L)
            .toList();
    boolean more = states.size() > limit;
    var shown = states.stream().limit(limit).toList();
    var views = new Views(shown.stream().map(RunViews::view).toList(), more);
    console.answer(views, () -> tell(console, shown, more));
    return Exit.OK;
  }

  private static void tell(Console console, List<RunState> runs, boolean more) {
    if (runs.isEmpty()) {
      console.line("no runs yet");
      console.next("prunella run");
      return;
    }
    var grid = new Grid(console);
    for (var run : runs) {
      var outcome = run.closed().map(RunEvent.Closed::outcome);
      grid.row(
          Grid.text(run.run().toString(), Ink.NAME),
          Grid.text(run.opened().pipeline()),
          Grid.text(run.opened().intervalLabel().orElse("")),
          Grid.text(RunViews.words(outcome), RunViews.ink(outcome)),
          Grid.text(run.closed().map(RunEvent.Closed::sentence).orElse("")),
          Grid.text(console.ago(run.opened().at()), Ink.DIM));
    }
    grid.print("");
    if (more) {
      console.line(console.paint(Ink.DIM, "... and more; -n N shows them"));
    }
  }
}
