package dev.prunella.app.steer;

import dev.prunella.app.run.Workspace;
import dev.prunella.app.serve.Refusal;
import dev.prunella.app.view.ChangeJson;
import dev.prunella.app.view.MergeJson;
import dev.prunella.refs.Commit;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.CommitInfo;
import dev.prunella.refs.EntryConflict;
import dev.prunella.refs.MergePlan;
import dev.prunella.refs.MergeResult;
import dev.prunella.refs.Ref;
import java.util.List;

/**
 * Merges into main and rollbacks on it that people do by the server; the same as {@code prunella
 * merge} and {@code prunella rollback}, with what is changed by it shown first. Thread-safe.
 */
public final class Moves {
  private final Workspace workspace;
  private final Runnable wake;

  Moves(Workspace workspace, Runnable wake) {
    this.workspace = workspace;
    this.wake = wake;
  }

  /**
   * What would be done, for whoever is to confirm it.
   *
   * @param commit what is merged, or undone
   * @param head where main stands: it is done from there, or not at all
   * @param changes by name; none where there is nothing to do, or a conflict
   * @param conflicts why it cannot be done, in sentences
   */
  public record Planned(
      CommitId commit, CommitId head, List<ChangeJson.View> changes, List<String> conflicts) {}

  /**
   * What a merge into main would do.
   *
   * @param from a branch, a tag or a commit
   */
  public Planned planMerge(String from) {
    var lake = workspace.lake();
    var head = lake.lake().head(Ref.MAIN);
    var source = lake.lake().resolve(from).id();
    // A table that both sides changed gets new files, which no commit names.
    try (var _ = lake.leases().hold("a look at a merge of " + source.brief())) {
      return planned(source, head, lake.lake().planMerge(source.hex(), Ref.MAIN, lake.merger()));
    }
  }

  /** What it would do to take one commit of main back. */
  public Planned planRollback(String commit) {
    var lake = workspace.lake();
    var head = lake.lake().head(Ref.MAIN);
    var to = ofMain(commit, head);
    return planned(to.id(), head, lake.lake().planRollback(Ref.MAIN, before(to), to));
  }

  private Planned planned(CommitId commit, Commit head, MergePlan plan) {
    var conflicts =
        plan instanceof MergePlan.Conflicted(var _, var found)
            ? sentences(found)
            : List.<String>of();
    return new Planned(
        commit, head.id(), MergeJson.changes(workspace.lake(), plan, head), conflicts);
  }

  /**
   * Merges a commit into main: published by hand, unverified.
   *
   * @param head where main stood when it was confirmed
   * @throws Refusal if main has moved since, or there is a conflict
   */
  public CommitId merge(String commit, String head, String by, String why) {
    var lake = workspace.lake();
    requireHead(head);
    try (var _ = lake.leases().hold("merge by " + by)) {
      return done(lake.lake().merge(commit, Ref.MAIN, lake.merger(), CommitInfo.by(by, why)));
    }
  }

  /**
   * Takes one commit of main back, by a new one.
   *
   * @param head where main stood when it was confirmed
   * @throws Refusal if main has moved since, or one of its tables was changed again later
   */
  public CommitId rollback(String commit, String head, String by, String why) {
    var lake = workspace.lake().lake();
    var to = ofMain(commit, requireHead(head));
    return done(lake.rollback(Ref.MAIN, before(to), to, CommitInfo.by(by, why)));
  }

  private Commit requireHead(String seen) {
    var head = workspace.lake().lake().head(Ref.MAIN);
    if (!head.id().hex().equals(seen)) {
      throw new Refusal(
          409, "main-moved", "main has moved since that page was made; look at it anew");
    }
    return head;
  }

  private Commit ofMain(String commit, Commit head) {
    var lake = workspace.lake().lake();
    var found = lake.resolve(commit);
    if (!lake.isAncestor(found.id(), head.id())) {
      throw new Refusal(409, "not-of-main", found.id().brief() + " is no part of main");
    }
    return found;
  }

  private Commit before(Commit commit) {
    return commit
        .firstParent()
        .map(workspace.lake().lake()::commit)
        .orElseThrow(
            () ->
                new Refusal(
                    409, "first-commit", "the first commit of a lake cannot be taken back"));
  }

  private CommitId done(MergeResult result) {
    var commit =
        switch (result) {
          case MergeResult.Merged(var merged, var _) -> merged.id();
          case MergeResult.UpToDate(var _) ->
              throw new Refusal(409, "nothing-to-do", "main has all of it already");
          case MergeResult.Conflicted(var conflicts) ->
              throw new Refusal(409, "conflict", String.join("; ", sentences(conflicts)));
          case MergeResult.Unknown(var candidate, var reason) ->
              throw new Refusal(
                  503,
                  "unknown-fate",
                  "it is not known whether main stands at %s now: %s"
                      .formatted(candidate.brief(), reason));
        };
    wake.run();
    return commit;
  }

  private static List<String> sentences(List<EntryConflict> conflicts) {
    return conflicts.stream().map(c -> c.key() + ": " + c.sentence()).toList();
  }
}
