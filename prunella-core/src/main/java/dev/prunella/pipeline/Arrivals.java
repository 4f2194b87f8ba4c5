package dev.prunella.pipeline;

import java.time.ZoneId;

/** Tells whether files are there, so that a run can wait for them. Thread-safe. */
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
}
