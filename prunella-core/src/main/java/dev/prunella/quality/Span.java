package dev.prunella.quality;

import dev.prunella.pipeline.DataInterval;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * An interval as the clocks of its zone show it. A day is then as long as others also on the nights
 * on which clocks change, and noon is twelve hours after its start in summer and in winter.
 *
 * @param zone in which times without a zone are meant
 */
public record Span(Instant start, Duration length, ZoneId zone) {
  /** A change of the clocks: from then on they show so much more, or less. */
  public record Change(Instant at, Duration more) {}

  public static Span of(DataInterval interval, ZoneId zone) {
    return new Span(interval.start(), interval.length(), zone);
  }

  /** Where all clocks show UTC. */
  public static Span utc(Instant start, Duration length) {
    return new Span(start, length, ZoneOffset.UTC);
  }

  /** How far the clocks are ahead of UTC at the start. */
  public ZoneOffset offset() {
    return zone.getRules().getOffset(start);
  }

  /** What the clocks show at the start. */
  public LocalDateTime begins() {
    return LocalDateTime.ofInstant(start, offset());
  }

  /** From what the clocks show at the start to what they show at the end. */
  public Duration shown() {
    return Duration.between(begins(), LocalDateTime.ofInstant(start.plus(length), zone));
  }

  /** The first change within; empty on nearly all days. */
  public Optional<Change> change() {
    return Optional.ofNullable(zone.getRules().nextTransition(start))
        .filter(t -> t.getInstant().isBefore(start.plus(length)))
        .map(t -> new Change(t.getInstant(), t.getDuration()));
  }
}
