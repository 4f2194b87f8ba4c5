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
  private static final int MOST = 256;

  private final Map<String, TableMetadata> recent =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TableMetadata> eldest) {
          return size() > MOST;
        }
      };

  TableMetadata get(String location, Supplier<TableMetadata> reader) {
    synchronized (recent) {
      var known = recent.get(location);
      if (known != null) {
        return known;
      }
    }
    var read = reader.get();
    synchronized (recent) {
      recent.put(location, read);
    }
    return read;
  }
}
