package dev.prunella.local.gc;

import java.time.Duration;

/**
 * How carefully a collection goes about.
 *
 * @param retention how long a commit that no ref reaches any more keeps its objects and files; no
 *     less than the lake's own {@code Limits.retention}
 * @param foreignGrace files younger than this stay, for writers that register no lease
 * @param clockSlack how far the clocks of writers, storage and this process may differ; also how
 *     long an expired lease still counts
 * @param margin how much longer than the retention commits stay, for somebody who found one
 *     retained and is about to name it
 * @param batch objects or files deleted between two rechecks
 * @param readers metadata files read at a time
 */
public record GcOptions(
    Duration retention,
    Duration foreignGrace,
    Duration clockSlack,
    Duration margin,
    int batch,
    int readers) {

  public static final GcOptions DEFAULT =
      new GcOptions(
          Duration.ofDays(7),
          Duration.ofDays(3),
          Duration.ofMinutes(5),
          Duration.ofHours(1),
          1000,
          4);

  public GcOptions {
    if (retention.isNegative()
        || foreignGrace.isNegative()
        || clockSlack.isNegative()
        || margin.isNegative()) {
      throw new IllegalArgumentException("no duration of a collection can be negative");
    }
    if (batch < 1 || readers < 1) {
      throw new IllegalArgumentException("a collection needs a batch and a reader");
    }
  }

  public GcOptions withForeignGrace(Duration next) {
    return new GcOptions(retention, next, clockSlack, margin, batch, readers);
  }
}
