package dev.prunella.app.cli;

import dev.prunella.app.heal.CodeProposal;
import dev.prunella.app.heal.Healing;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.view.IncidentJson;
import dev.prunella.app.view.PauseJson;
import dev.prunella.incident.IncidentState;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prunella incidents}. */
@Command(
    name = "incidents",
    description =
        "List what went wrong and what became of it, newest first; or tell the story of one.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella incidents",
      "  prunella incidents --open",
      "  prunella incidents 7 --patch | git apply",
      "  prunella incidents 7              what was seen, believed, tried, decided, and what happens next",
      "JSON fields: incidents: [incident, state (open, waiting, asked, proposed, healed, passed, dismissed, undone),",
      "pipeline, interval, run, opened, seen, believed, tried, proposed, published, asked, waitsUntil, end, undone,",
      "noted: [at, note, fate, words], amendments: [at, table, place, evidence, stage], watched: [at, seen, run,",
      "sentence], follows], more, healing: [paused, since, by, why]; of one incident: its own, and",
      "patch, pullRequest: where these lie ready for the author of a model."
    })
final class IncidentsCommand extends WorkspaceCommand {
  private static final int MOST_LOOKED_AT = 10_000;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "INCIDENT",
      description = "One of them, such as 7 or INC-7.")
  @Nullable String incident;

  @Option(names = "--open", description = "Only those that are open.")
  boolean open;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      defaultValue = "20",
      description = "How many; ${DEFAULT-VALUE} if left out.")
  int limit = 20;

  @Option(
      names = "--patch",
      description = "Of one whose model was put right: the patch of its author's file, to apply.")
  boolean patch;

  record Views(List<IncidentJson.View> incidents, boolean more, PauseJson.View healing) {}

  @Override
  Exit run(Workspace workspace, Console console) {
    if (incident != null) {
      var state = Incidents.require(workspace, incident);
      var proposal = CodeProposal.of(workspace, state.id());
      if (patch) {
        // As it is: another character, and it is no patch any more.
        console.out().print(proposal.orElseThrow(() -> noPatch(state)).patchText());
        console.out().flush();
        return Exit.OK;
      }
      console.answer(
          IncidentJson.view(state, workspace.incidents().events(state.id()), proposal),
          () -> {
            IncidentViews.tell(
                console, surroundings().zone(), state, workspace.incidents().events(state.id()));
            proposal.ifPresent(files -> IncidentViews.tell(console, surroundings().zone(), files));
          });
      return Exit.OK;
    }
    Limits.atLeastOne("--limit", limit);
    var found =
        workspace.incidents().newest(MOST_LOOKED_AT).stream()
            .flatMap(id -> workspace.incidents().state(id).stream())
            .filter(i -> !open || i.isOpen())
            .limit(limit + 1L)
            .toList();
    boolean more = found.size() > limit;
    var shown = found.stream().limit(limit).toList();
    var paused = workspace.healing().state().paused();
    console.answer(
        new Views(
            shown.stream()
                .map(i -> IncidentJson.view(i, workspace.incidents().events(i.id())))
                .toList(),
            more,
            PauseJson.View.of(paused)),
        () -> {
          paused.ifPresent(p -> console.line(PauseCommand.sentence(console, p)));
          tell(console, workspace, shown, more);
        });
    return Exit.OK;
  }

  /** A run that nobody had healed is no incident before the healer looks at it. */
  private void noneYet(Console console, Workspace workspace) {
    int failed = new Healing(workspace, surroundings().clock()).unhealed();
    if (failed == 0) {
      console.line("no incidents yet");
      return;
    }
    console.line("no incidents yet; " + Words.count(failed, "run") + " did not come through");
    console.next("prunella heal");
  }

  private static Failure noPatch(IncidentState incident) {
    return new Failure(
        Exit.NOT_FOUND,
        "no-patch",
        "no model was put right for " + incident.id(),
        "prunella incidents " + incident.id().number());
  }

  private void tell(Console console, Workspace workspace, List<IncidentState> shown, boolean more) {
    if (shown.isEmpty()) {
      if (open) {
        console.line("no incident is open");
      } else {
        noneYet(console, workspace);
      }
      return;
    }
    var grid = new Grid(console);
    for (var i : shown) {
      grid.row(
          Grid.text(i.id().toString(), Ink.NAME),
          Grid.text(i.isByHand() ? "main" : i.opened().pipeline()),
          Grid.text(i.opened().label().orElse("")),
          Grid.text(IncidentJson.state(i), IncidentViews.ink(i)),
          Grid.text(Words.cut(IncidentJson.brief(i), 70)),
          Grid.text(console.ago(i.opened().at()), Ink.DIM));
    }
    grid.print("");
    if (more) {
      console.line(console.paint(Ink.DIM, "... and more; -n N shows them"));
    }
    console.next("prunella incidents " + shown.getFirst().id().number());
  }
}
