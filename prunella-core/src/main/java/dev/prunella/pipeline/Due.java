package dev.prunella.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which runs of a scheduled pipeline are due. Pure: the clock is the caller's. */
public final class Due {

  /** Times that a schedule names. */
  public interface Cron {
    /** The first time after this one; empty when there is none. */
    Optional<Instant> after(Instant at);
  }

  /** A schedule has so many times at most in the span in which the newest is looked for. */
  private static final int MOST_TIMES = 100_000;

  /**
   * The newest time is near in most schedules; each span is looked at only if those before fail.
   */
  private static final List<Duration> SPANS =
      List.of(
          Duration.ofHours(1),
          Duration.ofDays(1),
          Duration.ofDays(8),
          Duration.ofDays(63),
          Duration.ofDays(732));

  private Due() {}

  /**
   * The intervals for which a run is due, oldest first: at each time of the schedule the newest
   * interval that is over by then, and before it, when the schedule catches up, all that have not
   * been handled.
   *
   * @param handled the newest interval that has been run or skipped; empty before the first
   * @param first the first interval there is, from which on a schedule catches up; empty for the
   *     one that is due at the first time
   * @param since when the schedule began, or was last looked at
   * @param most how many are given at most; the others stay due
   */
  public static List<DataInterval> intervals(
      Calendar calendar,
      Pipeline.Schedule schedule,
      Cron cron,
      Optional<DataInterval> handled,
      Optional<DataInterval> first,
      Instant since,
      Instant now,
      int most) {
    var last = lastTime(cron, since, now);
    if (last.isEmpty()) {
      return List.of();
    }
    var newest = calendar.newestOver(last.get());
    if (handled.filter(h -> !h.start().isBefore(newest.start())).isPresent()) {
      return List.of();
    }
    if (!schedule.catchUp()) {
      return List.of(newest);
    }
    var due = new ArrayList<DataInterval>();
    var at = handled.map(calendar::next).orElse(first.orElse(newest));
    while (!at.start().isAfter(newest.start()) && due.size() < most) {
      due.add(at);
      at = calendar.next(at);
    }
    return List.copyOf(due);
  }

  /** The newest time of a schedule after {@code since} that is not after {@code now}. */
  public static Optional<Instant> lastTime(Cron cron, Instant since, Instant now) {
    for (var span : SPANS) {
      var from = now.minus(span);
      boolean all = !from.isAfter(since);
      var last = lastAfter(cron, all ? since : from, now);
      if (last.isPresent() || all) {
        return last;
      }
    }
    return lastAfter(cron, since, now);
  }

  private static Optional<Instant> lastAfter(Cron cron, Instant from, Instant now) {
    Optional<Instant> last = Optional.empty();
    var next = cron.after(from);
    for (int i = 0; i < MOST_TIMES && next.isPresent() && !next.get().isAfter(now); i++) {
      last = next;
      next = cron.after(next.get());
    }
    return last;
  }
}
