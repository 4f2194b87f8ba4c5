package dev.prunella.app.cli;

import dev.prunella.app.heal.Healing;
import dev.prunella.app.project.LoadedProject;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.schedule.News;
import dev.prunella.app.schedule.Pause;
import dev.prunella.app.schedule.Scheduler;
import dev.prunella.pipeline.RunEvent.Outcome;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code prunella schedule}. */
@Command(
    name = "schedule",
    description = {
      "Run pipelines by themselves when they are due, as their 'schedule' in prunella.yaml says.",
      "What was begun is kept in the lake: it may be killed and started again, also several times at once; no interval",
      "is run twice. A run that was killed is gone on with. Changed files of the project count from the next look on.",
      "What does not come through is healed as far as the project's mode allows; prunella incidents tells what became of it."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella schedule                works until Ctrl-C",
      "  prunella schedule --list         when pipelines run next, and what waits",
      "  prunella schedule --once         what is due now; for a cron or timer of your own",
      "  prunella schedule --for 8h",
      "JSON fields, in a line for each thing that happens: what (begins, run-begun, run-resumed, run-ended, run-left,",
      "waits, passed-over, healed, trouble), at, pipeline, interval, run, outcome, why, intervals, next.",
      "With --list: pipelines: [pipeline, schedule, zone, catchUp, waitForFiles, through, waiting, next]."
    })
final class ScheduleCommand extends WorkspaceCommand {

  @Option(names = "--once", description = "Do what is due now, and end.")
  boolean once;

  @Option(names = "--list", description = "Only list the schedules; run nothing.")
  boolean list;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      description = "End after this time, such as 90m, 8h or 2d; runs at work are finished.")
  @Nullable String duration;

  @Option(
      names = "--no-heal",
      description = "Leave runs that do not come through to people and to prunella heal.")
  boolean noHealing;

  @Override
  Exit run(Workspace workspace, Console console) {
    if (once && duration != null) {
      throw Failure.usage("--once ends by itself: leave out --for", null);
    }
    var project = workspace.codeTrees().now().project();
    var clock = surroundings().clock();
    if (list) {
      return ScheduleViews.list(console, workspace, project, clock.instant());
    }
    requireSchedules(project);
    var until = Optional.ofNullable(duration).map(d -> clock.instant().plus(Spans.of(d)));
    var held = new AtomicBoolean();
    int parallel = Math.max(1, project.settings().defaults().parallel());
    try (var running = new Running(console.interrupts());
        var workers =
            Executors.newFixedThreadPool(
                parallel, Thread.ofPlatform().daemon().name("prunella-schedule-", 1).factory())) {
      var scheduler =
          new Scheduler(
              workspace,
              clock,
              author(),
              workers,
              Pause.ofThisMachine(),
              news -> {
                held.compareAndSet(false, isHeld(news));
                if (news instanceof News.Healed healed && !healed.open()) {
                  held.set(false);
                }
                ScheduleViews.tell(console, news);
              },
              noHealing ? Optional.empty() : Optional.of(new Healing(workspace, clock)),
              running.cancellation());
      if (once) {
        scheduler.once();
      } else {
        greet(console, project);
        scheduler.run(until);
      }
      return running.cancellation().isCancelled()
          ? Exit.INTERRUPTED
          : once && held.get() ? Exit.HELD : Exit.OK;
    }
  }

  private static boolean isHeld(News news) {
    return switch (news) {
      case News.RunEnded ended ->
          !ended.outcome().complete() && ended.outcome() != Outcome.INTERRUPTED;
      case News.RunLeft _, News.Trouble _ -> true;
      case News.Healed healed -> healed.open();
      case News.Begins _, News.RunBegun _, News.RunResumed _, News.Waits _, News.PassedOver _ ->
          false;
    };
  }

  private static void greet(Console console, LoadedProject project) {
    if (!console.json()) {
      long scheduled =
          project.pipelines().stream().filter(p -> p.pipeline().schedule().isPresent()).count();
      console.line(
          console.paint(
              Ink.DIM,
              Words.count(scheduled, "pipeline")
                  + " on a schedule; prunella schedule --list tells when. Ctrl-C ends"));
      console.out().flush();
    }
  }

  private static void requireSchedules(LoadedProject project) {
    if (project.pipelines().stream().allMatch(p -> p.pipeline().schedule().isEmpty())) {
      throw Failure.usage(
          "no pipeline has a schedule",
          "give one a schedule in prunella.yaml, such as schedule: 0 3 * * *");
    }
  }
}
