package dev.prunella.local.secrets;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Byte strings that are looked for all at once, by their first four bytes. Immutable. */
final class Needles {
  /** Shorter ones cannot be looked for. */
  static final int SHORTEST = 4;

  private static final int FILTER_BITS = 16;

  /** Is told each occurrence. */
  interface Found {
    void at(int start, int end);
  }

  private final List<byte[]> all;
  private final Map<Integer, List<byte[]>> byFirstFour = new HashMap<>();

  /** Tells most bytes of a text apart from a needle's beginning without asking the map. */
  private final BitSet filter = new BitSet(1 << FILTER_BITS);

  private final int longest;

  Needles(Collection<ByteBuffer> needles) {
    all = needles.stream().map(Needles::bytes).toList();
    longest = all.stream().mapToInt(n -> n.length).max().orElse(0);
    for (var needle : all) {
      int four = four(needle, 0);
      byFirstFour.computeIfAbsent(four, f -> new ArrayList<>()).add(needle);
      filter.set(slot(four));
    }
  }

  private static byte[] bytes(ByteBuffer buffer) {
    var bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    if (bytes.length < SHORTEST) {
      throw new IllegalArgumentException("too short to be looked for: " + bytes.length);
    }
    return bytes;
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** Every occurrence of every needle, also where they overlap. */
  void find(byte[] in, int size, Found found) {
    for (int i = 0; i + SHORTEST <= size; i++) {
      int four = four(in, i);
      if (!filter.get(slot(four))) {
        continue;
      }
      for (var needle : byFirstFour.getOrDefault(four, List.of())) {
        int end = i + needle.length;
        if (end <= size && Arrays.equals(in, i, end, needle, 0, needle.length)) {
          found.at(i, end);
        }
      }
    }
  }

  /** From where on all that is left may be the beginning of a needle; the size if from nowhere. */
  int open(byte[] in, int size) {
    for (int i = Math.max(0, size - longest + 1); i < size; i++) {
      int length = size - i;
      var candidates = length < SHORTEST ? all : byFirstFour.getOrDefault(four(in, i), List.of());
      for (var needle : candidates) {
        if (length < needle.length && Arrays.equals(in, i, size, needle, 0, length)) {
          return i;
        }
      }
    }
    return size;
  }

  private static int four(byte[] in, int at) {
    return (in[at] & 0xff) << 24
        | (in[at + 1] & 0xff) << 16
        | (in[at + 2] & 0xff) << 8
        | (in[at + 3] & 0xff);
  }

  /** Fibonacci hashing: the upper bits of a product with 2^32 divided by the golden ratio. */
  private static int slot(int four) {
    return (four * 0x9E3779B9) >>> (Integer.SIZE - FILTER_BITS);
  }
}
