package dev.prunella.app.schedule;

import dev.prunella.app.heal.Healing;
import dev.prunella.app.heal.PolicyInForce;
import dev.prunella.app.project.LoadedProject.Scheduled;
import dev.prunella.app.run.Intervals;
import dev.prunella.app.run.ProjectCode;
import dev.prunella.app.run.Requests;
import dev.prunella.app.run.Workspace;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentState;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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

  /** After so many, what was told long ago may be told again. */
  private static final int MOST_REMEMBERED = 10_000;

  private final Workspace workspace;
  private final Clock clock;
  private final String by;
  private final Pause pause;
  private final Consumer<News> told;
  private final Cancellation cancellation;
  private final Agendas agendas;
  private final ScheduledRuns runs;
  private final Unheard unheard;
  private final ChangedFiles changed;
  private final Optional<Healing> healing;

  /** Open incidents, with when something last happened to each. */
  private final Map<IncidentId, Instant> healed = new ConcurrentHashMap<>();

  private final Map<String, String> lastTold = new HashMap<>();
  private @Nullable ProjectCode code;

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
    this.healing = healing;
    this.workspace = workspace;
    this.clock = clock;
    this.by = by;
    this.pause = pause;
    this.told = told;
    this.cancellation = cancellation;
    this.unheard = new Unheard(workspace, healing);
    this.changed = new ChangedFiles(workspace, new PolicyInForce(workspace, clock), clock);
    this.agendas = new Agendas(workspace.lake().lake());
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
        healing.ifPresent(healer -> runs.beside(HEALER, () -> heal(healer)));
        var due = look().again();
        var again = healing.flatMap(Healing::next).filter(due::isAfter).orElse(due);
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
      healing.ifPresent(healer -> heal(healer));
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
    healing.ifPresent(this::guard);
    var now = clock.instant();
    var inTheWay = inTheWay();
    if (inTheWay.isEmpty()) {
      return new Looked(0, now.plus(LOOK_AGAIN));
    }
    int begun = 0;
    var again = now.plus(NOTHING_DUE);
    for (var scheduled : code().map(c -> c.project().pipelines()).orElse(List.of())) {
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
      once(
          "sandboxes",
          News.message(e),
          () -> new News.Trouble(clock.instant(), "", News.message(e)));
    }
  }

  /** Before runs build on what somebody has damaged. */
  private void guard(Healing healer) {
    try {
      healer.guard();
    } catch (RuntimeException e) {
      once("guard", News.message(e), () -> new News.Trouble(clock.instant(), "", News.message(e)));
    }
  }

  /** On what nothing may be built now; empty where nobody can tell, and nothing may be begun. */
  private Optional<List<Healing.InTheWay>> inTheWay() {
    try {
      return Optional.of(healing.map(Healing::inTheWay).orElse(List.of()));
    } catch (RuntimeException e) {
      once("held", News.message(e), () -> new News.Trouble(clock.instant(), "", News.message(e)));
      return Optional.empty();
    }
  }

  private boolean heal(Healing healer) {
    boolean changed = false;
    for (var incident : healer.wake(cancellation)) {
      changed |= !incident.newest().equals(healed.put(incident.id(), incident.newest()));
      var told = healer.sentence(incident);
      once(
          incident.id().toString(),
          told,
          () ->
              new News.Healed(
                  clock.instant(),
                  incident.opened().pipeline(),
                  incident.opened().label(),
                  incident.id().toString(),
                  incident.isOpen(),
                  told));
    }
    for (var trouble : healer.trouble()) {
      once("heal " + trouble, trouble, () -> new News.Trouble(clock.instant(), "", trouble));
    }
    healed.keySet().retainAll(healer.open().stream().map(IncidentState::id).toList());
    return changed;
  }

  /** A run that did not come through is an incident before anybody is told of it. */
  private void heard(News news) {
    if (news instanceof News.RunEnded ended && !ended.outcome().complete()) {
      healing.ifPresent(healer -> healer.after(workspace.journal().state(ended.run())));
    }
    tell(news);
  }

  /** The project as its files are now; as they were last while something is wrong with them. */
  private Optional<ProjectCode> code() {
    try {
      code = workspace.codeTrees().now();
      lastTold.remove("");
    } catch (RuntimeException e) {
      // Whatever it is, it must not end the schedule: the next look may find it mended.
      once("", News.message(e), () -> new News.Trouble(clock.instant(), "", News.message(e)));
      if (code == null) {
        ofMain().ifPresent(known -> code = known);
      }
    }
    return Optional.ofNullable(code);
  }

  /** What was published last runs on while somebody's edit is half done. */
  private Optional<ProjectCode> ofMain() {
    try {
      return workspace.codeTrees().ofMain();
    } catch (RuntimeException e) {
      once("main", News.message(e), () -> new News.Trouble(clock.instant(), "", News.message(e)));
      return Optional.empty();
    }
  }

  /** One pipeline's trouble does not hold up the others. */
  private Looked guarded(
      Scheduled scheduled, Agenda.Terms terms, List<Healing.InTheWay> inTheWay, Instant now) {
    var name = scheduled.pipeline().name();
    try {
      return isInTheWay(scheduled, inTheWay, now)
          ? new Looked(0, now.plus(LOOK_AGAIN))
          : look(scheduled, terms, now);
    } catch (RuntimeException e) {
      once(name, News.message(e), () -> new News.Trouble(now, name, News.message(e)));
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

  private boolean isInTheWay(Scheduled scheduled, List<Healing.InTheWay> inTheWay, Instant now) {
    var name = scheduled.pipeline().name();
    var tables = scheduled.pipeline().graph().tables();
    var first = inTheWay.stream().filter(question -> question.of(tables)).findFirst();
    first.ifPresent(q -> once("held " + name, q.why(), () -> new News.Trouble(now, name, q.why())));
    return first.isPresent();
  }

  /** The agenda with what has come up; empty when another scheduler was quicker. */
  private Optional<Agendas.Kept> cameUp(Scheduled scheduled, Agenda.Terms terms, Instant now) {
    var name = scheduled.pipeline().name();
    var newest = agendas.newest(name);
    if (newest.isEmpty()) {
      var first = agendas.begin(name, Agenda.from(now), by);
      first.ifPresent(_ -> tell(new News.Begins(now, name, terms.cron().after(now))));
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
      tell(new News.PassedOver(now, name, labels, "a later one has come up"));
      if (healing.isPresent()) {
        runs.beside(
            name + " passed over",
            () -> {
              tryAllTheSame(scheduled, look.passedOver());
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
  private void tryAllTheSame(Scheduled scheduled, List<Agenda.Item> passedOver) {
    for (var item : passedOver) {
      var request =
          Requests.fresh(
              requireCode(),
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
        healing.ifPresent(healer -> healer.left(workspace.journal().state(run)));
      }
      if (agendas.keep(kept, next, why, by).isEmpty()) {
        return Newest.AT_WORK;
      }
      if (left) {
        tell(new News.RunLeft(clock.instant(), kept.pipeline(), run, Agenda.MOST_RESUMES));
        return Newest.ENDED;
      }
      handedOn = true;
    } finally {
      if (!handedOn) {
        working.close();
      }
    }
    runs.resume(requireCode(), scheduled, run, working);
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
                requireCode(),
                scheduled,
                kept,
                new Agenda.Item(now, Optional.of(i)),
                ChangedFiles.WHY));
    return interval.isPresent();
  }

  /** Begins the oldest interval that need not wait. */
  private boolean begin(Scheduled scheduled, Agenda.Terms terms, Agendas.Kept all, Instant now) {
    var kept = passOverWhatIsDone(scheduled, terms, all, now);
    for (var item : kept.agenda().waiting()) {
      var missing = missing(scheduled, terms, item);
      if (missing.isPresent()) {
        waits(scheduled, terms, item, missing.get(), now);
        continue;
      }
      runs.begin(requireCode(), scheduled, kept, item);
      return true;
    }
    return false;
  }

  private Optional<String> missing(Scheduled scheduled, Agenda.Terms terms, Agenda.Item item) {
    if (!terms.schedule().waitForFiles()
        || item.interval().isEmpty()
        || terms.calendar().isEmpty()) {
      return Optional.empty();
    }
    return Intervals.waitsFor(
            scheduled.pipeline().graph(),
            terms.calendar().get(),
            item.interval().get(),
            workspace.arrivals())
        .map(missing -> missing.source().toString());
  }

  private void waits(
      Scheduled scheduled, Agenda.Terms terms, Agenda.Item item, String source, Instant now) {
    var name = scheduled.pipeline().name();
    var label = Schedules.label(terms, item);
    once(name + " " + label.orElse(""), source, () -> new News.Waits(now, name, label, source));
  }

  /** Of several that have come up, those that people have run meanwhile are done. */
  private Agendas.Kept passOverWhatIsDone(
      Scheduled scheduled, Agenda.Terms terms, Agendas.Kept kept, Instant now) {
    if (kept.agenda().waiting().size() < 2) {
      return kept;
    }
    var waiting =
        kept.agenda().waiting().stream()
            .flatMap(item -> item.interval().stream())
            .collect(Collectors.toSet());
    var coverage = Intervals.coverage(workspace, scheduled.pipeline(), waiting::contains);
    var done = new HashSet<Agenda.Item>();
    for (var item : kept.agenda().waiting()) {
      if (item.interval().filter(i -> !coverage.of(i).isDue()).isPresent()) {
        done.add(item);
      }
    }
    if (done.isEmpty()) {
      return kept;
    }
    var less = agendas.keep(kept, kept.agenda().without(done), Agendas.Why.PASSED_OVER, by);
    var labels = done.stream().flatMap(i -> Schedules.label(terms, i).stream()).sorted().toList();
    less.ifPresent(_ -> tell(new News.PassedOver(now, kept.pipeline(), labels, "done")));
    // Where another scheduler was quicker, the run's own entry will not fit, and we look again.
    return less.orElse(kept);
  }

  private ProjectCode requireCode() {
    return Optional.ofNullable(code).orElseThrow();
  }

  /** Tells what has not been told yet; what changes is told again. */
  private synchronized void once(String about, String what, Supplier<News> news) {
    if (lastTold.size() > MOST_REMEMBERED) {
      lastTold.clear();
    }
    if (!what.equals(lastTold.put(about, what))) {
      tell(news.get());
    }
  }

  private synchronized void tell(News news) {
    told.accept(news);
  }
}
