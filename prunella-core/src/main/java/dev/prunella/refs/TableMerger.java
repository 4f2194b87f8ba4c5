package dev.prunella.refs;

import java.util.List;

/** Combines what two sides did to one table, when that is provably right. */
@FunctionalInterface
public interface TableMerger {

  /**
   * Replays what {@code ours} did since {@code base} on top of {@code theirs}. All three are the
   * same table. Writes new files at most; a conflict leaves none behind.
   */
  Outcome merge(EntryKey key, Entry.Table base, Entry.Table ours, Entry.Table theirs);

  /** The combined table, or why there is none. */
  sealed interface Outcome {
    record Merged(Entry.Table table) implements Outcome {}

    record Conflicting(List<TableConflict> conflicts) implements Outcome {
      public Conflicting {
        conflicts = List.copyOf(conflicts);
      }
    }
  }
}
