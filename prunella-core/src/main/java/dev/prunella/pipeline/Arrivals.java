package dev.prunella.pipeline;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/** Tells when files are there, so that a run can wait for them. Thread-safe. */
public interface Arrivals {

  /**
   * When the newest of the source's files for an interval was written last; empty as long as there
   * is none, or one is still being written. Where waiting cures nothing, as without the right to
   * read them, it is the interval's end, so that a run begins and tells.
   */
  Optional<Instant> arrived(Source.Files source, DataInterval interval, ZoneId zone);
}
