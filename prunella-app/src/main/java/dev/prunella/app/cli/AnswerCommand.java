package dev.prunella.app.cli;

import dev.prunella.app.heal.Healing;
import dev.prunella.app.run.Workspace;
import dev.prunella.heal.Healer;
import dev.prunella.incident.IncidentState;
import dev.prunella.refs.DidYouMean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prunella answer}, and the two answers that have a name of their own. */
@Command(
    name = "answer",
    description = "Answer what an incident asks; it goes on at once.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella answer 7 retry",
      "  prunella answer 7 dismiss --why 'the sheet is empty on purpose'",
      "JSON fields: as of prunella incidents INCIDENT --json."
    })
class AnswerCommand extends WorkspaceCommand {
  @Parameters(index = "0", paramLabel = "INCIDENT", description = "Its number.")
  String incident = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "OPTION",
      description = "One of those that are offered.")
  String option = "";

  @Option(
      names = "--why",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "A reason, which is kept.")
  String why = "";

  String option() {
    return option;
  }

  @Override
  final Exit run(Workspace workspace, Console console) {
    var state = Incidents.require(workspace, incident);
    var options =
        state
            .asked()
            .orElseThrow(
                () ->
                    new Failure(
                        Exit.USAGE,
                        "not-asked",
                        state.id() + " asks nothing",
                        "prunella questions lists what is asked"))
            .options();
    var given = option();
    if (!options.contains(given)) {
      throw Failure.usage(
          (given.isEmpty() ? "an answer is missing" : "'" + given + "' is no answer to that")
              + DidYouMean.among(options, given).map(o -> "; did you mean '" + o + "'?").orElse(""),
          "one of " + String.join(", ", options));
    }
    try (var running = new Running()) {
      var healing = new Healing(workspace, surroundings().clock());
      var after = healing.answer(state.id(), author(), given, why, running.cancellation());
      if (after.isOpen() && healing.paused().isPresent()) {
        console.note("the answer is kept, and healing is paused (prunella resume-healing)");
      }
      console.answer(IncidentViews.view(after), () -> tell(console, workspace, after));
      return after.isOpen() ? Exit.HELD : Exit.OK;
    }
  }

  private void tell(Console console, Workspace workspace, IncidentState after) {
    IncidentViews.tell(
        console, surroundings().zone(), after, workspace.incidents().events(after.id()));
  }

  /** {@code prunella approve}. */
  @Command(
      name = "approve",
      description =
          "Let a verified remedy be published: it is verified once more, then it is main.",
      footerHeading = "%nExamples:%n",
      footer = {"  prunella approve 7", "JSON fields: as of prunella incidents INCIDENT --json."})
  static final class Approve extends AnswerCommand {
    @Override
    String option() {
      return Healer.APPROVE;
    }
  }

  /** {@code prunella deny}. */
  @Command(
      name = "deny",
      description = "Forbid a proposed remedy; another one is tried, or somebody is asked.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  prunella deny 7 --why 'that was a real sale'",
        "JSON fields: as of prunella incidents INCIDENT --json."
      })
  static final class Deny extends AnswerCommand {
    @Override
    String option() {
      return Healer.DENY;
    }
  }
}
