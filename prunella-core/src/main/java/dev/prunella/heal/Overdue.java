package dev.prunella.heal;

import dev.prunella.incident.IncidentState;
import dev.prunella.pipeline.DataInterval;
import java.time.Duration;
import java.time.Instant;

/**
 * How long data may be withheld without a word to anybody: until the interval after its own has
 * come up, whatever it is that is waited for. By then readers miss something, and a schedule that
 * looks seldom would count its looks for weeks. What fails so late has a little time all the same,
 * for much passes by itself.
 */
public final class Overdue {
  /** For what is of no interval. */
  private static final Duration USUAL = Duration.ofDays(1);

  /** The least, from the moment at which it failed. */
  private static final Duration LEAST = Duration.ofHours(1);

  /** The least as a part of an interval, where that is less. */
  private static final int PARTS = 4;

  private Overdue() {}

  /** Whether somebody must be asked about an incident now that nobody is asked about. */
  public static boolean is(IncidentState incident, Instant now) {
    return incident.isOpen() && incident.asked().isEmpty() && !now.isBefore(end(incident));
  }

  private static Instant end(IncidentState incident) {
    var opened = incident.opened().at();
    return incident
        .opened()
        .interval()
        .map(interval -> later(next(interval), opened.plus(least(interval))))
        .orElseGet(() -> opened.plus(USUAL));
  }

  private static Instant next(DataInterval interval) {
    return interval.end().plus(interval.length());
  }

  private static Duration least(DataInterval interval) {
    var part = interval.length().dividedBy(PARTS);
    return part.compareTo(LEAST) < 0 ? part : LEAST;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
