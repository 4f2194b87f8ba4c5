package dev.prunella.app.cli;

import dev.prunella.app.run.Workspace;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code prunella cases list}. */
@Command(
    name = "list",
    description = "List past incidents with what each was put down to, and what became of it.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella cases list",
      "  prunella cases list -n 100 --json",
      "JSON fields: cases: [incident, pipeline, interval, opened, state (healed, passed, dismissed, undone, open), failures:",
      "[table, kind, signature, codes], believed: [class, cause, confidence, blamed], remedies: [family, words, cause, outcome",
      "(held, undone, denied, verified, unproved, failed)], answers: [by, option, why], cost: [seconds, trials, waits,",
      "questions]], more."
    })
final class CasesListCommand extends WorkspaceCommand {
  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      defaultValue = "20",
      description = "How many; ${DEFAULT-VALUE} if left out.")
  int limit = 20;

  record Views(List<CaseViews.View> cases, boolean more) {}

  @Override
  Exit run(Workspace workspace, Console console) {
    Limits.atLeastOne("--limit", limit);
    var found = workspace.cases().newest(limit + 1);
    boolean more = found.size() > limit;
    var shown = found.stream().limit(limit).map(CaseViews::view).toList();
    console.answer(new Views(shown, more), () -> tell(console, shown, more));
    return Exit.OK;
  }

  private static void tell(Console console, List<CaseViews.View> shown, boolean more) {
    if (shown.isEmpty()) {
      console.line("nothing went wrong yet");
      return;
    }
    var grid = new Grid(console);
    for (var one : shown) {
      grid.row(
          Grid.text(one.incident(), Ink.NAME),
          Grid.text(one.state(), CaseViews.ink(one.state())),
          Grid.text(Words.cut(CaseViews.brief(one), 50)),
          Grid.text(Words.cut(CaseViews.turned(one), 60)),
          Grid.text(console.ago(one.opened()), Ink.DIM));
    }
    grid.print("");
    if (more) {
      console.line(console.paint(Ink.DIM, "... and more; -n N shows them"));
    }
  }
}
