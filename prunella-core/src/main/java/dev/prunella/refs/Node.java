package dev.prunella.refs;

import java.util.Collections;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A node of the hash trie. A subtree of at most {@link #LEAF_MAX} entries is one leaf, whatever
 * happened before: equal content always has the same shape, hence the same address.
 */
sealed interface Node {

  /** Children of an inner node: one for each half-byte of a key's hash. */
  int FANOUT = 16;

  /** Most entries of a leaf. */
  int LEAF_MAX = 32;

  /** Entries of this subtree. */
  int count();

  record Leaf(SortedMap<EntryKey, Entry> entries) implements Node {
    public Leaf {
      entries = Collections.unmodifiableSortedMap(entries);
    }

    @Override
    public int count() {
      return entries.size();
    }
  }

  /** The array is never changed after construction. */
  @SuppressWarnings("ArrayRecordComponent")
  record Inner(@Nullable ObjectId[] children, int count) implements Node {
    static @Nullable ObjectId[] noChildren() {
      return new @Nullable ObjectId[FANOUT];
    }

    @Nullable ObjectId child(int index) {
      return children[index];
    }
  }
}
