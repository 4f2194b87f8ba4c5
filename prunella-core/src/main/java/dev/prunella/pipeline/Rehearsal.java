package dev.prunella.pipeline;

import dev.prunella.pipeline.Attempt.Fate;
import dev.prunella.refs.Append;
import dev.prunella.refs.Commit;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.Entry;
import dev.prunella.refs.Publication;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A run that has been carried out and judged on its branch, and waits for a word: it is published
 * or abandoned, once; closing it abandons what nobody has published. For one thread.
 */
public final class Rehearsal implements AutoCloseable {
  private final Runner runner;
  private final RunRequest request;
  private final RunLog log;
  private final Cancellation cancellation;
  private final String on;
  private final Commit base;
  private final Map<TableName, Fate> fates;
  private final Presence.Working working;
  private boolean ended;

  Rehearsal(
      Runner runner,
      RunRequest request,
      RunLog log,
      Cancellation cancellation,
      String on,
      Commit base,
      Map<TableName, Fate> fates,
      Presence.Working working) {
    this.runner = runner;
    this.request = request;
    this.log = log;
    this.cancellation = cancellation;
    this.on = on;
    this.base = base;
    this.fates = fates;
    this.working = working;
  }

  public RunId run() {
    return log.run();
  }

  public RunRequest request() {
    return request;
  }

  /** The commit of main, or of the branch that it is for, from which it began. */
  public Commit base() {
    return base;
  }

  /** Where its tables stand. */
  public String branch() {
    return log.branches().getLast();
  }

  /** Whether every step came through and passed. */
  public boolean isWhole() {
    return fates.values().stream().allMatch(Fate.Ready.class::isInstance);
  }

  /** What it would publish: tables as they stand on its branch where that is not as on main. */
  public SortedMap<TableName, Entry> changed() {
    var changed = new TreeMap<TableName, Entry>();
    Fates.results(fates)
        .forEach(
            (table, ready) -> {
              if (!ready.onMain().equals(Optional.of(ready.entry()))) {
                changed.put(table, ready.entry());
              }
            });
    return changed;
  }

  /**
   * Publishes what came through.
   *
   * @param also entries of other journals, which land in the publication's transaction; asked for
   *     the commit that main will be at
   * @return empty when main has moved in what this rests on: nothing is published, and what was
   *     verified must be verified again
   */
  public Optional<RunResult> publish(
      Publication.Attested as, Function<CommitId, List<Append>> also) {
    requireOpen();
    if (!on.equals(Ref.MAIN)) {
      throw new IllegalStateException("what began on " + on + " is not for main");
    }
    var result = runner.publish(this, new Publisher.Vouched(as, also));
    ended = result.isPresent();
    return result;
  }

  /**
   * Keeps what came through on the branch from which it began, which is not main, and ends it.
   *
   * @return tried, for main has nothing of it; the sentence says whether the branch has
   */
  public RunResult keep() {
    requireOpen();
    if (on.equals(Ref.MAIN)) {
      throw new IllegalStateException("main changes only by a publication");
    }
    var result = runner.keep(this, on);
    ended = true;
    return result;
  }

  /** Ends it; its branches go. */
  public RunResult abandon(String sentence) {
    requireOpen();
    ended = true;
    return runner.abandon(this, sentence);
  }

  private void requireOpen() {
    if (ended) {
      throw new IllegalStateException(log.run() + " has ended");
    }
  }

  RunLog log() {
    return log;
  }

  Cancellation cancellation() {
    return cancellation;
  }

  Map<TableName, Fate> fates() {
    return fates;
  }

  @Override
  public void close() {
    try (working) {
      if (!ended) {
        abandon("nobody decided on it");
      }
    }
  }
}
