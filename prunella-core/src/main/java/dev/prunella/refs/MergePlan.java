package dev.prunella.refs;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a merge would do. The plan that is shown is the plan that is carried out. */
public sealed interface MergePlan {

  /** The target already holds all of the source. */
  record UpToDate() implements MergePlan {}

  /** The target has not moved since: it can simply take the source's head. */
  record FastForward(CommitId to, List<EntryKey> changed) implements MergePlan {
    public FastForward {
      changed = List.copyOf(changed);
    }
  }

  /** Both sides moved, and these changes on top of the target combine them. */
  record Combine(CommitId base, Map<EntryKey, Optional<Entry>> changes) implements MergePlan {
    public Combine {
      changes = Map.copyOf(changes);
    }
  }

  /** They cannot be combined; nothing was changed. */
  record Conflicted(CommitId base, List<EntryConflict> conflicts) implements MergePlan {
    public Conflicted {
      conflicts = List.copyOf(conflicts);
    }
  }
}
