package dev.prunella.app.schedule;

import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a scheduler tells while it works. */
public sealed interface News {
  Instant at();

  String pipeline();

  /** What to say of trouble. */
  static String message(RuntimeException e) {
    return Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
  }

  /** A schedule is looked at for the first time. */
  record Begins(Instant at, String pipeline, Optional<Instant> next) implements News {}

  /** A run has been opened for an interval, which was due or is run for another reason. */
  record RunBegun(
      Instant at, String pipeline, Optional<String> interval, RunId run, Optional<String> why)
      implements News {}

  /** A run whose process had died is gone on with. */
  record RunResumed(Instant at, String pipeline, Optional<String> interval, RunId run)
      implements News {}

  record RunEnded(
      Instant at,
      String pipeline,
      Optional<String> interval,
      RunId run,
      RunEvent.Outcome outcome,
      String sentence)
      implements News {}

  /** A run died again and again, and is left to people. */
  record RunLeft(Instant at, String pipeline, RunId run, int tries) implements News {}

  /**
   * An interval cannot be begun yet.
   *
   * @param source whose files are not there
   */
  record Waits(Instant at, String pipeline, Optional<String> interval, String source)
      implements News {}

  /** Intervals that will not be run by this schedule. */
  record PassedOver(Instant at, String pipeline, List<String> intervals, String why)
      implements News {
    public PassedOver {
      intervals = List.copyOf(intervals);
    }
  }

  /** Something is in the way; it is tried again. */
  record Trouble(Instant at, String pipeline, String message) implements News {}

  /**
   * An incident was looked at, and something has come of it.
   *
   * @param incident its number, as people write it
   * @param sentence how it stands
   */
  record Healed(
      Instant at,
      String pipeline,
      Optional<String> interval,
      String incident,
      boolean open,
      String sentence)
      implements News {}
}
