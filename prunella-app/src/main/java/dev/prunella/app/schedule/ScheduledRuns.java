package dev.prunella.app.schedule;

import dev.prunella.app.project.LoadedProject.Scheduled;
import dev.prunella.app.run.ProjectCode;
import dev.prunella.app.run.Requests;
import dev.prunella.app.run.Workspace;
import dev.prunella.pipeline.Agenda;
import dev.prunella.pipeline.Cancellation;
import dev.prunella.pipeline.Presence;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.RunListener;
import dev.prunella.pipeline.RunResult;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The runs that a scheduler has begun, one of a pipeline at a time. Thread-safe. */
final class ScheduledRuns {
  /** After trouble, such as a database that is away, a pipeline is let be for so long. */
  private static final Duration REST = Duration.ofSeconds(30);

  private static final String WHY = "prunella schedule";

  private final Workspace workspace;
  private final Agendas agendas;
  private final Clock clock;
  private final String by;
  private final Executor workers;
  private final Runnable whenOneEnds;
  private final Consumer<News> tell;
  private final Cancellation cancellation;
  private final Set<String> busy = ConcurrentHashMap.newKeySet();
  private final Map<String, Instant> resting = new ConcurrentHashMap<>();

  ScheduledRuns(
      Workspace workspace,
      Agendas agendas,
      Clock clock,
      String by,
      Executor workers,
      Runnable whenOneEnds,
      Consumer<News> tell,
      Cancellation cancellation) {
    this.workspace = workspace;
    this.agendas = agendas;
    this.clock = clock;
    this.by = by;
    this.workers = workers;
    this.whenOneEnds = whenOneEnds;
    this.tell = tell;
    this.cancellation = cancellation;
  }

  /** Whether any pipeline has one at work. */
  boolean any() {
    return !busy.isEmpty();
  }

  /** Whether nothing can be begun for a pipeline now. */
  boolean holdUp(String pipeline, Instant now) {
    return busy.contains(pipeline)
        || Optional.ofNullable(resting.get(pipeline)).filter(now::isBefore).isPresent();
  }

  /** Opens a run for what waited, if the agenda is still where it was. */
  void begin(ProjectCode code, Scheduled scheduled, Agendas.Kept kept, Agenda.Item item) {
    begin(code, scheduled, kept, item, WHY);
  }

  /** The same for another reason. */
  void begin(
      ProjectCode code, Scheduled scheduled, Agendas.Kept kept, Agenda.Item item, String why) {
    var pipeline = scheduled.pipeline();
    RunListener begun =
        (run, event) -> {
          if (event instanceof RunEvent.Opened opened) {
            tell.accept(
                new News.RunBegun(
                    opened.at(),
                    opened.pipeline(),
                    opened.intervalLabel(),
                    run,
                    Optional.of(why).filter(w -> !w.equals(WHY))));
          }
        };
    // Until its end is told: others must not take it for one of which nobody will.
    var working = new AtomicReference<Presence.Working>(() -> {});
    work(
        pipeline.name(),
        () ->
            workspace
                .runner()
                .runIf(
                    Requests.fresh(
                        code,
                        pipeline,
                        pipeline.graph(),
                        item.interval(),
                        false,
                        clock.instant(),
                        by,
                        why),
                    run -> {
                      working.getAndSet(workspace.presence().work(run)).close();
                      return agendas.append(
                          kept, kept.agenda().begun(item, run), Agendas.Why.RUN_BEGUN);
                    },
                    workspace.lineage().of(pipeline, code.project(), begun),
                    cancellation),
        () -> Optional.ofNullable(working.get()).ifPresent(Presence.Working::close));
  }

  /**
   * Goes on with a run.
   *
   * @param working closed when it has ended
   */
  void resume(ProjectCode code, Scheduled scheduled, RunId run, Presence.Working working) {
    work(
        scheduled.pipeline().name(),
        () -> Optional.of(resumed(code, scheduled, run)),
        working::close);
  }

  private RunResult resumed(ProjectCode code, Scheduled scheduled, RunId run) {
    var pipeline = scheduled.pipeline();
    var state = workspace.journal().state(run);
    var label = state.opened().intervalLabel();
    tell.accept(new News.RunResumed(clock.instant(), pipeline.name(), label, run));
    var listener =
        workspace
            .lineage()
            .ofResumed(pipeline, state.opened(), code.project(), RunListener.nobody());
    var request = Requests.resumed(code, scheduled, state, by, WHY);
    return workspace.runner().resume(run, request, listener, cancellation);
  }

  /** Does something else in a thread of its own, unless the same is being done. */
  void beside(String name, BooleanSupplier work) {
    if (!holdUp(name, clock.instant())) {
      var changed = new AtomicBoolean();
      work(
          name,
          () -> {
            changed.set(work.getAsBoolean());
            return Optional.empty();
          },
          () -> {},
          () -> {
            // Who looked in vain wakes nobody: it would be begun again at once, for ever.
            if (changed.get()) {
              whenOneEnds.run();
            }
          });
    }
  }

  private void work(String pipeline, Supplier<Optional<RunResult>> run, Runnable after) {
    work(pipeline, run, after, whenOneEnds);
  }

  private void work(
      String pipeline, Supplier<Optional<RunResult>> run, Runnable after, Runnable atLast) {
    busy.add(pipeline);
    workers.execute(
        () -> {
          try {
            run.get().ifPresent(result -> ended(pipeline, result));
          } catch (RuntimeException e) {
            resting.put(pipeline, clock.instant().plus(REST));
            tell.accept(new News.Trouble(clock.instant(), pipeline, News.message(e)));
          } finally {
            try {
              after.run();
            } finally {
              // Whatever failed: who is busy for ever is never run again.
              busy.remove(pipeline);
              atLast.run();
            }
          }
        });
  }

  private void ended(String pipeline, RunResult result) {
    var label = workspace.journal().opened(result.run()).flatMap(o -> o.intervalLabel());
    tell.accept(
        new News.RunEnded(
            clock.instant(), pipeline, label, result.run(), result.outcome(), result.sentence()));
  }
}
