package dev.prunella.app.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Numbers, sizes, times and foreign text, as people read them. */
final class Words {
  private static final DateTimeFormatter WHEN =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss zzz", Locale.ROOT);

  private Words() {}

  /** {@code 1,234,567}. */
  static String count(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  /** {@code 1 row}, {@code 1,200 rows}. */
  static String count(long n, String one) {
    return count(n, one, one + "s");
  }

  static String count(long n, String one, String many) {
    return count(n) + " " + (n == 1 ? one : many);
  }

  /** {@code +1,200} or {@code -3}. */
  static String delta(long n) {
    return String.format(Locale.ROOT, "%+,d", n);
  }

  /** {@code 12.3 KiB}. */
  static String size(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    var units = "KMGTPE";
    int power = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
    double value = bytes / Math.pow(1024, power);
    return String.format(Locale.ROOT, "%.1f %siB", value, units.charAt(power - 1));
  }

  /** {@code 2 minutes ago}. */
  static String ago(Instant then, Instant now) {
    var past = Duration.between(then, now);
    if (past.isNegative()) {
      // The clock of whoever wrote it was ahead of ours.
      return past.abs().toSeconds() < 5 ? "just now" : "in " + span(past.abs());
    }
    return past.toSeconds() < 5 ? "just now" : span(past) + " ago";
  }

  private static String span(Duration span) {
    long seconds = span.toSeconds();
    if (seconds < 60) {
      return count(seconds, "second");
    }
    if (seconds < 3600) {
      return count(seconds / 60, "minute");
    }
    if (seconds < 2 * 86_400) {
      return count(seconds / 3600, "hour");
    }
    return seconds < 730 * 86_400L
        ? count(seconds / 86_400, "day")
        : count(seconds / (365 * 86_400L), "year");
  }

  static String when(Instant at, ZoneId zone) {
    return WHEN.format(at.atZone(zone));
  }

  /**
   * Text that came from elsewhere, in one line and without the control characters by which it could
   * command the terminal.
   */
  static String safe(String text) {
    if (text.codePoints().noneMatch(Words::isUnsafe)) {
      return text;
    }
    var safe = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '\n' -> safe.append("\\n");
                case '\r' -> safe.append("\\r");
                case '\t' -> safe.append("\\t");
                default -> {
                  if (isUnsafe(c)) {
                    safe.append(String.format(Locale.ROOT, "\\u%04x", c));
                  } else {
                    safe.appendCodePoint(c);
                  }
                }
              }
            });
    return safe.toString();
  }

  /** A word of a command line, quoted where a POSIX shell would read something else. */
  static String shell(String word) {
    return word.matches("[\\p{L}\\p{N}_./@%+=:,-]+")
        ? word
        : "'" + word.replace("'", "'\\''") + "'";
  }

  /** Control characters, and those that reverse the direction of writing. */
  private static boolean isUnsafe(int c) {
    return Character.isISOControl(c)
        || (c >= 0x202A && c <= 0x202E)
        || (c >= 0x2066 && c <= 0x2069)
        || (c >= 0xD800 && c <= 0xDFFF);
  }

  /** How many columns of a terminal a text takes. */
  static int width(String text) {
    return text.codePoints().map(Words::width).sum();
  }

  /** Wide are the scripts of East Asia and emoji; marks that combine take no room of their own. */
  private static int width(int c) {
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT) {
      return 0;
    }
    boolean wide =
        (c >= 0x1100 && c <= 0x115F)
            || (c >= 0x2E80 && c <= 0xA4CF)
            || (c >= 0xAC00 && c <= 0xD7A3)
            || (c >= 0xF900 && c <= 0xFAFF)
            || (c >= 0xFE30 && c <= 0xFE6F)
            || (c >= 0xFF00 && c <= 0xFF60)
            || (c >= 0xFFE0 && c <= 0xFFE6)
            || (c >= 0x1F300 && c <= 0x1FAFF)
            || (c >= 0x20000 && c <= 0x3FFFD);
    return wide ? 2 : 1;
  }

  /** The text in lines of so many columns, broken at spaces; a longer word stays whole. */
  static List<String> wrapped(String text, int columns) {
    var lines = new ArrayList<String>();
    var line = new StringBuilder();
    int used = 0;
    // With the spaces after each word, so that those within a line stay as they are.
    for (var word : text.split("(?<= )(?=[^ ])", -1)) {
      int room = width(word.stripTrailing());
      if (!line.isEmpty() && used + room > columns) {
        lines.add(line.toString().stripTrailing());
        line.setLength(0);
        used = 0;
      }
      line.append(word);
      used += width(word);
    }
    lines.add(line.toString().stripTrailing());
    return lines;
  }

  /** The text, or its beginning where it would take more room. */
  static String cut(String text, int columns) {
    if (width(text) <= columns) {
      return text;
    }
    var kept = new StringBuilder();
    int room = columns - 1;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      room -= width(c);
      if (room < 0) {
        break;
      }
      kept.appendCodePoint(c);
    }
    return kept.append('…').toString();
  }
}
