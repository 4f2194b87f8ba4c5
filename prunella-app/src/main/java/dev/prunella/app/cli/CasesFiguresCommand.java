package dev.prunella.app.cli;

import dev.prunella.app.run.Workspace;
import dev.prunella.memory.Figures;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code prunella cases figures}. */
@Command(
    name = "figures",
    description = "How remedies turned out: each sort of remedy against each sort of cause.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella cases figures",
      "JSON fields: figures: [remedy, cause, tried, verified, held, undone, denied, waiting, unproved, failed], cases."
    })
final class CasesFiguresCommand extends WorkspaceCommand {
  private static final int MOST_CASES = 10_000;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      defaultValue = "1000",
      description = "So many of the newest incidents; ${DEFAULT-VALUE} if left out.")
  int limit = 1000;

  /** JSON: one sort. */
  record View(
      String remedy,
      String cause,
      int tried,
      int verified,
      int held,
      int undone,
      int denied,
      int waiting,
      int unproved,
      int failed) {
    static View of(Figures.Line line) {
      return new View(
          line.family().word(),
          line.cause(),
          line.tried(),
          line.verified(),
          line.held(),
          line.undone(),
          line.denied(),
          line.waiting(),
          line.unproved(),
          line.failed());
    }
  }

  record Views(List<View> figures, int cases) {}

  @Override
  Exit run(Workspace workspace, Console console) {
    var cases = workspace.cases().newest(Math.min(MOST_CASES, Limits.atLeastOne("--limit", limit)));
    var views = new Views(Figures.of(cases).stream().map(View::of).toList(), cases.size());
    console.answer(views, () -> tell(console, views));
    return Exit.OK;
  }

  private static void tell(Console console, Views views) {
    if (views.figures().isEmpty()) {
      console.line("no remedy was tried yet");
      return;
    }
    var grid =
        new Grid(console, "remedy", "cause", "tried", "verified", "held", "undone", "failed");
    for (var line : views.figures()) {
      grid.row(
          Grid.text(line.remedy(), Ink.NAME),
          Grid.text(Words.cut(line.cause(), 50)),
          Grid.number(line.tried()),
          Grid.number(line.verified()),
          Grid.number(line.held()),
          Grid.number(line.undone()),
          Grid.number(line.failed()));
    }
    grid.print("");
    console.line(console.paint(Ink.DIM, "of " + Words.count(views.cases(), "incident")));
  }
}
