package dev.prunella.local.secrets;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * A text as the bytes of UTF-8 that it means once some of its escapes are undone, and for each byte
 * the characters of the text that it comes from.
 *
 * <p>A text that goes on may end within an escape; its reading then ends before that escape.
 */
final class Reading {
  private static final int LONGEST_UTF8 = 4;

  private final boolean goesOn;
  private byte[] bytes;
  private int[] from;
  private int[] to;
  private int size;
  private int end;

  private Reading(int capacity, boolean goesOn) {
    this.goesOn = goesOn;
    this.bytes = new byte[capacity];
    this.from = new int[capacity];
    this.to = new int[capacity];
  }

  /** The text as it stands. */
  static Reading of(String text, boolean goesOn) {
    var reading = new Reading(text.length() + LONGEST_UTF8, goesOn);
    int i = 0;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      boolean half = i == text.length() - 1 && Character.isHighSurrogate((char) c);
      if (half && goesOn) {
        break;
      }
      int next = i + Character.charCount(c);
      reading.addCodePoint(c, i, next);
      i = next;
    }
    reading.end = i;
    return reading;
  }

  byte[] bytes() {
    return bytes;
  }

  int size() {
    return size;
  }

  /** The character of the text before which this reading ends. */
  int end() {
    return end;
  }

  /** The first character that a byte comes from; for the size, the end. */
  int from(int index) {
    return index < size ? from[index] : end;
  }

  /** Just behind the last character that a byte comes from. */
  int to(int index) {
    return to[index];
  }

  boolean holds(char ascii) {
    for (int i = 0; i < size; i++) {
      if (bytes[i] == ascii) {
        return true;
      }
    }
    return false;
  }

  /** The place in the text itself, or the start of the escape that it lies within. */
  int outsideEscapes(int place) {
    // The first byte that ends behind the place: places rise with the bytes.
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (to[middle] > place) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low < size ? Math.min(place, from[low]) : place;
  }

  /** With {@code %41} undone, as in URLs (RFC 3986). */
  Reading withoutPercents() {
    var undone = new Reading(size + LONGEST_UTF8, goesOn);
    undone.end = end;
    for (int i = 0; i < size; i++) {
      if (bytes[i] != '%') {
        undone.add(bytes[i], from[i], to[i]);
        continue;
      }
      int digits = hexDigits(i + 1, 2);
      if (digits == 2) {
        undone.add((byte) hex(i + 1, 2), from[i], to[i + 2]);
        i += 2;
      } else if (goesOn && i + 1 + digits == size) {
        undone.end = from[i];
        return undone;
      } else {
        undone.add(bytes[i], from[i], to[i]);
      }
    }
    return undone;
  }

  /** With the backslashes of JSON strings undone (RFC 8259). */
  Reading withoutBackslashes() {
    var undone = new Reading(size + LONGEST_UTF8, goesOn);
    undone.end = end;
    for (int i = 0; i < size; ) {
      int length = bytes[i] == '\\' ? undone.undo(this, i) : 0;
      if (length < 0) {
        undone.end = from[i];
        return undone;
      }
      if (length == 0) {
        undone.add(bytes[i], from[i], to[i]);
        length = 1;
      }
      i += length;
    }
    return undone;
  }

  /** How long the escape at a backslash is; 0 if it is none, -1 if more has to be seen. */
  private int undo(Reading source, int at) {
    if (at + 1 == source.size) {
      return goesOn ? -1 : 0;
    }
    if (source.bytes[at + 1] == 'u') {
      return undoUnicode(source, at);
    }
    int plain = "\"\\/bfnrt".indexOf(source.bytes[at + 1]);
    if (plain < 0) {
      return 0;
    }
    add((byte) "\"\\/\b\f\n\r\t".charAt(plain), source.from[at], source.to[at + 1]);
    return 2;
  }

  private int undoUnicode(Reading source, int at) {
    int digits = source.hexDigits(at + 2, 4);
    if (digits < 4) {
      return goesOn && at + 2 + digits == source.size ? -1 : 0;
    }
    int unit = source.hex(at + 2, 4);
    if (Character.isHighSurrogate((char) unit)) {
      int seen = source.unicodeEscapeSeen(at + 6);
      if (seen == 6 && Character.isLowSurrogate((char) source.hex(at + 8, 4))) {
        int whole = Character.toCodePoint((char) unit, (char) source.hex(at + 8, 4));
        addCodePoint(whole, source.from[at], source.to[at + 11]);
        return 12;
      }
      if (seen < 6 && goesOn && at + 6 + seen == source.size) {
        return -1;
      }
    }
    addCodePoint(unit, source.from[at], source.to[at + 5]);
    return 6;
  }

  /** How many of the six bytes of a {@code \}{@code u0041} stand here. */
  private int unicodeEscapeSeen(int at) {
    if (at >= size || bytes[at] != '\\') {
      return 0;
    }
    if (at + 1 >= size || bytes[at + 1] != 'u') {
      return 1;
    }
    return 2 + hexDigits(at + 2, 4);
  }

  private int hexDigits(int at, int most) {
    int count = 0;
    while (count < most && at + count < size && HexFormat.isHexDigit(bytes[at + count])) {
      count++;
    }
    return count;
  }

  private int hex(int at, int digits) {
    int value = 0;
    for (int i = at; i < at + digits; i++) {
      value = value << 4 | HexFormat.fromHexDigit(bytes[i]);
    }
    return value;
  }

  /** Halves of characters too are encoded, for the text may hold them. */
  private void addCodePoint(int c, int start, int stop) {
    if (c < 0x80) {
      add((byte) c, start, stop);
    } else if (c < 0x800) {
      add((byte) (0xC0 | c >> 6), start, stop);
      add(following(c, 0), start, stop);
    } else if (c < 0x10000) {
      add((byte) (0xE0 | c >> 12), start, stop);
      add(following(c, 6), start, stop);
      add(following(c, 0), start, stop);
    } else {
      add((byte) (0xF0 | c >> 18), start, stop);
      add(following(c, 12), start, stop);
      add(following(c, 6), start, stop);
      add(following(c, 0), start, stop);
    }
  }

  private static byte following(int c, int shift) {
    return (byte) (0x80 | ((c >> shift) & 0x3F));
  }

  private void add(byte b, int start, int stop) {
    if (size == bytes.length) {
      int capacity = 2 * size;
      bytes = Arrays.copyOf(bytes, capacity);
      from = Arrays.copyOf(from, capacity);
      to = Arrays.copyOf(to, capacity);
    }
    bytes[size] = b;
    from[size] = start;
    to[size] = stop;
    size++;
  }
}
