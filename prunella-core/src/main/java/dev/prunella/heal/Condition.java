package dev.prunella.heal;

import dev.prunella.incident.IncidentEvent.Weighed;

/** What a rule of a policy asks beside what it names. Pure and thread-safe. */
public interface Condition {

  /**
   * Whether it holds.
   *
   * @param hour of the day in the project's zone, from 0 to 23
   */
  Answer of(Weighed remedy, int hour);

  /** What a condition comes to. */
  enum Answer {
    HOLDS,
    DOES_NOT_HOLD,
    /** It could not be worked out, as by a division by zero: in doubt a person decides. */
    UNKNOWN
  }
}
