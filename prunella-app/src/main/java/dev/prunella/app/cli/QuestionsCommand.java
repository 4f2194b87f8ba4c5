package dev.prunella.app.cli;

import dev.prunella.app.heal.Healing;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.view.QuestionJson;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code prunella questions}. */
@Command(
    name = "questions",
    description = "List what people are asked, the oldest first: who, since when, and who is next.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella questions",
      "  prunella answer 7 retry",
      "  prunella snooze 7 --for 4h",
      "JSON fields: questions: [incident, to, about, question, options, asked, number, severity (urgent, normal, low),",
      "sent: [to, channel, at, fate (sent, waits, failed, given up), why], snoozedUntil, nextTo, nextAt, lapsed]."
    })
final class QuestionsCommand extends WorkspaceCommand {
  record Views(List<QuestionJson.View> questions) {}

  @Override
  Exit run(Workspace workspace, Console console) {
    var healing = new Healing(workspace, surroundings().clock());
    var asked =
        healing.messenger().open(healing.open()).stream()
            .map(q -> QuestionJson.view(q, healing.messenger().next(q)))
            .toList();
    console.answer(new Views(asked), () -> QuestionViews.tell(console, asked));
    return Exit.OK;
  }
}
