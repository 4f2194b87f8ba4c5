package dev.prunella.app.schedule;

import dev.prunella.app.heal.Healing;
import dev.prunella.app.heal.InTheWay;
import dev.prunella.app.heal.PolicyInForce;
import dev.prunella.app.project.LoadedProject.Scheduled;
import dev.prunella.app.run.ProjectCode;
import dev.prunella.app.run.Requests;
import dev.prunella.app.run.Workspace;
import dev.prunella.local.engine.EditJudge;
import dev.prunella.local.sandbox.Sandboxes;
import dev.prunella.pipeline.Agenda;
import dev.prunella.pipeline.Cancellation;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.RunListener;
import dev.prunella.pipeline.StepWatch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Runs pipelines when they are due: several at once, each pipeline's intervals one after another.
 *
 * <p>What has come up and what was begun is kept in the lake's journal before anything is done, and
 * a run is opened in the same transaction as the entry that says so. So several schedulers may work
 * on one lake, and one that was killed is replaced by the next: no interval is begun twice, none is
 * forgotten, and a run that died is gone on with. Looked at by one thread; the runs work in those
 * of the executor.
 */
public final class Scheduler {
  /** Files that are waited for, and runs of other schedulers, are looked at again so often. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);

  /** No pipeline has such a name. */
  private static final String HEALER = "";

  private static final Duration NOTHING_DUE = Duration.ofDays(1);

  private final Workspace workspace;
  private final Clock clock;
  private final String by;
  private final Pause pause;
  private final Telling telling;
  private final Cancellation cancellation;
  private final Agendas agendas;
  private final ScheduledRuns runs;
  private final Unheard unheard;
  private final ChangedFiles changed;
  private final WaitingIntervals waiting;
  private final ScheduledCode code;
  private final ScheduledHealing healing;

  /**
   * @param told called from several threads, one at a time
   * @param cancellation ends the runs, and the scheduler after them
   */
  public Scheduler(
      Workspace workspace,
      Clock clock,
      String by,
      Executor workers,
      Pause pause,
      Consumer<News> told,
      Cancellation cancellation) {
    this(workspace, clock, by, workers, pause, told, Optional.empty(), cancellation);
  }

  /**
   * The same with a healer, which is woken after each run that did not come through and at each
   * look.
   */
  public Scheduler(
      Workspace workspace,
      Clock clock,
      String by,
      Executor workers,
      Pause pause,
      Consumer<News> told,
      Optional<Healing> healing,
      Cancellation cancellation) {
    this.workspace = workspace;
    this.clock = clock;
    this.by = by;
    this.pause = pause;
    this.cancellation = cancellation;
    this.telling = new Telling(told, clock);
    this.code = new ScheduledCode(workspace.codeTrees(), telling);
    this.healing = new ScheduledHealing(healing, workspace.journal(), clock, telling, cancellation);
    this.unheard = new Unheard(workspace, this.healing);
    this.changed = new ChangedFiles(workspace, new PolicyInForce(workspace, clock), clock);
    this.agendas = new Agendas(workspace.lake().lake());
    this.waiting = new WaitingIntervals(workspace, agendas, telling, by);
    this.runs =
        new ScheduledRuns(
            workspace, agendas, clock, by, workers, pause::wake, this::heard, cancellation);
  }

  /**
   * What one look has come to.
   *
   * @param begun how many runs were begun or gone on with
   * @param again when to look again at the latest
   */
  public record Looked(int begun, Instant again) {}

  /** Works until it is cancelled, or until a time; runs that work then are brought to their end. */
  public void run(Optional<Instant> until) {
    try (var _ = registered()) {
      var now = clock.instant();
      while (!cancellation.isCancelled() && until.filter(now::isAfter).isEmpty()) {
        if (healing.isThere()) {
          runs.beside(HEALER, healing::wake);
        }
        var due = look().again();
        var again = healing.next().filter(due::isAfter).orElse(due);
        now = clock.instant();
        var most = until.filter(again::isAfter).map(end -> end.plusNanos(1)).orElse(again);
        pause.await(most.isAfter(now) ? Duration.between(now, most) : Duration.ZERO);
        now = clock.instant();
      }
      awaitRuns();
    }
  }

  /** Does what is due now, with all that comes up by it, and returns. */
  public void once() {
    try (var _ = registered()) {
      int begun = 1;
      while (begun > 0 && !cancellation.isCancelled()) {
        begun = look().begun();
        // Also for what is done beside, such as an interval that was passed over.
        awaitRuns();
      }
      healing.wake();
    }
  }

  private StepWatch.Registration registered() {
    return cancellation.register(pause::wake);
  }

  /** Each step's own time limit ends it; here we only wait for that to happen. */
  private void awaitRuns() {
    while (runs.any() && !Thread.currentThread().isInterrupted()) {
      pause.await(LOOK_AGAIN);
    }
  }

  /** Looks once at all pipelines. */
  public Looked look() {
    collectSandboxes();
    healing.guard();
    var now = clock.instant();
    var inTheWay = healing.inTheWay();
    if (inTheWay.isEmpty()) {
      return new Looked(0, now.plus(LOOK_AGAIN));
    }
    int begun = 0;
    var again = now.plus(NOTHING_DUE);
    for (var scheduled : code.look().map(c -> c.project().pipelines()).orElse(List.of())) {
      var terms = Schedules.terms(scheduled);
      if (terms.isPresent()) {
        var looked = guarded(scheduled, terms.get(), inTheWay.get(), now);
        begun += looked.begun();
        again = looked.again().isBefore(again) ? looked.again() : again;
      }
    }
    return new Looked(begun, again);
  }

  /** Those of which the time is over; what stands in the way now may not next time. */
  private void collectSandboxes() {
    try {
      new Sandboxes(workspace.lake().lake(), clock).collect(by);
      EditJudge.collect(workspace.lake().lake(), workspace.presence()::atWork);
    } catch (RuntimeException e) {
      telling.trouble("sandboxes", News.message(e));
    }
  }

  /** A run that did not come through is an incident before anybody is told of it. */
  private void heard(News news) {
    if (news instanceof News.RunEnded ended && !ended.outcome().complete()) {
      healing.after(ended.run());
    }
    telling.tell(news);
  }

  /** One pipeline's trouble does not hold up the others. */
  private Looked guarded(
      Scheduled scheduled, Agenda.Terms terms, List<InTheWay> inTheWay, Instant now) {
    var name = scheduled.pipeline().name();
    try {
      return isInTheWay(scheduled, inTheWay, now)
          ? new Looked(0, now.plus(LOOK_AGAIN))
          : look(scheduled, terms, now);
    } catch (RuntimeException e) {
      telling.once(name, News.message(e), () -> new News.Trouble(now, name, News.message(e)));
      return new Looked(0, now.plus(LOOK_AGAIN));
    }
  }

  private Looked look(Scheduled scheduled, Agenda.Terms terms, Instant now) {
    var name = scheduled.pipeline().name();
    var soon = now.plus(LOOK_AGAIN);
    if (runs.holdUp(name, now)) {
      return new Looked(0, soon);
    }
    var kept = cameUp(scheduled, terms, now);
    if (kept.isEmpty()) {
      return new Looked(0, soon);
    }
    var next = kept.get().agenda().next(terms, now).orElse(now.plus(NOTHING_DUE));
    return switch (newestRun(scheduled, kept.get())) {
      case AT_WORK -> new Looked(0, soon);
      case GONE_ON_WITH -> new Looked(1, soon);
      case ENDED -> {
        // The agenda may have changed when a run was left to people.
        var current = agendas.newest(name).orElse(kept.get());
        if (beginChanged(scheduled, current, now)) {
          yield new Looked(1, soon);
        }
        if (current.agenda().waiting().isEmpty()) {
          yield new Looked(
              0, changed.again(scheduled.pipeline()).filter(next::isAfter).orElse(next));
        }
        boolean begun = begin(scheduled, terms, current, now);
        yield new Looked(begun ? 1 : 0, next.isBefore(soon) ? next : soon);
      }
    };
  }

  private boolean isInTheWay(Scheduled scheduled, List<InTheWay> inTheWay, Instant now) {
    var name = scheduled.pipeline().name();
    var tables = scheduled.pipeline().graph().tables();
    var first = inTheWay.stream().filter(question -> question.of(tables)).findFirst();
    first.ifPresent(
        q -> telling.once("held " + name, q.why(), () -> new News.Trouble(now, name, q.why())));
    return first.isPresent();
  }

  /** The agenda with what has come up; empty when another scheduler was quicker. */
  private Optional<Agendas.Kept> cameUp(Scheduled scheduled, Agenda.Terms terms, Instant now) {
    var name = scheduled.pipeline().name();
    var newest = agendas.newest(name);
    if (newest.isEmpty()) {
      var first = agendas.begin(name, Agenda.from(now), by);
      first.ifPresent(_ -> telling.tell(new News.Begins(now, name, terms.cron().after(now))));
      return first;
    }
    var look = newest.get().agenda().look(terms, now);
    if (look.agenda().equals(newest.get().agenda())) {
      return newest;
    }
    var kept = agendas.keep(newest.get(), look.agenda(), Agendas.Why.CAME_UP, by);
    if (kept.isPresent() && !look.passedOver().isEmpty()) {
      var labels =
          look.passedOver().stream().flatMap(i -> Schedules.label(terms, i).stream()).toList();
      telling.tell(new News.PassedOver(now, name, labels, "a later one has come up"));
      if (healing.isThere()) {
        // By the code of this look: another look may find other code before all are tried.
        var found = code.require();
        runs.beside(
            name + " passed over",
            () -> {
              tryAllTheSame(found, scheduled, look.passedOver());
              return true;
            });
      }
    }
    return kept;
  }

  /**
   * What has waited for a file until a later interval came up is run without it: that it cannot be
   * made is then known to readers, is asked of the owner, and is healed when the file comes.
   */
  private void tryAllTheSame(ProjectCode found, Scheduled scheduled, List<Agenda.Item> passedOver) {
    for (var item : passedOver) {
      var request =
          Requests.fresh(
              found,
              scheduled.pipeline(),
              scheduled.pipeline().graph(),
              item.interval(),
              false,
              clock.instant(),
              by,
              "passed over by the schedule");
      var result = workspace.runner().run(request, RunListener.nobody(), cancellation);
      heard(
          new News.RunEnded(
              clock.instant(),
              scheduled.pipeline().name(),
              request.intervalLabel(),
              result.run(),
              result.outcome(),
              result.sentence()));
    }
  }

  /** What is with the run that was begun last. */
  private enum Newest {
    ENDED,
    AT_WORK,
    GONE_ON_WITH
  }

  private Newest newestRun(Scheduled scheduled, Agendas.Kept kept) {
    var begun = kept.agenda().begun();
    if (begun.isEmpty()) {
      return Newest.ENDED;
    }
    var run = begun.get().run();
    if (begun.get().left() || hasEnded(run)) {
      return unheard.isSaid(kept.pipeline(), run) ? Newest.ENDED : Newest.AT_WORK;
    }
    if (workspace.presence().atWork(run)) {
      return Newest.AT_WORK;
    }
    // Present before the others can see that it is ours.
    var working = workspace.presence().work(run);
    boolean handedOn = false;
    try {
      var next = kept.agenda().again();
      boolean left = next.begun().filter(Agenda.Begun::left).isPresent();
      var why = left ? Agendas.Why.RUN_LEFT : Agendas.Why.RUN_RESUMED;
      if (left) {
        // Before it is kept: once it is, nobody comes back to this run.
        healing.left(run);
      }
      if (agendas.keep(kept, next, why, by).isEmpty()) {
        return Newest.AT_WORK;
      }
      if (left) {
        telling.tell(new News.RunLeft(clock.instant(), kept.pipeline(), run, Agenda.MOST_RESUMES));
        return Newest.ENDED;
      }
      handedOn = true;
    } finally {
      if (!handedOn) {
        working.close();
      }
    }
    runs.resume(code.require(), scheduled, run, working);
    return Newest.GONE_ON_WITH;
  }

  private boolean hasEnded(RunId run) {
    return workspace
        .journal()
        .newestOf(run)
        .filter(e -> e instanceof RunEvent.Closed c && c.outcome() != RunEvent.Outcome.INTERRUPTED)
        .isPresent();
  }

  /** Before what is new: later intervals may be made from earlier ones. */
  private boolean beginChanged(Scheduled scheduled, Agendas.Kept kept, Instant now) {
    var interval = changed.oldest(scheduled);
    interval.ifPresent(
        i ->
            runs.begin(
                code.require(),
                scheduled,
                kept,
                new Agenda.Item(now, Optional.of(i)),
                ChangedFiles.WHY));
    return interval.isPresent();
  }

  /** Begins the oldest interval that need not wait. */
  private boolean begin(Scheduled scheduled, Agenda.Terms terms, Agendas.Kept kept, Instant now) {
    var ready = waiting.oldest(scheduled, terms, kept, now);
    ready.ifPresent(one -> runs.begin(code.require(), scheduled, one.kept(), one.item()));
    return ready.isPresent();
  }
}
