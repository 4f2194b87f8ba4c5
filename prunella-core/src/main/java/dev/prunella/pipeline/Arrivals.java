package dev.prunella.pipeline;

import java.time.ZoneId;
import java.util.Optional;

/**
 * Tells whether files are there, so that a run can wait for them, and whether they are still those
 * that were loaded. Thread-safe.
 */
public interface Arrivals {

  /** How it stands with a source's files for an interval. */
  enum Arrival {
    /**
     * All that match are complete; or waiting cures nothing, as without the right to read them, so
     * that a run begins and tells.
     */
    ARRIVED,
    /** At least one is still being written, or was written so lately that it may be. */
    UNFINISHED,
    /** There is none. */
    ABSENT
  }

  /** Looks at the names and times of the files, not into them. */
  Arrival arrival(Source.Files source, DataInterval interval, ZoneId zone);

  /**
   * Whether a source's files are others than those that were loaded. Sizes and times tell as a
   * rule; a file that was touched since is read. Files that are not there any more are no others,
   * and what cannot be looked at is left to a run to tell.
   */
  boolean areOthers(
      Source.Files source, Optional<DataInterval> interval, ZoneId zone, Batch loaded);

  /**
   * Whether others than those that were loaded have been brought since; not where some of these
   * were only tidied away.
   */
  boolean haveBeenBrought(
      Source.Files source, Optional<DataInterval> interval, ZoneId zone, Batch loaded);
}
