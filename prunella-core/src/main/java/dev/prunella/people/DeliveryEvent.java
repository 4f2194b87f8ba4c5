package dev.prunella.people;

import java.time.Instant;

/**
 * What became of telling people of an incident's questions. Its events are in a journal of their
 * own, beside the incident's: whoever sends must not stand in the way of whoever heals.
 */
public sealed interface DeliveryEvent {
  Instant at();

  /**
   * Is sent now; kept before it is, so that a process that dies neither loses it nor has it sent
   * under another id.
   *
   * @param message id of what is sent, equal each time that it is tried
   * @param question which of the incident's, counted from 1
   * @param rung whom of the chain, counted from 0
   * @param round how often the question had been put off
   */
  record Begun(
      Instant at, String message, int question, int rung, int round, String who, String channel)
      implements DeliveryEvent {}

  /** The channel has taken it. */
  record Sent(Instant at, String message) implements DeliveryEvent {}

  /**
   * It has not.
   *
   * @param again not before then
   */
  record Failed(Instant at, String message, String why, Instant again) implements DeliveryEvent {}

  /** That way does not reach them, however often it is tried. */
  record GivenUp(Instant at, String message, String why) implements DeliveryEvent {}

  /** A person wants to be asked again later; meanwhile nobody else is. */
  record Snoozed(Instant at, String by, int question, Instant until) implements DeliveryEvent {}

  /** Nobody is left to ask: the last good data stay. */
  record Lapsed(Instant at, int question) implements DeliveryEvent {}
}
