package dev.prunella.refs;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Appends the few shapes that stored objects are made of: big-endian numbers, text with its length.
 */
final class ByteWriter {
  private byte[] buffer = new byte[512];
  private int size;

  ByteWriter u8(int value) {
    room(1);
    buffer[size++] = (byte) value;
    return this;
  }

  ByteWriter i32(int value) {
    room(4);
    for (int shift = 24; shift >= 0; shift -= 8) {
      buffer[size++] = (byte) (value >>> shift);
    }
    return this;
  }

  ByteWriter i64(long value) {
    return i32((int) (value >>> 32)).i32((int) value);
  }

  ByteWriter text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    return i32(utf8.length).raw(utf8);
  }

  ByteWriter id(ObjectId id) {
    return i64(id.w0()).i64(id.w1()).i64(id.w2()).i64(id.w3());
  }

  byte[] toBytes() {
    return Arrays.copyOf(buffer, size);
  }

  private ByteWriter raw(byte[] bytes) {
    room(bytes.length);
    System.arraycopy(bytes, 0, buffer, size, bytes.length);
    size += bytes.length;
    return this;
  }

  private void room(int more) {
    if (buffer.length - size < more) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
    }
  }
}
