package dev.prunella.app.cli;

import dev.prunella.app.heal.PolicyInForce;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.view.PolicyJson;
import dev.prunella.heal.Policy;
import picocli.CommandLine.Command;

/** {@code prunella policy show}. */
@Command(
    name = "show",
    description = "Say what the healer may do now, by which rules, and what brakes it.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella policy show",
      "JSON fields: mode, from (mode, folder, main, in_doubt), rules: [words, do], default, actionsPerHour, actions,",
      "freezes: [from, to, why, now], opensAfter, breakers: [remedy, cause, incident, by, at], healing: [paused, since,",
      "by, why], problems."
    })
final class PolicyShowCommand extends WorkspaceCommand {
  @Override
  Exit run(Workspace workspace, Console console) {
    var inForce = new PolicyInForce(workspace, surroundings().clock());
    var rules = inForce.rules();
    var situation = inForce.situation();
    var view = PolicyJson.view(workspace.project().settings().mode(), rules, situation);
    console.answer(view, () -> tell(console, rules, situation, view));
    return rules.problems().isEmpty() ? Exit.OK : Exit.USAGE;
  }

  private static void tell(
      Console console,
      PolicyInForce.Rules rules,
      Policy.Situation situation,
      PolicyJson.View view) {
    situation.healing().paused().ifPresent(p -> console.line(PauseCommand.sentence(console, p)));
    console.line("mode " + console.paint(Ink.NAME, view.mode()) + mode(view.mode()));
    console.line("from " + rules.origin().words());
    rules.problems().forEach(p -> console.line("  " + console.paint(Ink.BAD, Words.safe(p))));
    for (var rule : view.rules()) {
      console.line("  " + Words.safe(rule.words()));
    }
    console.line("  everything else: " + view.otherwise());
    console.line(
        view.actionsPerHour() == null
            ? "budget none; " + situation.actions() + " done in the last hour"
            : "budget "
                + view.actionsPerHour()
                + " an hour, of which "
                + situation.actions()
                + " are used; beyond, it proposes");
    for (var freeze : view.freezes()) {
      console.line(
          (freeze.now() ? console.paint(Ink.CAUTION, "FROZEN ") : "freeze ")
              + console.when(freeze.from())
              + " to "
              + console.when(freeze.to())
              + ": "
              + Words.safe(freeze.why()));
    }
    console.line(
        "breaker opens after "
            + Words.count(view.opensAfter(), "undo")
            + " of a sort of remedy for a sort of cause");
    for (var breaker : view.breakers()) {
      console.line(
          console.paint(Ink.CAUTION, "  undone ")
              + breaker.remedy()
              + " for '"
              + Words.safe(breaker.cause())
              + "': "
              + breaker.incident()
              + ", by "
              + Words.safe(breaker.by())
              + console.paint(Ink.DIM, " " + console.ago(breaker.at())));
    }
  }

  private static String mode(String mode) {
    return switch (mode) {
      case "observe" -> ": nothing is done, whatever the rules say";
      case "propose" -> ": by itself it only runs the same again, whatever else the rules say";
      default -> "";
    };
  }
}
