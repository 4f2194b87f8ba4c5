package dev.prunella.app.cli;

import dev.prunella.app.heal.Healing;
import dev.prunella.app.run.Workspace;
import dev.prunella.incident.IncidentState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code prunella questions}. */
@Command(
    name = "questions",
    description = "List what people are asked, the oldest first.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella questions",
      "  prunella answer 7 retry",
      "JSON fields: questions: [incident, to, about, question, options, asked]."
    })
final class QuestionsCommand extends WorkspaceCommand {
  record Views(List<View> questions) {}

  record View(
      String incident,
      @Nullable String to,
      String about,
      String question,
      List<String> options,
      Instant asked) {}

  @Override
  Exit run(Workspace workspace, Console console) {
    var asked =
        new Healing(workspace, surroundings().clock())
            .open().stream().filter(i -> i.asked().isPresent()).toList();
    console.answer(
        new Views(asked.stream().map(QuestionsCommand::view).toList()), () -> tell(console, asked));
    return Exit.OK;
  }

  private static View view(IncidentState i) {
    var asked = i.asked().orElseThrow();
    return new View(
        i.id().toString(),
        asked.to().orElse(null),
        asked.about().toString(),
        asked.question(),
        asked.options(),
        asked.at());
  }

  private static void tell(Console console, List<IncidentState> asked) {
    if (asked.isEmpty()) {
      console.line("nobody is asked anything");
      return;
    }
    for (var i : asked) {
      var question = i.asked().orElseThrow();
      console.line(
          console.paint(Ink.NAME, i.id().toString())
              + "  "
              + console.paint(
                  Ink.STRONG, Words.safe(question.to().orElse("whoever looks after it")))
              + console.paint(Ink.DIM, "  " + console.ago(question.at())));
      console.line("  " + Words.safe(question.question()));
      console.line(
          "  "
              + console.paint(
                  Ink.DIM,
                  "prunella answer "
                      + i.id().number()
                      + " "
                      + String.join("|", question.options())));
    }
  }
}
