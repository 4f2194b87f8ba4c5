package dev.prunella.local.gc;

import dev.prunella.refs.ObjectId;

/**
 * A compact set of the first 128 bits of SHA-256 digests: open addressing, 24 to 48 bytes an
 * element. Two that collide count as one, which can only keep garbage, never lose what is needed.
 * Thread-safe.
 */
final class FingerprintSet {
  private static final int MAX_SLOTS = 1 << 29;

  private long[] words = new long[2 << 10];
  private int size;

  /** Whether it was not there yet. */
  synchronized boolean add(ObjectId id) {
    if (3L * (size + 1) > words.length) {
      grow();
    }
    if (!put(words, id.w0(), nonZero(id.w1()))) {
      return false;
    }
    size++;
    return true;
  }

  synchronized boolean contains(ObjectId id) {
    long high = id.w0();
    long low = nonZero(id.w1());
    int slot = find(words, high, low);
    return words[slot + 1] != 0;
  }

  synchronized int size() {
    return size;
  }

  /** Two thirds full at most: {@code words} has two for each slot. */
  private void grow() {
    int slots = words.length;
    if (slots > MAX_SLOTS) {
      throw new IllegalStateException("more than " + size + " files or objects in one lake");
    }
    var wider = new long[2 * slots];
    for (int i = 0; i < words.length; i += 2) {
      if (words[i + 1] != 0) {
        put(wider, words[i], words[i + 1]);
      }
    }
    words = wider;
  }

  private static boolean put(long[] words, long high, long low) {
    int slot = find(words, high, low);
    if (words[slot + 1] != 0) {
      return false;
    }
    words[slot] = high;
    words[slot + 1] = low;
    return true;
  }

  /** The place of the pair, or the free one where it belongs. */
  private static int find(long[] words, long high, long low) {
    int mask = words.length - 2;
    int slot = (int) (high << 1) & mask;
    while (words[slot + 1] != 0 && (words[slot] != high || words[slot + 1] != low)) {
      slot = (slot + 2) & mask;
    }
    return slot;
  }

  /** Zero means a free slot. */
  private static long nonZero(long low) {
    return low == 0 ? 1 : low;
  }
}
