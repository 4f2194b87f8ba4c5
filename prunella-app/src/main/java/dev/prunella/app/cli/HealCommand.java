package dev.prunella.app.cli;

import dev.prunella.app.heal.Healing;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.view.IncidentJson;
import dev.prunella.heal.Healer;
import dev.prunella.incident.IncidentState;
import dev.prunella.pipeline.Cancellation;
import dev.prunella.pipeline.RunState;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prunella heal}. */
@Command(
    name = "heal",
    description = {
      "Heal what went wrong: try remedies for each open incident, and publish what is proved.",
      "Remedies are tried and proved in a rehearsal of the real run; what was proved is published as far as the project's",
      "mode allows it. Runs that did not come through become incidents first, where they are none yet and no later run has",
      "made what they did not."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella heal                     all that are open and need not wait",
      "  prunella heal 7                   this one, also while it waits",
      "  prunella heal 7 --explain         what would be tried, in order; nothing is tried",
      "  prunella run --heal               run, and heal at once what does not come through",
      "JSON fields: incidents: as of prunella incidents --json. With --explain: plans: [incident, remedies: [table, family,",
      "words]]; of one incident that is named: its own."
    })
final class HealCommand extends WorkspaceCommand {
  @Parameters(index = "0", arity = "0..1", paramLabel = "INCIDENT", description = "Only this one.")
  @Nullable String incident;

  @Option(
      names = {"--explain", "--dry-run"},
      description = "Say what would be tried; try and change nothing.")
  boolean explain;

  record Views(List<IncidentJson.View> incidents) {}

  /** JSON: what would be tried for each that is open. */
  record Plans(List<Plan> plans) {}

  /** JSON: what would be tried for an incident, in order. */
  record Plan(String incident, List<Step> remedies) {}

  record Step(String table, String family, String words) {}

  @Override
  boolean endsByItself() {
    return true;
  }

  @Override
  Exit run(Workspace workspace, Console console) {
    var healing = new Healing(workspace, surroundings().clock());
    if (incident == null && !explain) {
      healing.catchUp().forEach(run -> killed(console, run));
    }
    if (explain) {
      return explain(workspace, console, healing);
    }
    if (healing.paused().isPresent()) {
      var paused = healing.paused().get();
      throw new Failure(
          Exit.REFUSED,
          "healing-paused",
          "healing is paused by "
              + paused.by()
              + (paused.why().isBlank() ? "" : ": " + paused.why()),
          "prunella resume-healing");
    }
    try (var running = new Running(console.interrupts())) {
      var healed =
          incident == null
              ? healing.wake(running.cancellation())
              : List.of(
                  healing.heal(
                      Incidents.require(workspace, incident).id(),
                      Healer.When.NOW,
                      running.cancellation()));
      healing.trouble().forEach(console::warn);
      console.answer(
          new Views(
              healed.stream()
                  .map(i -> IncidentJson.view(i, workspace.incidents().events(i.id())))
                  .toList()),
          () -> tell(console, workspace, healed));
      return running.cancellation().isCancelled()
          ? Exit.INTERRUPTED
          : healed.stream().anyMatch(IncidentState::isOpen) ? Exit.HELD : Exit.OK;
    }
  }

  private static void killed(Console console, RunState run) {
    console.warn(
        run.run()
            + run.opened().intervalLabel().map(l -> " of " + l).orElse("")
            + " was killed before its end; prunella resume "
            + run.run()
            + " goes on with it");
  }

  private Exit explain(Workspace workspace, Console console, Healing healing) {
    var named = incident;
    var which = named == null ? healing.open() : List.of(Incidents.require(workspace, named));
    try (var running = new Running(console.interrupts())) {
      var plans = which.stream().map(one -> plan(healing, one, running.cancellation())).toList();
      console.answer(
          named == null ? new Plans(plans) : plans.getFirst(),
          () -> {
            plans.forEach(plan -> tell(console, plan));
            if (plans.isEmpty()) {
              console.line("no incident is open");
            }
          });
    }
    return Exit.OK;
  }

  private static Plan plan(Healing healing, IncidentState incident, Cancellation cancellation) {
    return new Plan(
        incident.id().toString(),
        healing.plan(incident, cancellation).stream()
            .map(r -> new Step(r.table().toString(), r.family().word(), r.words()))
            .toList());
  }

  private static void tell(Console console, Plan plan) {
    console.line(
        console.paint(Ink.NAME, plan.incident())
            + (plan.remedies().isEmpty()
                ? ": nothing that it knows would help; it would ask"
                : ": it would try, in this order"));
    plan.remedies()
        .forEach(
            s ->
                console.line(
                    "  "
                        + Words.safe(s.table() + ": " + s.words())
                        + console.paint(Ink.DIM, "  " + s.family())));
  }

  private void tell(Console console, Workspace workspace, List<IncidentState> healed) {
    if (healed.isEmpty()) {
      console.line("no incident is open");
      return;
    }
    for (var one : healed) {
      IncidentViews.tell(
          console, surroundings().zone(), one, workspace.incidents().events(one.id()));
      console.line("");
    }
  }
}
