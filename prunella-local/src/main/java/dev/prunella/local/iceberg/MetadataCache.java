package dev.prunella.local.iceberg;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.iceberg.TableMetadata;

/**
 * The most recently read table metadata, by location. A metadata file never changes, so what was
 * read once stays right, on every branch. Bounded; thread-safe.
 */
final class MetadataCache {
  /** Snapshots in all of them together; one takes about a kilobyte. */
  private static final int MOST_SNAPSHOTS = 50_000;

  /** What a metadata without any snapshot takes, as if it were so many. */
  private static final int EMPTY = 10;

  private final int most;
  private final LinkedHashMap<String, TableMetadata> recent = new LinkedHashMap<>(64, 0.75f, true);
  private int held;

  MetadataCache() {
    this(MOST_SNAPSHOTS);
  }

  MetadataCache(int most) {
    this.most = most;
  }

  TableMetadata get(String location, Supplier<TableMetadata> reader) {
    synchronized (recent) {
      var known = recent.get(location);
      if (known != null) {
        return known;
      }
    }
    var read = reader.get();
    keep(location, read);
    return read;
  }

  private void keep(String location, TableMetadata read) {
    synchronized (recent) {
      if (weight(read) > most || recent.putIfAbsent(location, read) != null) {
        return;
      }
      held += weight(read);
      for (var oldest = recent.entrySet().iterator(); held > most && oldest.hasNext(); ) {
        Map.Entry<String, TableMetadata> entry = oldest.next();
        held -= weight(entry.getValue());
        oldest.remove();
      }
    }
  }

  private static int weight(TableMetadata metadata) {
    return EMPTY + metadata.snapshots().size();
  }
}
