package dev.prunella.refs;

import java.util.Set;

/** What a run read, and from which commit: with it a publication is serializable. */
public record Reads(CommitId at, Set<EntryKey> entries) {
  public Reads {
    entries = Set.copyOf(entries);
  }
}
