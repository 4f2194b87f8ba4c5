package dev.prunella.app.cli;

import dev.prunella.app.heal.Healing;
import dev.prunella.app.heal.UnsoundCode;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.view.IncidentJson;
import dev.prunella.app.view.RunJson;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunListener;
import dev.prunella.pipeline.RunRequest;
import dev.prunella.pipeline.RunResult;
import dev.prunella.pipeline.RunState;
import dev.prunella.pipeline.Unbegun;
import dev.prunella.refs.Ref;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code prunella run}. */
@Command(
    name = "run",
    description = {
      "Run a pipeline for one interval, on a branch of its own; what it made reaches main at once, or not at all.",
      "Steps whose code, inputs and interval are as they were keep what they made."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella run                                  the newest interval with all its files that is not done",
      "  prunella run --interval 2026-11-22",
      "  prunella run sales --select stg_orders+       one model and all that is made from it",
      "  prunella run --from 2026-11-01 --to 2026-11-08    as prunella backfill",
      "  prunella run --heal                           and heal what does not come through",
      "  prunella run --dry-run                        what would be done, and why: prunella plan",
      "JSON fields: as of prunella show RUN --json; where there is nothing to run: only why."
    })
final class RunCommand extends WorkspaceCommand {
  @Mixin RunChoice choice = new RunChoice();

  @Option(
      names = {"-i", "--interval"},
      paramLabel = "WHEN",
      description = "The interval, such as 2026-11-22.")
  @Nullable String interval;

  @Option(names = "--from", paramLabel = "WHEN", description = "The first of several intervals.")
  @Nullable String from;

  @Option(names = "--to", paramLabel = "WHEN", description = "The interval before which to end.")
  @Nullable String to;

  @Option(names = "--dry-run", description = "Say what would be done, and why; change nothing.")
  boolean dryRun;

  @Option(
      names = "--heal",
      description = "Heal at once what does not come through, as far as the project's mode allows.")
  boolean heal;

  /** Who lets it heal by itself is not there to read. */
  @Override
  boolean isAttended() {
    return !heal;
  }

  @Override
  boolean endsByItself() {
    return true;
  }

  @Override
  Exit run(Workspace workspace, Console console) {
    if (interval != null && (from != null || to != null)) {
      throw Failure.usage("--interval is one interval, --from and --to are several", null);
    }
    var now = surroundings().clock().instant();
    var unsound = heal ? UnsoundCode.of(workspace.codeTrees()) : Optional.<UnsoundCode>empty();
    if (unsound.isPresent()) {
      return unsound(workspace, console, unsound.get(), now);
    }
    var chosen = choice.choose(workspace.codeTrees().now());
    DbtViews.remind(console, chosen.code().project());
    if (from != null || to != null) {
      return new Backfill(workspace, console, choice, chosen, author(), surroundings().clock())
          .run(RunChoice.between(chosen, from, to, now), dryRun);
    }
    return switch (choice.which(workspace, chosen, interval, now)) {
      case RunChoice.Which.One(var which, var why) -> {
        why.ifPresent(console::note);
        yield run(
            workspace,
            console,
            chosen,
            choice.request(chosen, which, now, author(), "prunella run"));
      }
      case RunChoice.Which.Nothing(var sentence) -> nothing(console, sentence);
    };
  }

  /** JSON: that no run was begun, and why. */
  record NothingView(String why) {}

  /** Nothing has failed: there was nothing to do. */
  static Exit nothing(Console console, String sentence) {
    console.answer(
        new NothingView(sentence),
        () -> {
          console.line(Words.safe(sentence));
          console.next("prunella run --interval WHEN runs one of them all the same");
        });
    return Exit.OK;
  }

  private Exit run(
      Workspace workspace, Console console, RunChoice.Chosen chosen, RunRequest request) {
    if (dryRun) {
      return PlanViews.answer(console, workspace, request);
    }
    var healing = new Healing(workspace, surroundings().clock());
    if (heal) {
      ByHand.putBack(healing, request.graph().tables());
    } else {
      ByHand.tell(console, healing, request.graph().tables());
    }
    try (var running = new Running(console.interrupts())) {
      var result =
          workspace
              .runner()
              .run(
                  request,
                  workspace
                      .lineage()
                      .of(chosen.pipeline(), chosen.code().project(), listener(console, chosen)),
                  running.cancellation());
      return heal && !result.outcome().complete()
          ? healed(console, workspace, result, running)
          : answer(console, workspace, surroundings().clock(), result);
    }
  }

  /** What cannot be run as the files are is an incident, too: main knows files that could be. */
  private Exit unsound(Workspace workspace, Console console, UnsoundCode unsound, Instant now) {
    var chosen = choice.choose(workspace.codeTrees().ofMain().orElseThrow(unsound::problems));
    var faults = unsound.faults(chosen.graph());
    if (faults.isEmpty() || from != null || to != null || dryRun) {
      throw unsound.problems();
    }
    return switch (choice.which(workspace, chosen, interval, now)) {
      case RunChoice.Which.Nothing(var sentence) -> nothing(console, sentence);
      case RunChoice.Which.One(var which, var _) -> {
        unsound.problems().problems().forEach(console::warn);
        try (var running = new Running(console.interrupts())) {
          var result =
              Unbegun.keep(
                  workspace.journal(),
                  surroundings().clock(),
                  choice.request(chosen, which, now, author(), "prunella run --heal"),
                  unsound.code(),
                  workspace.lake().lake().head(Ref.MAIN),
                  faults.get());
          yield healed(console, workspace, result, running);
        }
      }
    };
  }

  private Exit healed(Console console, Workspace workspace, RunResult result, Running running) {
    var healing = new Healing(workspace, surroundings().clock());
    var state = workspace.journal().state(result.run());
    var incident = healing.after(state);
    if (incident.isEmpty()) {
      return answer(console, workspace, surroundings().clock(), result);
    }
    var after = healing.heal(incident.get(), running.cancellation());
    console.answer(
        IncidentJson.view(after, workspace.incidents().events(after.id())),
        () ->
            IncidentViews.tell(
                console, surroundings().zone(), after, workspace.incidents().events(after.id())));
    return after.isOpen() ? Exit.HELD : Exit.OK;
  }

  static RunListener listener(Console console, RunChoice.Chosen chosen) {
    return console.json() ? RunListener.nobody() : new RunPrinter(console, chosen.graph());
  }

  static Exit answer(Console console, Workspace workspace, Clock clock, RunResult result) {
    var state = workspace.journal().state(result.run());
    settled(console, workspace, clock, List.of(state));
    if (console.json()) {
      console.answer(RunJson.view(state), () -> {});
    }
    return exit(result.outcome());
  }

  /** Who puts a run through is not to be asked about it any more. */
  static void settled(Console console, Workspace workspace, Clock clock, List<RunState> runs) {
    var healing = new Healing(workspace, clock);
    for (var id : healing.settled(runs)) {
      if (!console.json()) {
        console.line(id + " is over: what it was about is published");
      }
    }
    healing.trouble().forEach(console::warn);
  }

  static Exit exit(RunEvent.Outcome outcome) {
    return switch (outcome) {
      case PUBLISHED, UNCHANGED -> Exit.OK;
      case PUBLISHED_IN_PART, HELD, FAILED, TRIED -> Exit.HELD;
      case INTERRUPTED -> Exit.INTERRUPTED;
    };
  }
}
