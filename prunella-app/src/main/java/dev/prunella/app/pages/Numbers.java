package dev.prunella.app.pages;

import dev.prunella.app.serve.Request;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Numbers for people, and from them. */
public final class Numbers {
  private static final int MOST_SKIPPED = 100_000;

  private Numbers() {}

  /** {@code 1,234,567}. */
  public static String count(@Nullable Long n) {
    return n == null ? "" : String.format(Locale.ROOT, "%,d", n);
  }

  /** {@code 1 row}, {@code 1,200 rows}. */
  public static String count(long n, String one) {
    return count(n) + " " + one + (n == 1 ? "" : "s");
  }

  /** {@code 12.3 KiB}. */
  public static String size(@Nullable Long bytes) {
    if (bytes == null) {
      return "";
    }
    if (bytes < 1024) {
      return bytes + " B";
    }
    int unit = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
    return String.format(
        Locale.ROOT, "%.1f %siB", bytes / Math.pow(1024, unit), "KMGTPE".charAt(unit - 1));
  }

  public static String percent(double share) {
    return Math.round(100 * share) + " %";
  }

  static Optional<Integer> whole(String text) {
    return text.matches("\\d{1,9}") ? Optional.of(Integer.parseInt(text)) : Optional.empty();
  }

  /** How many of a list were seen already. */
  static int from(Request request) {
    return request
        .query("from")
        .flatMap(Numbers::whole)
        .map(n -> Math.min(n, MOST_SKIPPED))
        .orElse(0);
  }
}
