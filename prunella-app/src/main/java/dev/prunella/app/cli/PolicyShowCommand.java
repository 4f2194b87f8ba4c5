package dev.prunella.app.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.prunella.app.heal.PolicyInForce;
import dev.prunella.app.project.Settings.Mode;
import dev.prunella.app.run.Workspace;
import dev.prunella.heal.HealingEvent;
import dev.prunella.heal.HealingState;
import dev.prunella.heal.Policy;
import dev.prunella.incident.IncidentEvent.Autonomy;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
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
  record View(
      String mode,
      String from,
      List<RuleView> rules,
      @JsonProperty("default") String otherwise,
      @Nullable Integer actionsPerHour,
      int actions,
      List<FreezeView> freezes,
      int opensAfter,
      List<BreakerView> breakers,
      PauseCommand.View healing,
      List<String> problems) {}

  record RuleView(String words, @JsonProperty("do") String may) {}

  record FreezeView(Instant from, Instant to, String why, boolean now) {}

  /** JSON: an undo that counts against a sort of remedy for a sort of cause. */
  record BreakerView(String remedy, String cause, String incident, String by, Instant at) {}

  @Override
  Exit run(Workspace workspace, Console console) {
    var inForce = new PolicyInForce(workspace, surroundings().clock());
    var rules = inForce.rules();
    var situation = inForce.situation();
    var view = view(workspace.project().settings().mode(), rules, situation);
    console.answer(view, () -> tell(console, rules, situation, view));
    return rules.problems().isEmpty() ? Exit.OK : Exit.USAGE;
  }

  private static View view(Mode mode, PolicyInForce.Rules rules, Policy.Situation situation) {
    var policy = rules.policy();
    var brakes = policy.brakes();
    return new View(
        mode.name().toLowerCase(Locale.ROOT),
        rules.origin().name().toLowerCase(Locale.ROOT),
        policy.rules().stream().map(r -> new RuleView(r.words(), word(r.autonomy()))).toList(),
        word(policy.otherwise()),
        brakes.actionsPerHour().isPresent() ? brakes.actionsPerHour().getAsInt() : null,
        situation.actions(),
        brakes.freezes().stream()
            .map(
                f ->
                    new FreezeView(
                        f.from(),
                        f.to(),
                        f.why(),
                        !situation.at().isBefore(f.from()) && situation.at().isBefore(f.to())))
            .toList(),
        brakes.opensAfter(),
        breakers(situation.healing()),
        PauseCommand.View.of(situation.healing().paused()),
        rules.problems());
  }

  /** What was undone since the breakers were closed last. */
  static List<BreakerView> breakers(HealingState healing) {
    return healing.undone().stream()
        .map(
            (HealingEvent.Undone u) ->
                new BreakerView(
                    u.family().word(), u.cause(), u.incident().toString(), u.by(), u.at()))
        .toList();
  }

  private static String word(Autonomy autonomy) {
    return autonomy.name().toLowerCase(Locale.ROOT);
  }

  private static void tell(
      Console console, PolicyInForce.Rules rules, Policy.Situation situation, View view) {
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
