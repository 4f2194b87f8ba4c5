package dev.prunella.local.gc;

import dev.prunella.local.raw.RawNames;
import dev.prunella.refs.ObjectId;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Snapshot;

/**
 * The raw objects that retained snapshots name. A name that cannot be read may stand for any
 * object, so then none is garbage; whoever wrote it must not be able to have the lake's own files
 * kept, though. Thread-safe.
 */
final class RawMark {
  private static final int MOST_ODD = 3;

  private final FingerprintSet needed = new FingerprintSet();
  private final List<String> odd = new ArrayList<>();

  void need(String metadataLocation, Snapshot snapshot) {
    var summary = snapshot.summary();
    if (summary != null) {
      RawNames.in(summary, name -> odd(metadataLocation, snapshot, name)).forEach(needed::add);
    }
  }

  private synchronized void odd(String metadataLocation, Snapshot snapshot, String name) {
    if (odd.size() < MOST_ODD) {
      odd.add(
          "snapshot %d in %s names '%s'"
              .formatted(
                  snapshot.snapshotId(),
                  metadataLocation,
                  name.substring(0, Math.min(name.length(), ObjectId.LENGTH * 2))));
    }
  }

  boolean needs(ObjectId hash) {
    return needed.contains(hash);
  }

  /** Names that are no hashes, some of them, and where they stand. */
  synchronized List<String> odd() {
    return List.copyOf(odd);
  }
}
