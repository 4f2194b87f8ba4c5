package dev.prunella.refs;

import java.util.List;
import java.util.Optional;

/** What became of a commit. */
public sealed interface CommitResult {

  /** It stands, durably. A change that changes nothing gives the head as it was. */
  record Committed(Commit commit) implements CommitResult {}

  /** Nothing was changed: these entries are not what the writer believed. */
  record Conflict(List<Clash> clashes) implements CommitResult {
    public Conflict {
      clashes = List.copyOf(clashes);
    }
  }

  /** The connection was lost; {@link Lake#fate} tells, when the store answers again. */
  record Unknown(CommitId commit, String reason) implements CommitResult {}

  /** An entry that is not as expected, and what stands there instead. */
  record Clash(EntryKey key, Optional<Entry> found) {}
}
