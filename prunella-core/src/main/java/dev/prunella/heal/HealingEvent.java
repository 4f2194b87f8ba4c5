package dev.prunella.heal;

import dev.prunella.incident.IncidentId;
import dev.prunella.incident.RemedyFamily;
import java.time.Instant;

/** Something that people did to healing as a whole. */
public sealed interface HealingEvent {
  Instant at();

  String by();

  /** Nothing is tried from here on. */
  record Paused(Instant at, String by, String why) implements HealingEvent {}

  /** It goes on. */
  record Resumed(Instant at, String by, String why) implements HealingEvent {}

  /**
   * What the healer had published was taken back.
   *
   * @param family of the remedy
   * @param cause that was believed
   */
  record Undone(Instant at, String by, IncidentId incident, RemedyFamily family, String cause)
      implements HealingEvent {}

  /** All breakers are closed again. */
  record Reset(Instant at, String by, String why) implements HealingEvent {}
}
