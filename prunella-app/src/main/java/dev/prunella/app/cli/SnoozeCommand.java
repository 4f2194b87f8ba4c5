package dev.prunella.app.cli;

import dev.prunella.app.heal.Healing;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.view.QuestionJson;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prunella snooze}. */
@Command(
    name = "snooze",
    description = {
      "Put a question off: until then nobody is asked, and then the same person is asked again.",
      "The data stay as they are meanwhile. A question can be put off three times, by a week at most."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  prunella snooze 7 --for 4h", "JSON fields: as of prunella questions."})
final class SnoozeCommand extends WorkspaceCommand {
  @Parameters(index = "0", paramLabel = "INCIDENT", description = "Its number.")
  String incident = "";

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      defaultValue = "4h",
      description = "How long, such as 90m, 8h or 2d; ${DEFAULT-VALUE} if left out.")
  String time = "4h";

  @Override
  Exit run(Workspace workspace, Console console) {
    var messenger = new Healing(workspace, surroundings().clock()).messenger();
    var state = Incidents.require(workspace, incident);
    var question =
        messenger.open(List.of(state)).stream()
            .findFirst()
            .orElseThrow(
                () ->
                    Incidents.asksNothing(
                        console, state, workspace.incidents().events(state.id())));
    try {
      messenger.snooze(question, author(), Spans.of(time));
    } catch (IllegalArgumentException e) {
      throw new Failure(Exit.REFUSED, "not-put-off", String.valueOf(e.getMessage()), null, e);
    }
    var after =
        messenger.open(List.of(state)).stream()
            .map(q -> QuestionJson.view(q, messenger.next(q)))
            .toList();
    console.answer(new QuestionsCommand.Views(after), () -> QuestionViews.tell(console, after));
    return Exit.OK;
  }
}
