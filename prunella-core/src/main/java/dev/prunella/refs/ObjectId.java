package dev.prunella.refs;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The address of an immutable object: the SHA-256 of its bytes (FIPS 180-4), so that equal content
 * has one address and damage shows.
 */
public record ObjectId(long w0, long w1, long w2, long w3) implements Comparable<ObjectId> {

  /** Length of an address in bytes. */
  public static final int LENGTH = 32;

  /** The address of these bytes. */
  public static ObjectId of(byte[] content) {
    try {
      return fromBytes(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK ships SHA-256", e);
    }
  }

  /** Reads an address of {@link #LENGTH} bytes. */
  public static ObjectId fromBytes(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("an object id has 32 bytes, not " + bytes.length);
    }
    var in = ByteBuffer.wrap(bytes);
    return new ObjectId(in.getLong(), in.getLong(), in.getLong(), in.getLong());
  }

  /** Reads an address of 64 hexadecimal digits. */
  public static ObjectId fromHex(String hex) {
    return fromBytes(HexFormat.of().parseHex(hex));
  }

  public byte[] bytes() {
    return ByteBuffer.allocate(LENGTH).putLong(w0).putLong(w1).putLong(w2).putLong(w3).array();
  }

  public String hex() {
    return HexFormat.of().formatHex(bytes());
  }

  /** The {@code depth}-th half-byte, most significant first: the trie's way down. */
  int nibble(int depth) {
    long word =
        switch (depth >> 4) {
          case 0 -> w0;
          case 1 -> w1;
          case 2 -> w2;
          default -> w3;
        };
    return (int) (word >>> (60 - 4 * (depth & 15))) & 15;
  }

  @Override
  public int compareTo(ObjectId other) {
    int c = Long.compareUnsigned(w0, other.w0);
    c = c != 0 ? c : Long.compareUnsigned(w1, other.w1);
    c = c != 0 ? c : Long.compareUnsigned(w2, other.w2);
    return c != 0 ? c : Long.compareUnsigned(w3, other.w3);
  }

  @Override
  public String toString() {
    return hex();
  }
}
