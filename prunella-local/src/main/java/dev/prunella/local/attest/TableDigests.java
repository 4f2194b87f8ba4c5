package dev.prunella.local.attest;

import dev.prunella.local.LocalLake;
import dev.prunella.local.attest.TableDigest.AddedFile;
import dev.prunella.local.duckdb.ContentHash;
import dev.prunella.local.duckdb.ScanRequest;
import dev.prunella.refs.Entry;
import dev.prunella.refs.EntryKey;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.ObjectId;
import dev.prunella.refs.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.Table;

/**
 * Works out what tables are. Its costs are bounded: the metadata file, and of the data files those
 * that the publication brought, by their bytes only up to a limit. Remembers some results, for a
 * publication may have to be offered again because main has moved. Thread-safe.
 */
final class TableDigests {
  private static final int MOST_FILES = 500;
  private static final int MOST_SNAPSHOTS = 100;
  private static final long MOST_BYTES = 256L << 20;
  private static final long MOST_ROWS = 20_000_000;
  private static final int MOST_REMEMBERED = 2_000;

  private final LocalLake lake;
  private final Map<List<Object>, TableDigest> known = remembering();
  private final Map<Entry.Table, ContentHash> rows = remembering();

  TableDigests(LocalLake lake) {
    this.lake = lake;
  }

  private static <K, V> Map<K, V> remembering() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > MOST_REMEMBERED;
      }
    };
  }

  /** A table as a publication makes it. */
  synchronized TableDigest of(EntryKey key, Optional<Entry.Table> before, Entry.Table after) {
    List<Object> question = List.of(before, after);
    var found = known.get(question);
    if (found == null) {
      found = look(key, before, after);
      known.put(question, found);
    }
    return found;
  }

  private TableDigest look(EntryKey key, Optional<Entry.Table> before, Entry.Table after) {
    var table = lake.table(key, after);
    var now = Optional.ofNullable(table.currentSnapshot());
    long then = before.map(b -> snapshot(lake.table(key, b))).orElse(0L);
    var added = new ArrayList<AddedFile>();
    int left = 0;
    long budget = lake.config().warehouseIsLocal() ? MOST_BYTES : 0;
    for (var file : files(table, now, then)) {
      if (added.size() == MOST_FILES) {
        left++;
        continue;
      }
      boolean read = file.fileSizeInBytes() <= budget;
      budget -= read ? file.fileSizeInBytes() : 0;
      added.add(
          new AddedFile(
              file.location(),
              file.fileSizeInBytes(),
              file.recordCount(),
              read ? Digests.sha256(lake.io(), file.location()) : Optional.empty()));
    }
    return new TableDigest(
        after, metadata(key, after), now.map(Snapshot::snapshotId).orElse(0L), added, left);
  }

  ObjectId metadata(EntryKey key, Entry.Table entry) {
    return Digests.sha256(lake.io(), entry.metadataLocation())
        .orElseThrow(
            () ->
                new LakeException(
                    Problem.FILE_MISSING,
                    "table %s: its metadata file %s is missing"
                        .formatted(key, entry.metadataLocation())));
  }

  private static long snapshot(Table table) {
    return table.currentSnapshot() == null ? 0 : table.currentSnapshot().snapshotId();
  }

  /** The files of the snapshots that came since one, the newest snapshot's first. */
  private static List<ContentFile<?>> files(Table table, Optional<Snapshot> newest, long then) {
    var files = new ArrayList<ContentFile<?>>();
    var next = newest.orElse(null);
    for (int i = 0; i < MOST_SNAPSHOTS && next != null && next.snapshotId() != then; i++) {
      var changes = SnapshotChanges.builderFor(table).snapshot(next).build();
      changes.addedDataFiles().forEach(files::add);
      changes.addedDeleteFiles().forEach(files::add);
      next = next.parentId() == null ? null : table.snapshot(next.parentId());
    }
    return files;
  }

  /** What rows a table has; empty where reading all of them would take too long. */
  synchronized Optional<ContentHash> rows(EntryKey key, Entry.Table entry) {
    var found = rows.get(entry);
    if (found == null) {
      var table = lake.table(key, entry);
      if (records(table) > MOST_ROWS) {
        return Optional.empty();
      }
      found = hash(lake, table);
      rows.put(entry, found);
    }
    return Optional.of(found);
  }

  private static long records(Table table) {
    var snapshot = table.currentSnapshot();
    var total = snapshot == null ? null : snapshot.summary().get("total-records");
    return total == null || !total.matches("\\d{1,18}") ? 0 : Long.parseLong(total);
  }

  static ContentHash hash(LocalLake lake, Table table) {
    try (var lease = lake.duckDb().lease();
        var scan = lake.reader().scan(lease.connection(), table, ScanRequest.everything())) {
      return ContentHash.of(lease.connection(), scan);
    }
  }
}
