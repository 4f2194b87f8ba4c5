package dev.prunella.local.gc;

import dev.prunella.refs.LakeException;
import dev.prunella.refs.ObjectId;
import dev.prunella.refs.Problem;
import dev.prunella.refs.RefStore;
import java.time.Clock;
import java.time.Instant;

/** The mark, kept up with a lake that others are changing. */
final class LiveMark {
  private static final int TRIES = 1000;

  private final RefStore store;
  private final Marker marker;
  private final Clock clock;
  private final GcOptions options;
  private Instant readSince;
  private long write = -1;

  LiveMark(RefStore store, Marker marker, Clock clock, GcOptions options) {
    this.store = store;
    this.marker = marker;
    this.clock = clock;
    this.options = options;
    this.readSince = clock.instant().minus(options.retention()).minus(options.margin());
  }

  /** Marks what has been written since the last time; the first time, everything. */
  void catchUp() {
    for (int tries = 0; tries < TRIES; tries++) {
      // Asked before the refs: what is written between the two is marked again, not missed.
      long newest = store.lastWrite();
      if (newest == write) {
        return;
      }
      var next = clock.instant().minus(options.margin()).minus(options.clockSlack());
      marker.mark(Roots.since(store, readSince));
      // Later a short look back is enough; never further back than before.
      readSince = next.isAfter(readSince) ? next : readSince;
      write = newest;
    }
    throw new LakeException(
        Problem.TOO_BUSY, "the lake changed " + TRIES + " times while it was marked");
  }

  /** The newest write that the mark knows. */
  long write() {
    return write;
  }

  boolean needs(ObjectId id) {
    return marker.needs(id);
  }
}
