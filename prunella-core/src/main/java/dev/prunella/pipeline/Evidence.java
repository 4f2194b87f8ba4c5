package dev.prunella.pipeline;

import dev.prunella.refs.Lake;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * The branches of runs that did not publish everything are the evidence of what went wrong. It ends
 * when a later run of the same has published everything, or when people find it too old. Runs that
 * somebody works on are left alone. Thread-safe.
 */
public final class Evidence {
  /** A run that has published looks at so many earlier ones; people remove what is older. */
  private static final int MOST_LOOKED_AT = 200;

  private final Lake lake;
  private final RunJournal journal;
  private final Presence presence;

  public Evidence(Lake lake, RunJournal journal, Presence presence) {
    this.lake = lake;
    this.journal = journal;
    this.presence = presence;
  }

  /**
   * A run's branches.
   *
   * @param opened empty when the lake's journal does not know the run
   * @param newest what happened in it last
   */
  public record Kept(
      RunId run,
      List<String> branches,
      Optional<RunEvent.Opened> opened,
      Optional<RunEvent> newest) {
    public Kept {
      branches = List.copyOf(branches);
    }

    public Optional<RunEvent.Outcome> outcome() {
      return newest
          .filter(RunEvent.Closed.class::isInstance)
          .map(e -> ((RunEvent.Closed) e).outcome());
    }
  }

  /** What there is, by run. */
  public List<Kept> kept() {
    var kept = new ArrayList<Kept>();
    RunBranches.in(lake).forEach((run, branches) -> kept.add(kept(run, branches)));
    return List.copyOf(kept);
  }

  private Kept kept(RunId run, List<String> branches) {
    return new Kept(run, branches, journal.opened(run), journal.newestOf(run));
  }

  /** What nobody has touched since then, and nobody works on. */
  public List<Kept> olderThan(Instant then) {
    return kept().stream()
        .filter(k -> k.newest().filter(e -> e.at().isBefore(then)).isPresent())
        .filter(k -> k.outcome().isPresent() || !presence.atWork(k.run()))
        .toList();
  }

  public void remove(Kept kept, String by) {
    kept.branches().forEach(branch -> delete(branch, by));
  }

  /**
   * Removes what a run that has published everything makes needless: the evidence of earlier runs
   * of the same interval and of no other tables, and what killed runs had offered to main.
   */
  void supersededBy(RunId run, RunRequest request) {
    RunBranches.in(lake).headMap(run).reversed().entrySet().stream()
        .limit(MOST_LOOKED_AT)
        .map(e -> kept(e.getKey(), e.getValue()))
        .filter(k -> k.outcome().isPresent() || !presence.atWork(k.run()))
        .forEach(k -> needless(k, request).forEach(branch -> delete(branch, request.by())));
  }

  private static List<String> needless(Kept kept, RunRequest request) {
    return kept.opened().filter(o -> covers(request, o)).isPresent()
        ? kept.branches()
        : kept.branches().stream().filter(RunBranches::isCandidate).toList();
  }

  private static boolean covers(RunRequest request, RunEvent.Opened earlier) {
    return earlier.pipeline().equals(request.pipeline().name())
        && earlier.interval().equals(request.interval())
        && request.graph().tables().containsAll(new HashSet<>(earlier.tables()));
  }

  /** Removes an ended run's own branches, and what it offered to main. */
  void remove(List<String> branches, String by) {
    for (var branch : branches) {
      for (var name : List.of(branch, RunBranches.candidateOf(branch))) {
        if (lake.store().ref(name).isPresent()) {
          delete(name, by);
        }
      }
    }
  }

  private void delete(String branch, String by) {
    try {
      lake.delete(branch, by);
    } catch (LakeException e) {
      // Another process may have tidied up at the same time.
      if (e.problem() != Problem.NO_SUCH_REF) {
        throw e;
      }
    }
  }
}
