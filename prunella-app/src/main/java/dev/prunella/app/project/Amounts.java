package dev.prunella.app.project;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Sizes and durations as people write them; empty for what is none, zero, or beyond bounds. */
final class Amounts {
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,9}) ?([KMGT]i?B|B)");
  private static final Pattern PART = Pattern.compile("([0-9]{1,6})([smhd])");
  private static final Map<String, Long> UNITS =
      Map.of(
          "B",
          1L,
          "KB",
          1_000L,
          "MB",
          1_000_000L,
          "GB",
          1_000_000_000L,
          "TB",
          1_000_000_000_000L,
          "KiB",
          1L << 10,
          "MiB",
          1L << 20,
          "GiB",
          1L << 30,
          "TiB",
          1L << 40);
  private static final BigInteger MOST_BYTES = BigInteger.ONE.shiftLeft(50);
  private static final Duration LONGEST = Duration.ofDays(3_650);

  private Amounts() {}

  /** {@code 512MB} has a thousand thousand bytes each, {@code 512MiB} 1024 times 1024. */
  static Optional<Long> bytes(String text) {
    var size = SIZE.matcher(text);
    if (!size.matches()) {
      return Optional.empty();
    }
    var unit = UNITS.getOrDefault(size.group(2), 1L);
    var bytes = new BigInteger(size.group(1)).multiply(BigInteger.valueOf(unit));
    return Optional.of(bytes)
        .filter(b -> b.signum() > 0 && b.compareTo(MOST_BYTES) <= 0)
        .map(BigInteger::longValueExact);
  }

  /** {@code 90s}, {@code 30m}, {@code 1h30m}, {@code 2d}. */
  static Optional<Duration> duration(String text) {
    if (!text.matches("(?:[0-9]{1,6}[smhd]){1,8}")) {
      return Optional.empty();
    }
    var sum = Duration.ZERO;
    var part = PART.matcher(text);
    while (part.find()) {
      long number = Long.parseLong(part.group(1));
      sum =
          sum.plus(
              switch (part.group(2)) {
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofDays(number);
              });
    }
    return Optional.of(sum).filter(d -> d.isPositive() && d.compareTo(LONGEST) <= 0);
  }
}
