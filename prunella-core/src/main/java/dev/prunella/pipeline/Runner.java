package dev.prunella.pipeline;

import dev.prunella.pipeline.Attempt.Fate;
import dev.prunella.pipeline.RunEvent.Outcome;
import dev.prunella.refs.Commit;
import dev.prunella.refs.Lake;
import dev.prunella.refs.Ref;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Collectors;

/**
 * Runs pipelines as transactions: each run works on a branch of its own, and what it made is
 * published in one compare-and-set of main, or not at all.
 *
 * <p>Main may move while a run works. What the run neither read nor wrote does not matter to it; of
 * the rest, it computes again on a new branch what is affected, and keeps what is not. A run that
 * was interrupted or killed is resumed in the same way. The branches of a run that did not publish
 * everything stay: they are the evidence. Thread-safe; each call works in the caller's thread and
 * some of its own.
 */
public final class Runner {
  private final Lake lake;
  private final StepRunner steps;
  private final RunJournal journal;
  private final Clock clock;
  private final RunLimits limits;
  private final Publisher publisher;

  public Runner(Lake lake, StepRunner steps, RunJournal journal, Clock clock, RunLimits limits) {
    this.lake = lake;
    this.steps = steps;
    this.journal = journal;
    this.clock = clock;
    this.limits = limits;
    this.publisher = new Publisher(lake, clock);
  }

  /** Runs what is asked for, to its end. */
  public RunResult run(RunRequest request, RunListener listener, Cancellation cancellation) {
    var opened =
        new RunEvent.Opened(
            clock.instant(),
            request.pipeline().name(),
            request.interval(),
            request.intervalLabel(),
            request.graph().inOrder().stream().map(Step::table).toList(),
            request.runAt(),
            request.seed(),
            request.by(),
            request.why());
    var log = new RunLog(journal.open(opened), listener);
    listener.happened(log.run(), opened);
    return work(request, log, cancellation, 1, "begun");
  }

  /**
   * Goes on with a run that did not publish everything: steps whose code and inputs are as they
   * were keep their results.
   *
   * @param request the same pipeline and interval, by the project's files as they are now
   */
  public RunResult resume(
      RunId run, RunRequest request, RunListener listener, Cancellation cancellation) {
    var state = RunState.of(run, journal.events(run));
    var log = new RunLog(journal.resume(run), listener, state);
    return work(
        request.pinnedLike(state.opened()), log, cancellation, state.attempts() + 1, "resumed");
  }

  private RunResult work(
      RunRequest request, RunLog log, Cancellation cancellation, int first, String why) {
    try (var workers = Executors.newThreadPerTaskExecutor(threads(log.run()))) {
      for (int number = first; number < first + limits.attempts(); number++) {
        var attempt =
            begin(request, log, cancellation, number, number == first ? why : "main moved");
        var ending = end(request, log, cancellation, attempt.base(), attempt.carryOut(workers));
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
      RunRequest request, RunLog log, Cancellation cancellation, int number, String why) {
    var main = lake.head(Ref.MAIN);
    var branch = "run/" + log.run().number() + (number == 1 ? "" : "-" + number);
    log.keep(
        new RunEvent.AttemptBegan(clock.instant(), number, branch, main.id(), request.code(), why));
    // After the journal knows of it: a branch of which it knows nothing would never be removed.
    lake.createBranch(branch, main, request.by());
    return new Attempt(lake, steps, clock, limits, request, log, cancellation, branch, main);
  }

  /** How the run ends after an attempt; empty when main has moved in what it rests on. */
  private Optional<RunResult> end(
      RunRequest request,
      RunLog log,
      Cancellation cancellation,
      Commit base,
      Map<TableName, Fate> fates) {
    if (cancellation.isCancelled()) {
      return close(log, Outcome.INTERRUPTED, "interrupted; nothing was published");
    }
    var failed = Attempt.failed(fates);
    boolean whole = failed.isEmpty();
    boolean nothing = !whole && request.pipeline().publish() == Pipeline.PublishUnit.ALL_OR_NOTHING;
    if (nothing) {
      return close(log, Outcome.FAILED, sentence(failed));
    }
    return switch (publisher.publish(request, log, base, Attempt.results(fates), whole)) {
      case Publisher.Result.Overtaken(var main, var changed) -> {
        log.keep(new RunEvent.Overtaken(clock.instant(), main, changed));
        yield Optional.empty();
      }
      case Publisher.Result.Published(var tables) ->
          whole
              ? closeWhole(request, log, Outcome.PUBLISHED, published(tables.size()))
              : close(
                  log,
                  Outcome.PUBLISHED_IN_PART,
                  published(tables.size()) + "; " + sentence(failed));
      case Publisher.Result.Unchanged() ->
          whole
              ? closeWhole(request, log, Outcome.UNCHANGED, "everything was there already")
              : close(log, Outcome.FAILED, sentence(failed));
    };
  }

  private Optional<RunResult> closeWhole(
      RunRequest request, RunLog log, Outcome outcome, String sentence) {
    publisher.removeBranches(log.branches(), request.by());
    return close(log, outcome, sentence);
  }

  private Optional<RunResult> close(RunLog log, Outcome outcome, String sentence) {
    return Optional.of(log.close(clock.instant(), outcome, sentence));
  }

  private static String sentence(Set<TableName> failed) {
    return failed.stream().map(TableName::toString).collect(Collectors.joining(", ")) + " failed";
  }

  private static String published(int tables) {
    return tables + (tables == 1 ? " table" : " tables") + " published";
  }
}
