package dev.prunella.pipeline;

import dev.prunella.pipeline.Attempt.Fate;
import dev.prunella.pipeline.RunEvent.Outcome;
import dev.prunella.refs.Append;
import dev.prunella.refs.Commit;
import dev.prunella.refs.Lake;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;

/**
 * Runs pipelines as transactions: each run works on a branch of its own, and what it made is
 * published in one compare-and-set of main, or not at all.
 *
 * <p>Main may move while a run works. What the run neither read nor wrote does not matter to it; of
 * the rest, it computes again on a new branch what is affected, and keeps what is not. A run that
 * was interrupted or killed is resumed in the same way. The branches of a run that did not publish
 * everything stay as evidence, until a later run of the same interval has; see {@link Evidence}.
 * Thread-safe; each call works in the caller's thread and some of its own.
 */
public final class Runner {
  private final Lake lake;
  private final StepRunner steps;
  private final Judge judge;
  private final RunJournal journal;
  private final Clock clock;
  private final RunLimits limits;
  private final Publisher publisher;
  private final Presence presence;
  private final Evidence evidence;

  public Runner(Lake lake, StepRunner steps, RunJournal journal, Clock clock, RunLimits limits) {
    this(lake, steps, Judge.nobody(), journal, clock, limits, Presence.unknown());
  }

  public Runner(
      Lake lake,
      StepRunner steps,
      Judge judge,
      RunJournal journal,
      Clock clock,
      RunLimits limits,
      Presence presence) {
    this.lake = lake;
    this.steps = steps;
    this.judge = judge;
    this.journal = journal;
    this.clock = clock;
    this.limits = limits;
    this.publisher = new Publisher(lake, judge, clock);
    this.presence = presence;
    this.evidence = new Evidence(lake, journal, presence);
  }

  /** Runs what is asked for, to its end. */
  public RunResult run(RunRequest request, RunListener listener, Cancellation cancellation) {
    var opened = opened(request);
    var writer = journal.open(opened);
    try (var _ = presence.work(writer.run())) {
      return begin(request, opened, writer, listener, cancellation);
    }
  }

  /**
   * The same, if an entry can be appended to another journal in the transaction that opens the run;
   * else there is no run, and empty is returned.
   *
   * @param claim the entry, for the number that the run would have
   */
  public Optional<RunResult> runIf(
      RunRequest request,
      Function<RunId, Append> claim,
      RunListener listener,
      Cancellation cancellation) {
    var opened = opened(request);
    // Present before it is opened: nobody must take a run that has just begun for one that was
    // killed.
    try (var claimed = new Claimed(presence)) {
      var writer =
          journal.openIf(
              opened,
              run -> {
                claimed.work(run);
                return claim.apply(run);
              });
      return writer.map(w -> begin(request, opened, w, listener, cancellation));
    }
  }

  /**
   * Carries out a run as {@link #run} does, on a branch of its own, and leaves the publication to
   * whoever asked: nothing reaches main before {@link Rehearsal#publish}.
   */
  public Rehearsal rehearse(RunRequest request, RunListener listener, Cancellation cancellation) {
    return rehearse(request, Ref.MAIN, lake.head(Ref.MAIN), listener, cancellation);
  }

  /** The same from an earlier commit of main, as if nothing had been published since. */
  public Rehearsal rehearse(
      RunRequest request, Commit from, RunListener listener, Cancellation cancellation) {
    return rehearse(request, Ref.MAIN, from, listener, cancellation);
  }

  /**
   * The same from where another branch stands: what it made may be kept there.
   *
   * @param on the branch
   */
  public Rehearsal rehearse(
      RunRequest request, String on, RunListener listener, Cancellation cancellation) {
    return rehearse(request, on, lake.head(on), listener, cancellation);
  }

  private Rehearsal rehearse(
      RunRequest request, String on, Commit from, RunListener listener, Cancellation cancellation) {
    var opened = opened(request);
    var writer = journal.open(opened);
    var working = presence.work(writer.run());
    try {
      var log = new RunLog(writer, listener);
      listener.happened(log.run(), opened);
      try (var workers = Executors.newThreadPerTaskExecutor(threads(log.run()))) {
        var attempt = begin(request, log, cancellation, 1, RunEvent.AttemptBegan.REHEARSED, from);
        return new Rehearsal(
            this,
            request,
            log,
            cancellation,
            on,
            attempt.base(),
            attempt.carryOut(workers),
            working);
      }
    } catch (RuntimeException | Error e) {
      working.close();
      throw e;
    }
  }

  /** How a rehearsed run ends that is published; empty when main has moved in what it rests on. */
  Optional<RunResult> publish(Rehearsal rehearsed, Publisher.Vouched vouched) {
    return end(
        rehearsed.request(),
        rehearsed.log(),
        rehearsed.cancellation(),
        rehearsed.base(),
        rehearsed.fates(),
        vouched);
  }

  /** Ends a rehearsed run by keeping what came through on a branch that is not main. */
  RunResult keep(Rehearsal rehearsed, String branch) {
    var sentence = BranchCommit.of(lake, rehearsed, branch);
    evidence.remove(rehearsed.log().branches(), rehearsed.request().by());
    return rehearsed.log().close(clock.instant(), Outcome.TRIED, sentence);
  }

  /** Ends a rehearsed run without a publication. */
  RunResult abandon(Rehearsal rehearsed, String sentence) {
    evidence.remove(rehearsed.log().branches(), rehearsed.request().by());
    return rehearsed.log().close(clock.instant(), Outcome.TRIED, sentence);
  }

  /** The presence of a run whose number is not settled yet. */
  private static final class Claimed implements AutoCloseable {
    private final Presence presence;
    private Presence.Working working = () -> {};

    Claimed(Presence presence) {
      this.presence = presence;
    }

    void work(RunId run) {
      close();
      working = presence.work(run);
    }

    @Override
    public void close() {
      working.close();
      working = () -> {};
    }
  }

  private RunEvent.Opened opened(RunRequest request) {
    return new RunEvent.Opened(
        clock.instant(),
        request.pipeline().name(),
        request.interval(),
        request.intervalLabel(),
        request.graph().inOrder().stream().map(Step::table).toList(),
        request.runAt(),
        request.seed(),
        request.by(),
        request.why());
  }

  private RunResult begin(
      RunRequest request,
      RunEvent.Opened opened,
      RunJournal.Writer writer,
      RunListener listener,
      Cancellation cancellation) {
    var log = new RunLog(writer, listener);
    listener.happened(log.run(), opened);
    return work(request, log, cancellation, 1, "begun");
  }

  /**
   * Goes on with a run that did not publish everything: steps whose code and inputs are as they
   * were keep their results. Sources are looked at again, since what failed or was held is put
   * right there as a rule; one that brings the same bytes keeps its result as well.
   *
   * @param request the same pipeline and interval, by the project's files as they are now
   */
  public RunResult resume(
      RunId run, RunRequest request, RunListener listener, Cancellation cancellation) {
    var state = RunState.of(run, journal.events(run));
    var log = new RunLog(journal.resume(run), listener, readable(state), state.branches());
    try (var _ = presence.work(run)) {
      return work(
          request.pinnedLike(state.opened()), log, cancellation, state.attempts() + 1, "resumed");
    }
  }

  /**
   * What the run computed that is still there for certain: without the run's branches, garbage
   * collection spares only what main has.
   */
  private Map<TableName, RunEvent.StepDone> readable(RunState state) {
    if (state.branches().stream().allMatch(b -> lake.store().ref(b).isPresent())) {
      return new HashMap<>(state.done());
    }
    var main = lake.head(Ref.MAIN);
    var readable = new HashMap<TableName, RunEvent.StepDone>();
    state
        .done()
        .forEach(
            (table, done) -> {
              if (lake.entry(main, table.key()).filter(done.after()::equals).isPresent()) {
                readable.put(table, done);
              }
            });
    return readable;
  }

  private RunResult work(
      RunRequest request, RunLog log, Cancellation cancellation, int first, String why) {
    try (var workers = Executors.newThreadPerTaskExecutor(threads(log.run()))) {
      for (int number = first; number < first + limits.attempts(); number++) {
        var attempt =
            begin(
                request,
                log,
                cancellation,
                number,
                number == first ? why : "main moved",
                lake.head(Ref.MAIN));
        var ending =
            end(
                request,
                log,
                cancellation,
                attempt.base(),
                attempt.carryOut(workers),
                Publisher.Vouched.BY_ITS_STEPS);
        if (ending.isPresent()) {
          return ending.get();
        }
      }
    }
    return log.close(
        clock.instant(),
        Outcome.FAILED,
        "main moved again and again, " + limits.attempts() + " times; nothing was published");
  }

  private static ThreadFactory threads(RunId run) {
    return Thread.ofPlatform().daemon().name(run + "-step-", 1).factory();
  }

  private Attempt begin(
      RunRequest request,
      RunLog log,
      Cancellation cancellation,
      int number,
      String why,
      Commit main) {
    var branch = RunBranches.of(log.run(), number);
    log.keep(
        new RunEvent.AttemptBegan(clock.instant(), number, branch, main.id(), request.code(), why));
    // After the journal knows of it: a branch of which it knows nothing would never be removed.
    lake.createBranch(branch, main, request.by());
    return new Attempt(lake, steps, judge, clock, limits, request, log, cancellation, branch, main);
  }

  /** How the run ends after an attempt; empty when main has moved in what it rests on. */
  private Optional<RunResult> end(
      RunRequest request,
      RunLog log,
      Cancellation cancellation,
      Commit base,
      Map<TableName, Fate> fates,
      Publisher.Vouched vouched) {
    var restraint = new Restraint(request, log, clock, fates);
    // Bounded: each turn but the last holds a table more.
    while (true) {
      if (cancellation.isCancelled()) {
        return close(log, Outcome.INTERRUPTED, "interrupted; nothing was published");
      }
      restraint.skip();
      var left = restraint.fates();
      switch (publish(request, log, cancellation, base, left, vouched)) {
        case Ending.Ended(var result) -> {
          return result;
        }
        case Ending.Refused(var held) -> {
          if (!cancellation.isCancelled()) {
            restraint.hold(held);
          }
        }
      }
    }
  }

  private sealed interface Ending {
    /** The attempt's; empty when main has moved in what it rests on. */
    record Ended(Optional<RunResult> result) implements Ending {}

    record Refused(List<RunEvent.StepJudged> held) implements Ending {}
  }

  private Ending publish(
      RunRequest request,
      RunLog log,
      Cancellation cancellation,
      Commit base,
      Map<TableName, Fate> fates,
      Publisher.Vouched vouched) {
    var failed = Fates.failed(fates);
    boolean whole = failed.isEmpty();
    boolean nothing = !whole && request.pipeline().publish() == Pipeline.PublishUnit.ALL_OR_NOTHING;
    if (nothing) {
      return new Ending.Ended(close(log, Fates.outcome(fates), Fates.sentence(fates)));
    }
    var results = Fates.results(fates);
    return switch (publisher.publish(request, log, cancellation, base, results, whole, vouched)) {
      case Publisher.Result.Refused(var held) -> new Ending.Refused(held);
      case Publisher.Result.Overtaken(var main, var changed) -> {
        log.keep(new RunEvent.Overtaken(clock.instant(), main, changed));
        yield new Ending.Ended(Optional.empty());
      }
      case Publisher.Result.Published(var tables) ->
          new Ending.Ended(
              whole
                  ? closeWhole(request, log, Outcome.PUBLISHED, published(tables.size()))
                  : close(
                      log,
                      Outcome.PUBLISHED_IN_PART,
                      published(tables.size()) + "; " + Fates.sentence(fates)));
      case Publisher.Result.Unchanged() ->
          new Ending.Ended(
              whole
                  ? closeWhole(request, log, Outcome.UNCHANGED, "everything was there already")
                  : close(log, Fates.outcome(fates), Fates.sentence(fates)));
    };
  }

  private Optional<RunResult> closeWhole(
      RunRequest request, RunLog log, Outcome outcome, String sentence) {
    evidence.remove(log.branches(), request.by());
    evidence.supersededBy(log.run(), request);
    return close(log, outcome, sentence);
  }

  private Optional<RunResult> close(RunLog log, Outcome outcome, String sentence) {
    return Optional.of(log.close(clock.instant(), outcome, sentence));
  }

  private static String published(int tables) {
    return tables + (tables == 1 ? " table" : " tables") + " published";
  }
}
