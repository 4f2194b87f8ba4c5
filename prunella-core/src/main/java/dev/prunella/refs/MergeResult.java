package dev.prunella.refs;

import java.util.List;

/** What became of a merge, a rollback, or another combination of commits. */
public sealed interface MergeResult {

  /** The branch already held it all. */
  record UpToDate(CommitId head) implements MergeResult {}

  /** The branch stands at this commit now. */
  record Merged(Commit commit, List<EntryKey> changed) implements MergeResult {
    public Merged {
      changed = List.copyOf(changed);
    }
  }

  /** Nothing was changed. */
  record Conflicted(List<EntryConflict> conflicts) implements MergeResult {
    public Conflicted {
      conflicts = List.copyOf(conflicts);
    }
  }

  /** The connection was lost; {@link Lake#fate} tells. */
  record Unknown(CommitId commit, String reason) implements MergeResult {}
}
