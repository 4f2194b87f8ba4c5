package dev.prunella.local.gc;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.inmemory.InMemoryInputFile;
import org.apache.iceberg.inmemory.InMemoryOutputFile;
import org.apache.iceberg.io.BulkDeletionFailureException;
import org.apache.iceberg.io.DelegateFileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/** A bucket in memory: keys, prefixes and bulk deletes, as an object store has them. */
final class BucketFiles implements DelegateFileIO {
  private record Stored(InMemoryOutputFile file, Instant at) {}

  private final transient Map<String, Stored> keys = new ConcurrentSkipListMap<>();
  private final transient Clock clock;
  private int bulkFailures;

  BucketFiles(Clock clock) {
    this.clock = clock;
  }

  /** The next bulk deletes do half of their work and fail. */
  void failNextBulkDeletes(int count) {
    bulkFailures = count;
  }

  boolean has(String location) {
    return keys.containsKey(location);
  }

  @Override
  public InputFile newInputFile(String location) {
    var stored = keys.get(location);
    if (stored == null) {
      throw new NotFoundException("no key %s", location);
    }
    return new InMemoryInputFile(location, stored.file().toByteArray());
  }

  @Override
  public OutputFile newOutputFile(String location) {
    var file = new InMemoryOutputFile(location);
    keys.put(location, new Stored(file, clock.instant()));
    return file;
  }

  @Override
  public void deleteFile(String location) {
    keys.remove(location);
  }

  @Override
  public void deleteFiles(Iterable<String> locations) {
    boolean failing = bulkFailures-- > 0;
    int failed = 0;
    for (var location : locations) {
      if (failing && failed++ % 2 == 0) {
        continue;
      }
      deleteFile(location);
    }
    if (failing) {
      throw new BulkDeletionFailureException(failed);
    }
  }

  @Override
  public Iterable<FileInfo> listPrefix(String prefix) {
    return keys.entrySet().stream()
        .filter(e -> e.getKey().startsWith(prefix))
        .map(e -> new FileInfo(e.getKey(), 4, e.getValue().at().toEpochMilli()))
        .toList();
  }

  @Override
  public void deletePrefix(String prefix) {
    keys.keySet().removeIf(k -> k.startsWith(prefix));
  }
}
