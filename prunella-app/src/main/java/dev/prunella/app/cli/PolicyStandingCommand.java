package dev.prunella.app.cli;

import dev.prunella.app.run.Workspace;
import dev.prunella.app.view.StandingJson;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code prunella policy standing}. */
@Command(
    name = "standing",
    description = {
      "Tell how each sort of remedy has turned out for each sort of cause, and which rule that suggests. Nothing raises",
      "what may be done by itself but a person who writes the rule; one undo lowers it at once (prunella policy reset)."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella policy standing",
      "JSON fields: standing: [remedy, class, cause, tried, verified, agreed, denied, published, held, undone,",
      "switchedBack, lowered, decided (forbid, propose, auto), suggested], incidents, more."
    })
final class PolicyStandingCommand extends WorkspaceCommand {
  @Override
  Exit run(Workspace workspace, Console console) {
    var views = StandingJson.of(workspace, surroundings().clock());
    console.answer(views, () -> tell(console, views.standing()));
    return Exit.OK;
  }

  private static void tell(Console console, List<StandingJson.View> views) {
    if (views.isEmpty()) {
      console.line("no remedy has been tried yet");
      return;
    }
    var grid =
        new Grid(
            console,
            "remedy",
            "cause",
            "tried",
            "verified",
            "agreed",
            "denied",
            "published",
            "held",
            "undone",
            "");
    for (var v : views) {
      grid.row(
          Grid.text(v.remedy(), Ink.NAME),
          Grid.text(Words.cut(v.cause(), 44)),
          Grid.number(v.tried()),
          Grid.number(v.verified()),
          Grid.number(v.agreed()),
          Grid.number(v.denied()),
          Grid.number(v.published()),
          Grid.number(v.held()),
          Grid.number(v.undone() + v.switchedBack()),
          v.lowered() ? Grid.text("only proposed", Ink.CAUTION) : Grid.text(""));
    }
    grid.print("");
    for (var v : views) {
      if (v.suggested() != null) {
        console.line("you may want in policy.yaml: " + Words.safe(v.suggested()));
      }
    }
    if (views.stream().anyMatch(StandingJson.View::lowered)) {
      console.next("prunella policy reset --why '...'");
    }
  }
}
