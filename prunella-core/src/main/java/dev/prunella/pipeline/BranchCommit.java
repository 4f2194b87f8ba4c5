package dev.prunella.pipeline;

import dev.prunella.refs.Change;
import dev.prunella.refs.Commit;
import dev.prunella.refs.CommitInfo;
import dev.prunella.refs.CommitResult;
import dev.prunella.refs.EntryKey;
import dev.prunella.refs.Lake;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.util.Collection;
import java.util.LinkedHashMap;

/** Brings what a rehearsed run made onto a branch of somebody's own, with the code that made it. */
final class BranchCommit {
  private BranchCommit() {}

  /**
   * What became of it, for people.
   *
   * @throws LakeException if nobody can say
   */
  static String of(Lake lake, Rehearsal rehearsed, String branch) {
    var request = rehearsed.request();
    var info =
        new CommitInfo(request.by(), request.message(rehearsed.run()), request.code().tree());
    return switch (lake.commit(branch, head -> changes(lake, rehearsed, head), info)) {
      case CommitResult.Committed(var commit) -> "kept on " + branch + " as " + commit.id().brief();
      case CommitResult.Conflict _ -> branch + " has changed meanwhile; nothing was kept";
      case CommitResult.Unknown(var _, var reason) ->
          throw new LakeException(
              Problem.UNKNOWN_FATE,
              "it is not known whether %s has what %s made: %s"
                  .formatted(branch, rehearsed.run(), reason));
    };
  }

  /** Refused where others have changed the same tables since it began. */
  private static Collection<Change> changes(Lake lake, Rehearsal rehearsed, Commit head) {
    var changes = new LinkedHashMap<EntryKey, Change>();
    rehearsed
        .changed()
        .forEach(
            (table, entry) -> {
              Namespaces.missing(lake, head, table)
                  .forEach(change -> changes.put(change.key(), change));
              changes.put(
                  table.key(),
                  lake.entry(rehearsed.base(), table.key())
                      .map(was -> Change.replace(table.key(), was, entry))
                      .orElseGet(() -> Change.create(table.key(), entry)));
            });
    return changes.values();
  }
}
