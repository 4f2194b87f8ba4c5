package dev.prunella.app.cli;

import dev.prunella.app.heal.PolicyInForce;
import dev.prunella.app.run.Workspace;
import dev.prunella.heal.HealingState;
import dev.prunella.heal.Standing;
import dev.prunella.incident.IncidentEvent.Autonomy;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
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
  private static final int MOST_INCIDENTS = 10_000;

  /** What stands before the first number of a cause is a condition in CEL as it is. */
  private static final String PLAIN = "[\\p{L}\\p{N} _.,:()-]{3,80}";

  record Views(List<View> standing, int incidents, boolean more) {}

  /** JSON: one sort of remedy for one sort of cause. */
  record View(
      String remedy,
      @com.fasterxml.jackson.annotation.JsonProperty("class") String failureClass,
      String cause,
      int tried,
      int verified,
      int agreed,
      int denied,
      int published,
      int held,
      int undone,
      int switchedBack,
      boolean lowered,
      @Nullable String decided,
      @Nullable String suggested) {}

  @Override
  Exit run(Workspace workspace, Console console) {
    var ids = workspace.incidents().newest(MOST_INCIDENTS + 1);
    var journals =
        ids.stream().limit(MOST_INCIDENTS).map(workspace.incidents()::events).toList().reversed();
    var rules = new PolicyInForce(workspace, surroundings().clock()).rules().policy();
    var healing = workspace.healing().state();
    var views =
        Standing.of(journals).lines().stream()
            .map(line -> view(line, healing, rules.brakes().opensAfter()))
            .toList();
    boolean more = ids.size() > MOST_INCIDENTS;
    console.answer(new Views(views, journals.size(), more), () -> tell(console, views));
    return Exit.OK;
  }

  private static View view(Standing.Line line, HealingState healing, int opensAfter) {
    var key = line.key();
    return new View(
        key.family().word(),
        key.failureClass().word(),
        key.cause(),
        line.tried(),
        line.verified(),
        line.agreed(),
        line.denied(),
        line.published(),
        line.held(),
        line.undone(),
        line.regressed(),
        healing.undos(key.family(), key.cause()) >= opensAfter,
        line.decided().map(PolicyStandingCommand::word).orElse(null),
        line.suggested().map(may -> rule(key, may)).orElse(null));
  }

  /** A line for policy.yaml. */
  private static String rule(Standing.Key key, Autonomy may) {
    var cause = key.cause().split("#", 2)[0].strip();
    return "- {remedy: %s, class: %s, %sdo: %s}"
        .formatted(
            key.family().word(),
            key.failureClass().word(),
            cause.matches(PLAIN) ? "when: \"cause.startsWith('" + cause + "')\", " : "",
            word(may));
  }

  private static String word(Autonomy autonomy) {
    return autonomy.name().toLowerCase(Locale.ROOT);
  }

  private static void tell(Console console, List<View> views) {
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
    if (views.stream().anyMatch(View::lowered)) {
      console.next("prunella policy reset --why '...'");
    }
  }
}
