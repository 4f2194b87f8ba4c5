package dev.prunella.local.code;

import java.util.List;

/** The paths in which two code trees differ, each list sorted. */
public record CodeDiff(List<String> added, List<String> changed, List<String> removed) {
  public CodeDiff {
    added = List.copyOf(added);
    changed = List.copyOf(changed);
    removed = List.copyOf(removed);
  }

  public boolean isEmpty() {
    return added.isEmpty() && changed.isEmpty() && removed.isEmpty();
  }
}
