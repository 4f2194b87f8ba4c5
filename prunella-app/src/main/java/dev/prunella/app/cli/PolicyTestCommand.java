package dev.prunella.app.cli;

import dev.prunella.app.heal.PolicyInForce;
import dev.prunella.app.heal.PolicyReplay;
import dev.prunella.app.heal.PolicyReplay.Past;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.view.IncidentJson;
import dev.prunella.incident.IncidentEvent.Autonomy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code prunella policy test}. */
@Command(
    name = "test",
    description = {
      "Decide on past incidents once more, by policy.yaml as it is now: what would be done by itself that a person decided",
      "then, and the other way round. Nothing is changed."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella policy test",
      "  prunella policy test --since 30d --json",
      "JSON fields: since, decided, unknown, otherwise, past: [incident, at, remedy, became, then, thenRule, now, nowRule,",
      "otherwise]; now is missing where the journal does not keep what was decided on."
    })
final class PolicyTestCommand extends WorkspaceCommand {
  private static final Pattern DAYS = Pattern.compile("([1-9]\\d{0,3})d");

  @Option(
      names = "--since",
      paramLabel = "DAYS",
      defaultValue = "90d",
      description = "How far back, such as 90d; ${DEFAULT-VALUE} if left out.")
  String since = "90d";

  record Views(Instant since, int decided, long unknown, long otherwise, List<View> past) {}

  record View(
      String incident,
      Instant at,
      String remedy,
      String became,
      String then,
      String thenRule,
      @Nullable String now,
      @Nullable String nowRule,
      boolean otherwise) {}

  @Override
  Exit run(Workspace workspace, Console console) {
    var days = DAYS.matcher(since);
    if (!days.matches()) {
      throw Failure.usage("'" + since + "' is no number of days", "write it as 90d");
    }
    var clock = surroundings().clock();
    var problems = new PolicyInForce(workspace, clock).rules().problems();
    if (!problems.isEmpty()) {
      throw new Failure(
          Exit.USAGE, "bad-project", String.join("\n", problems), "prunella validate");
    }
    var from = clock.instant().minus(Duration.ofDays(Integer.parseInt(days.group(1))));
    var past = new PolicyReplay(workspace, clock).since(from, wanted());
    var views = past.stream().map(PolicyTestCommand::view).toList();
    long unknown = views.stream().filter(v -> v.now() == null).count();
    long otherwise = views.stream().filter(View::otherwise).count();
    console.answer(
        new Views(from, views.size(), unknown, otherwise, views),
        () -> tell(console, views, unknown, otherwise));
    return Exit.OK;
  }

  private static View view(Past past) {
    return new View(
        past.incident().id().toString(),
        past.then().at(),
        past.then().remedy(),
        IncidentJson.state(past.incident()),
        word(past.then().autonomy()),
        past.then().rule(),
        past.now().map(n -> word(n.autonomy())).orElse(null),
        past.now().map(n -> n.rule()).orElse(null),
        past.isOtherwise());
  }

  private static String word(Autonomy autonomy) {
    return autonomy.name().toLowerCase(Locale.ROOT);
  }

  private void tell(Console console, List<View> views, long unknown, long otherwise) {
    if (views.isEmpty()) {
      console.line("nothing was decided in the last " + since);
      return;
    }
    var grid = new Grid(console, "incident", "remedy", "became", "then", "now", "by");
    for (var view : views) {
      if (view.otherwise()) {
        grid.row(
            Grid.text(view.incident(), Ink.NAME),
            Grid.text(Words.cut(view.remedy(), 50)),
            Grid.text(view.became()),
            Grid.text(view.then()),
            Grid.text(
                String.valueOf(view.now()).toUpperCase(Locale.ROOT),
                "auto".equals(view.now()) ? Ink.CAUTION : Ink.PLAIN),
            Grid.text(String.valueOf(view.nowRule()), Ink.DIM));
      }
    }
    grid.print("");
    console.line(
        (otherwise == 0
                ? "all would be decided as it was"
                : Words.count(otherwise) + " would be decided otherwise")
            + ", of "
            + Words.count(views.size(), "decision")
            + (unknown == 0 ? "" : "; of " + unknown + " the journal does not tell enough"));
  }
}
