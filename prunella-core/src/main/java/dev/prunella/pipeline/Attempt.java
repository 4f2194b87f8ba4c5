package dev.prunella.pipeline;

import dev.prunella.pipeline.RunEvent.StepSkipped.Why;
import dev.prunella.refs.Change;
import dev.prunella.refs.Commit;
import dev.prunella.refs.CommitInfo;
import dev.prunella.refs.CommitResult;
import dev.prunella.refs.Entry;
import dev.prunella.refs.Lake;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import dev.prunella.refs.TableName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * All steps of a run, carried out once on one branch: each as soon as what it reads is there, as
 * many at once as the limits allow. Used by one thread, which hands the steps to others.
 */
final class Attempt {
  private static final long LOOK_AGAIN_SECONDS = 5;

  /** What has become of each step. */
  sealed interface Fate {
    /** The table stands on the branch as the run wants it. */
    record Ready(
        Optional<Entry> onMain,
        Entry entry,
        Map<TableName, Entry> inputs,
        Optional<Quarantined> aside,
        Optional<Entry> asideOnMain)
        implements Fate {
      /** Whether main has something else. */
      boolean changesMain() {
        return !onMain.equals(Optional.of(entry));
      }
    }

    /**
     * Nothing was made.
     *
     * @param doubtsItsInputs so that what it reads is in doubt, too
     */
    record Failed(boolean doubtsItsInputs) implements Fate {}

    /**
     * It stands on the branch, and did not pass.
     *
     * @param doubtsItsInputs so that what it was made from is in doubt, too
     */
    record Held(boolean doubtsItsInputs) implements Fate {}

    record Skipped() implements Fate {}

    record Cancelled() implements Fate {}
  }

  /** What a worker has finished of a step; an error is the process's end, not the step's. */
  private sealed interface Ended {
    record With(StepTask task, Started started, StepOutcome outcome) implements Ended {}

    /** A source brought once more what this result came from. */
    record Same(StepTask task, Started started, Entry entry) implements Ended {}

    record Judged(StepTask task, Started started, RunEvent.StepJudged event) implements Ended {}

    record Broken(Error error) implements Ended {}
  }

  private record Started(Instant at, Map<TableName, Entry> inputs) {
    /** Never negative, even if the clock went backwards. */
    Duration until(Instant now) {
      return at.isAfter(now) ? Duration.ZERO : Duration.between(at, now);
    }
  }

  private final Lake lake;
  private final StepRunner steps;
  private final Judge judge;
  private final Clock clock;
  private final RunLimits limits;
  private final RunRequest request;
  private final RunLog log;
  private final Cancellation cancellation;
  private final String branch;
  private final Commit base;
  private final Map<TableName, Fate> fates = new LinkedHashMap<>();
  private final Map<TableName, Quarantined> asides = new HashMap<>();
  private final Accepted accepted = new Accepted();
  private final Map<TableName, Step> running = new TreeMap<>();
  private final BlockingQueue<Ended> finished = new LinkedBlockingQueue<>();

  Attempt(
      Lake lake,
      StepRunner steps,
      Judge judge,
      Clock clock,
      RunLimits limits,
      RunRequest request,
      RunLog log,
      Cancellation cancellation,
      String branch,
      Commit base) {
    this.lake = lake;
    this.steps = steps;
    this.judge = judge;
    this.clock = clock;
    this.limits = limits;
    this.request = request;
    this.log = log;
    this.cancellation = cancellation;
    this.branch = branch;
    this.base = base;
  }

  Commit base() {
    return base;
  }

  /** Returns when every step has its fate. */
  Map<TableName, Fate> carryOut(ExecutorService workers) {
    while (true) {
      startWhatIsReady(workers);
      if (running.isEmpty()) {
        return Map.copyOf(fates);
      }
      switch (awaitOne()) {
        case Ended.With with -> settle(with, workers);
        case Ended.Same(var task, var started, var entry) -> {
          running.remove(task.table());
          take(task, started, entry, "its source brought the same again", workers);
        }
        case Ended.Judged judged -> settle(judged);
        case Ended.Broken(var error) -> throw error;
      }
    }
  }

  private void startWhatIsReady(ExecutorService workers) {
    boolean looking = true;
    while (looking) {
      looking = false;
      for (var step : request.graph().inOrder()) {
        var table = step.table();
        if (fates.containsKey(table) || running.containsKey(table)) {
          continue;
        }
        var inside = request.graph().readsInside(table);
        if (cancellation.isCancelled()) {
          fates.put(table, new Fate.Cancelled());
        } else if (failedAmong(inside).isPresent()) {
          skip(step, failedAmong(inside).get());
        } else if (allReady(inside) && fits(step)) {
          looking |= begin(step, workers);
        }
      }
    }
  }

  private boolean allReady(Set<TableName> tables) {
    return tables.stream().allMatch(t -> fates.get(t) instanceof Fate.Ready);
  }

  private Optional<TableName> failedAmong(Set<TableName> tables) {
    return tables.stream()
        .filter(
            t ->
                switch (fates.get(t)) {
                  case Fate.Failed _, Fate.Held _, Fate.Skipped() -> true;
                  case Fate.Ready _, Fate.Cancelled() -> false;
                  case null -> false;
                })
        .findFirst();
  }

  private void skip(Step step, TableName because) {
    fates.put(step.table(), new Fate.Skipped());
    log.happened(new RunEvent.StepSkipped(clock.instant(), step.table(), because, Why.NEEDS));
  }

  /** A step that alone wants more than there is runs alone. */
  private boolean fits(Step step) {
    long used = running.values().stream().mapToLong(s -> s.limits().memoryBytes()).sum();
    return running.isEmpty()
        || (running.size() < limits.parallelSteps()
            && used + step.limits().memoryBytes() <= limits.memoryBytes());
  }

  /** Whether the step's fate is known at once, because its result is there. */
  private boolean begin(Step step, ExecutorService workers) {
    var head = lake.head(branch);
    var inputs = new TreeMap<TableName, Entry>();
    for (var read : step.reads()) {
      lake.entry(head, read.key()).ifPresent(entry -> inputs.put(read, entry));
    }
    var task = task(step, inputs);
    var started = new Started(clock.instant(), inputs);
    var known = known(step, task, head);
    return switch (Decision.of(known)) {
      case Decision.Take(var entry, var why) -> take(task, started, entry, why, workers);
      case Decision.Compute _ -> {
        var before = known.fitting().filter(_ -> step.loads());
        running.put(step.table(), step);
        log.happened(new RunEvent.StepBegan(started.at(), step.table()));
        workers.execute(() -> finished.add(ended(task, started, before)));
        yield false;
      }
    };
  }

  /** Whether the fate of a table that is there already is known at once. */
  private boolean take(
      StepTask task, Started started, Entry entry, String why, ExecutorService workers) {
    var table = task.table();
    if (lake.entry(lake.head(branch), table.key()).filter(entry::equals).isEmpty()) {
      put(table, entry);
      log.done(table)
          .filter(done -> done.after().equals(entry))
          .flatMap(RunEvent.StepDone::quarantined)
          .ifPresent(
              q -> {
                put(q.table(), q.after());
                asides.put(table, q);
              });
    }
    log.happened(new RunEvent.StepReused(clock.instant(), table, entry, why));
    boolean isOnMain = lake.entry(base, table.key()).filter(entry::equals).isPresent();
    return made(task, started, entry, isOnMain, workers);
  }

  /** Whether the fate of what stands on the branch is known at once: what main has was judged. */
  private boolean made(
      StepTask task, Started started, Entry entry, boolean isOnMain, ExecutorService workers) {
    var table = task.table();
    if (isOnMain || !judge.judges(task.step())) {
      ready(table, started, entry);
      return true;
    }
    running.put(table, task.step());
    workers.execute(() -> finished.add(judged(task, started, entry)));
    return false;
  }

  private void ready(TableName table, Started started, Entry entry) {
    var aside = Optional.ofNullable(asides.get(table));
    fates.put(
        table,
        new Fate.Ready(
            lake.entry(base, table.key()),
            entry,
            started.inputs(),
            aside,
            aside.flatMap(q -> lake.entry(base, q.table().key()))));
  }

  private StepTask task(Step step, Map<TableName, Entry> inputs) {
    var task = request.task(step, log.run(), branch);
    return task.fingerprinted(Fingerprint.of(task, inputs));
  }

  private Decision.Known known(Step step, StepTask task, Commit head) {
    var table = step.table();
    return new Decision.Known(
        step,
        task.fingerprint(),
        lake.entry(head, table.key()),
        steps.engine().fingerprint(head, table),
        log.done(table).filter(done -> asideFits(done, head)),
        log.isOld(table),
        request.again());
  }

  /** What was laid aside before is laid on top of the same rows, too. */
  private boolean asideFits(RunEvent.StepDone done, Commit head) {
    return done.quarantined()
        .map(
            q -> {
              var there = lake.entry(head, q.table().key());
              return there.equals(q.before()) || there.equals(Optional.of(q.after()));
            })
        .orElse(true);
  }

  private void put(TableName table, Entry entry) {
    var changes = new ArrayList<Change>();
    if (!table.namespace().isEmpty()) {
      Namespaces.missing(lake, lake.head(branch), table).forEach(changes::add);
    }
    changes.add(Change.put(table.key(), Optional.of(entry)));
    var info = CommitInfo.by(log.run().toString(), "what was computed before: " + table);
    switch (lake.commit(branch, changes, info)) {
      case CommitResult.Committed _ -> {}
      case CommitResult.Conflict _ -> throw new IllegalStateException("a put rests on nothing");
      case CommitResult.Unknown(var _, var reason) ->
          throw new LakeException(
              Problem.UNKNOWN_FATE, "it is not known whether '" + branch + "' moved: " + reason);
    }
  }

  private Ended ended(StepTask task, Started started, Optional<RunEvent.StepDone> before) {
    try {
      return guarded(task, before.flatMap(RunEvent.StepDone::batch))
          .<Ended>map(outcome -> new Ended.With(task, started, outcome))
          .orElseGet(() -> new Ended.Same(task, started, before.orElseThrow().after()));
    } catch (Error e) {
      return new Ended.Broken(e);
    }
  }

  private Ended judged(StepTask task, Started started, Entry made) {
    var began = clock.instant();
    try {
      var verdicts = verdicts(task, made);
      var now = clock.instant();
      var took = new Started(began, Map.of()).until(now);
      return new Ended.Judged(
          task, started, new RunEvent.StepJudged(now, task.table(), made, verdicts, took));
    } catch (Error e) {
      return new Ended.Broken(e);
    }
  }

  /** A judge that fails has not said yes. */
  private List<Verdict> verdicts(StepTask task, Entry made) {
    try {
      return judge.judge(task, made, log.watch(task.table(), cancellation));
    } catch (RuntimeException e) {
      var fault = Fault.of(e);
      return List.of(
          new Verdict(
              "judgement",
              Verdict.Standing.UNKNOWN,
              "it could not be judged: " + fault.kind().words() + ": " + fault.message(),
              Optional.empty(),
              Map.of(Verdict.FAULT, fault.kind().name())));
    }
  }

  /**
   * An exception of an adapter is a failure of its step, and of no other. Where nobody knows the
   * place more exactly, it is the step's.
   */
  private Optional<StepOutcome> guarded(StepTask task, Optional<Batch> before) {
    var watch = log.watch(task.table(), cancellation);
    Optional<StepOutcome> outcome;
    try {
      outcome = steps.carryOut(task, before, watch);
    } catch (RuntimeException e) {
      outcome = Optional.of(new StepOutcome.Failed(Fault.of(e)));
    }
    return outcome.map(o -> placed(o, task, watch));
  }

  private static StepOutcome placed(StepOutcome outcome, StepTask task, StepWatch watch) {
    return switch (outcome) {
      case StepOutcome.Failed _ when watch.cancelled() -> new StepOutcome.Cancelled();
      case StepOutcome.Failed(var fault) when fault.place().isEmpty() ->
          new StepOutcome.Failed(fault.at(task.step().place()));
      case StepOutcome.Failed _, StepOutcome.Done _, StepOutcome.Cancelled _ -> outcome;
    };
  }

  private Ended awaitOne() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          // Each step's own time limit ends it; here we only wait for that to happen.
          var one = finished.poll(LOOK_AGAIN_SECONDS, TimeUnit.SECONDS);
          if (one != null) {
            return one;
          }
        } catch (InterruptedException e) {
          // The steps must end before the branch is left: what is interrupted is the run.
          interrupted = true;
          cancellation.cancel();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void settle(Ended.With one, ExecutorService workers) {
    var table = one.task().table();
    running.remove(table);
    var now = clock.instant();
    var took = one.started().until(now);
    switch (one.outcome()) {
      case StepOutcome.Done done -> {
        log.keep(
            new RunEvent.StepDone(
                now,
                table,
                one.task().fingerprint(),
                one.started().inputs(),
                done.before(),
                done.after(),
                done.rows(),
                done.bytes(),
                took,
                done.batch(),
                done.quarantined(),
                done.leftOut()));
        done.quarantined().ifPresent(q -> asides.put(table, q));
        boolean isOnMain = lake.entry(base, table.key()).filter(done.after()::equals).isPresent();
        made(one.task(), one.started(), done.after(), isOnMain, workers);
      }
      case StepOutcome.Failed(var fault) -> {
        fates.put(table, new Fate.Failed(fault.doubtsInputs()));
        log.keep(new RunEvent.StepFailed(now, table, fault, took));
      }
      case StepOutcome.Cancelled() -> {
        fates.put(table, new Fate.Cancelled());
        log.happened(new RunEvent.StepCancelled(now, table));
      }
    }
  }

  private void settle(Ended.Judged one) {
    var table = one.event().table();
    var event = accepted.heard(one.event(), one.task().step().reads());
    running.remove(table);
    log.happened(event);
    if (cancellation.isCancelled()) {
      fates.put(table, new Fate.Cancelled());
      log.happened(new RunEvent.StepCancelled(event.at(), table));
    } else if (event.holds()) {
      fates.put(table, new Fate.Held(event.doubtsItsInputs()));
      log.keep(
          new RunEvent.StepFailed(
              event.at(), table, Holding.fault(one.task(), event), event.took()));
    } else {
      ready(table, one.started(), event.made());
    }
  }
}
