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
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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
  private static final long MOST_ROWS = 5_000_000;
  private static final int MOST_REMEMBERED = 2_000;

  private final LocalLake lake;
  private final Map<Entry.Table, ObjectId> metadata = remembering();
  private final Map<List<Object>, TableDigest> known = remembering();
  private final Map<List<Object>, Optional<ContentHash>> rows = remembering();

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
    var added = new ArrayList<AddedFile>();
    int left = 0;
    long budget = lake.config().warehouseIsLocal() ? MOST_BYTES : 0;
    for (var file : files(key, table, before)) {
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

  synchronized ObjectId metadata(EntryKey key, Entry.Table entry) {
    var found = metadata.get(entry);
    if (found == null) {
      found =
          Digests.sha256(lake.io(), entry.metadataLocation())
              .orElseThrow(
                  () ->
                      new LakeException(
                          Problem.FILE_MISSING,
                          "table %s: its metadata file %s is missing"
                              .formatted(key, entry.metadataLocation())));
      metadata.put(entry, found);
    }
    return found;
  }

  private static long snapshot(Table table) {
    return table.currentSnapshot() == null ? 0 : table.currentSnapshot().snapshotId();
  }

  /** What files a state has that another has not, or that came with the snapshots between. */
  private List<ContentFile<?>> files(EntryKey key, Table table, Optional<Entry.Table> before) {
    var then = before.map(b -> lake.table(key, b));
    long last = then.map(TableDigests::snapshot).orElse(0L);
    var files = new ArrayList<ContentFile<?>>();
    var next = table.currentSnapshot();
    for (int i = 0; i < MOST_SNAPSHOTS && next != null; i++) {
      if (next.snapshotId() == last) {
        return files;
      }
      var changes = SnapshotChanges.builderFor(table).snapshot(next).build();
      changes.addedDataFiles().forEach(files::add);
      changes.addedDeleteFiles().forEach(files::add);
      next = next.parentId() == null ? null : table.snapshot(next.parentId());
    }
    if (then.isEmpty() || last == 0) {
      return files;
    }
    // It does not descend from what was there: an earlier state was put back.
    var known = planned(then.get()).keySet();
    var others = new LinkedHashMap<>(planned(table));
    others.keySet().removeAll(known);
    return List.copyOf(others.values());
  }

  private Map<String, ContentFile<?>> planned(Table table) {
    var files = new LinkedHashMap<String, ContentFile<?>>();
    lake.reader().files(table).forEach(file -> files.put(file.location(), file));
    return files;
  }

  /**
   * What rows stand in some of a table's files; empty where reading them would take too long. Rows
   * are added up, so this is what these files add to the hash of the whole table.
   */
  Optional<ContentHash> rows(EntryKey key, Entry.Table entry, Set<String> in) {
    var table = lake.table(key, entry);
    if (in.isEmpty()) {
      return Optional.of(ContentHash.ofNoRows(table.schema()));
    }
    var others = new HashMap<>(planned(table));
    long records = 0;
    for (var location : in) {
      var file = others.remove(location);
      records += file == null ? 0 : file.recordCount();
    }
    if (records > MOST_ROWS) {
      return Optional.empty();
    }
    try (var lease = lake.duckDb().lease();
        var scan =
            lake.reader()
                .scan(
                    lease.connection(), table, ScanRequest.everything().without(others.keySet()))) {
      return Optional.of(ContentHash.of(lease.connection(), scan));
    }
  }

  /** What rows stand in files that one state of a table has and a later one has not. */
  synchronized Optional<ContentHash> left(EntryKey key, Entry.Table before, Entry.Table after) {
    return remembered(
        List.of("left", before, after),
        () -> {
          var files = new HashSet<>(planned(lake.table(key, before)).keySet());
          files.removeAll(planned(lake.table(key, after)).keySet());
          // Of a file that was lost nobody can say what stood in it.
          return files.stream().allMatch(f -> lake.io().newInputFile(f).exists())
              ? rows(key, before, files)
              : Optional.empty();
        });
  }

  /** What rows came with a state of a table. */
  synchronized Optional<ContentHash> came(EntryKey key, TableDigest made) {
    var files =
        made.added().stream().map(TableDigest.AddedFile::location).collect(Collectors.toSet());
    return made.left() > 0
        ? Optional.empty()
        : remembered(List.of("came", made.entry(), files), () -> rows(key, made.entry(), files));
  }

  private Optional<ContentHash> remembered(
      List<Object> question, Supplier<Optional<ContentHash>> answer) {
    var found = rows.get(question);
    if (found == null) {
      found = answer.get();
      rows.put(question, found);
    }
    return found;
  }
}
