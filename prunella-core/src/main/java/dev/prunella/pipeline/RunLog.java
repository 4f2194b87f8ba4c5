package dev.prunella.pipeline;

import dev.prunella.refs.Append;
import dev.prunella.refs.TableName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tells a run's listener what happens, keeps it in the journal, and remembers what later attempts
 * need. Small events wait for the next one that must be durable, so that a step costs one write.
 * Thread-safe.
 */
final class RunLog {
  private final RunJournal.Writer journal;
  private final RunListener listener;
  private final List<RunEvent> waiting = new ArrayList<>();
  private final Map<TableName, RunEvent.StepDone> done;

  /** Results of an earlier process: since then, a source may have something else. */
  private final Set<TableName> old;

  private final List<String> branches;

  RunLog(RunJournal.Writer journal, RunListener listener) {
    this(journal, listener, Map.of(), List.of());
  }

  /**
   * Goes on after what was done before.
   *
   * @param done results that can still be read
   */
  RunLog(
      RunJournal.Writer journal,
      RunListener listener,
      Map<TableName, RunEvent.StepDone> done,
      List<String> branches) {
    this.journal = journal;
    this.listener = listener;
    this.done = new HashMap<>(done);
    this.old = new HashSet<>(done.keySet());
    this.branches = new ArrayList<>(branches);
  }

  RunId run() {
    return journal.run();
  }

  /** What the run has computed for a table so far. */
  synchronized Optional<RunEvent.StepDone> done(TableName table) {
    return Optional.ofNullable(done.get(table));
  }

  /** Whether that was before the run was resumed, and has not been found to hold since. */
  synchronized boolean isOld(TableName table) {
    return old.contains(table);
  }

  /** The branches on which the run has worked. */
  synchronized List<String> branches() {
    return List.copyOf(branches);
  }

  /** Tells, and keeps sooner or later. */
  synchronized void happened(RunEvent event) {
    waiting.add(event);
    tell(event);
  }

  /** Keeps, durably, and tells. */
  synchronized void keep(RunEvent event) {
    waiting.add(event);
    flush();
    tell(event);
  }

  private void flush() {
    if (!waiting.isEmpty()) {
      journal.append(List.copyOf(waiting));
      waiting.clear();
    }
  }

  private void tell(RunEvent event) {
    switch (event) {
      case RunEvent.StepDone step -> {
        done.put(step.table(), step);
        old.remove(step.table());
      }
      case RunEvent.StepReused step -> old.remove(step.table());
      case RunEvent.AttemptBegan attempt -> branches.add(attempt.branch());
      case RunEvent.Opened _,
          RunEvent.StepBegan _,
          RunEvent.StepJudged _,
          RunEvent.StepFailed _,
          RunEvent.StepSkipped _,
          RunEvent.StepCancelled _,
          RunEvent.Overtaken _,
          RunEvent.Published _,
          RunEvent.Closed _ -> {}
    }
    listener.happened(run(), event);
  }

  /** An event for the transaction of the publication. */
  synchronized Append entry(RunEvent event) {
    flush();
    return journal.entry(event);
  }

  /** That transaction has kept it. */
  synchronized void kept(RunEvent event) {
    journal.kept();
    tell(event);
  }

  RunResult close(Instant at, RunEvent.Outcome outcome, String sentence) {
    keep(new RunEvent.Closed(at, outcome, sentence));
    return new RunResult(run(), outcome, sentence);
  }

  StepWatch watch(TableName table, Cancellation cancellation) {
    return new StepWatch() {
      @Override
      public void progress(long rows, double share) {
        synchronized (RunLog.this) {
          listener.progress(run(), table, rows, share);
        }
      }

      @Override
      public void log(String line) {
        synchronized (RunLog.this) {
          listener.log(run(), table, line);
        }
      }

      @Override
      public boolean cancelled() {
        return cancellation.isCancelled();
      }

      @Override
      public Registration onCancel(Runnable end) {
        return cancellation.register(end);
      }
    };
  }
}
