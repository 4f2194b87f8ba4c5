package dev.prunella.local.merge;

import dev.prunella.local.merge.RowChanges.DeadRows;
import dev.prunella.refs.TableConflict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what one side did to the rows: reads manifests that only one of the two states has, and
 * files whose deletes changed.
 */
final class ChangeReader {
  private final FileIO io;
  private final Budget budget;
  private final FileRows rows;

  ChangeReader(FileIO io, Budget budget, FileRows rows) {
    this.io = io;
    this.budget = budget;
    this.rows = rows;
  }

  RowChanges between(TableMetadata base, TableMetadata side) throws TooLarge {
    var history = History.since(base, side);
    var problems = new ArrayList<>(history.problems());
    var specs = new HashMap<>(base.specsById());
    specs.putAll(side.specsById());
    var added = new LinkedHashMap<String, DataFile>();
    var removed = new LinkedHashMap<String, DataFile>();
    var deleted = new LinkedHashMap<String, DeadRows>();
    var deadInAdded = new HashMap<String, BitSet>();
    var deadBefore = new HashMap<String, BitSet>();
    if (problems.isEmpty() && !history.isEmpty()) {
      diff(manifests(base, false), manifests(side, false), specs, added, removed, problems);
      if (!manifests(base, true).isEmpty() || !manifests(side, true).isEmpty()) {
        compareDeletes(base, side, added, removed, deleted, deadInAdded, deadBefore, problems);
      }
    }
    return new RowChanges(
        history, specs, added, removed, deleted, deadInAdded, deadBefore, problems);
  }

  private Map<String, ManifestFile> manifests(TableMetadata table, boolean ofDeletes) {
    Snapshot snapshot = table.currentSnapshot();
    if (snapshot == null) {
      return Map.of();
    }
    List<ManifestFile> manifests =
        ofDeletes ? snapshot.deleteManifests(io) : snapshot.dataManifests(io);
    return manifests.stream()
        .collect(Collectors.toMap(ManifestFile::path, m -> m, (a, b) -> a, LinkedHashMap::new));
  }

  /** A manifest that both states have says the same for both; only the others need reading. */
  private void diff(
      Map<String, ManifestFile> before,
      Map<String, ManifestFile> after,
      Map<Integer, PartitionSpec> specs,
      Map<String, DataFile> added,
      Map<String, DataFile> removed,
      List<TableConflict> problems)
      throws TooLarge {
    for (var manifest : before.entrySet()) {
      if (!after.containsKey(manifest.getKey())) {
        for (DataFile file : read(ManifestFiles.read(manifest.getValue(), io, specs))) {
          removed.put(file.location(), file);
          budget.holdFiles(removed.size());
        }
      }
    }
    for (var manifest : after.entrySet()) {
      if (before.containsKey(manifest.getKey())) {
        continue;
      }
      for (DataFile file : read(ManifestFiles.read(manifest.getValue(), io, specs))) {
        DataFile was = removed.remove(file.location());
        if (was == null) {
          added.put(file.location(), file);
          budget.holdFiles(added.size());
        } else if (!Objects.equals(was.dataSequenceNumber(), file.dataSequenceNumber())) {
          problems.add(
              History.unknown(
                  "data file " + file.location() + " was removed and added again on one branch"));
        }
      }
    }
  }

  private static List<DataFile> read(ManifestReader<DataFile> reader) {
    var files = new ArrayList<DataFile>();
    try (reader) {
      for (DataFile file : reader) {
        files.add(file.copy());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close " + reader.file().location(), e);
    }
    return files;
  }

  /**
   * For each data file of either state: which rows were dead before, which are now. Files whose set
   * of deletes is the same are skipped.
   */
  private void compareDeletes(
      TableMetadata base,
      TableMetadata side,
      Map<String, DataFile> added,
      Map<String, DataFile> removed,
      Map<String, DeadRows> deleted,
      Map<String, BitSet> deadInAdded,
      Map<String, BitSet> deadBefore,
      List<TableConflict> problems)
      throws TooLarge {
    Map<String, FileScanTask> before = withDeletes(base);
    Map<String, FileScanTask> after = withDeletes(side);
    for (String location : union(before.keySet(), after.keySet())) {
      FileScanTask was = before.get(location);
      FileScanTask is = after.get(location);
      if (removed.containsKey(location)) {
        deadBefore.put(location, dead(was, base));
      } else if (added.containsKey(location)) {
        deadInAdded.put(location, dead(is, side));
      } else if (!deletesOf(was).equals(deletesOf(is))) {
        BitSet deadNow = dead(is, side);
        BitSet deadThen = dead(was, base);
        BitSet revived = (BitSet) deadThen.clone();
        revived.andNot(deadNow);
        if (!revived.isEmpty()) {
          problems.add(
              History.unknown(
                  revived.cardinality()
                      + " deleted rows of "
                      + location
                      + " came back on one branch"));
        }
        deadNow.andNot(deadThen);
        if (!deadNow.isEmpty()) {
          deleted.put(location, new DeadRows(Objects.requireNonNull(is, location).file(), deadNow));
        }
      }
    }
  }

  private BitSet dead(@Nullable FileScanTask task, TableMetadata table) throws TooLarge {
    return task == null ? new BitSet() : rows.deleted(task, table);
  }

  private Map<String, FileScanTask> withDeletes(TableMetadata table) throws TooLarge {
    if (manifests(table, true).isEmpty()) {
      return Map.of();
    }
    var tasks = new LinkedHashMap<String, FileScanTask>();
    scan(
        io,
        table,
        task -> {
          if (!task.deletes().isEmpty()) {
            tasks.put(task.file().location(), task);
            budget.holdFiles(tasks.size());
          }
        });
    return tasks;
  }

  /** Takes one data file and the deletes that apply to it. */
  interface TaskVisitor {
    void visit(FileScanTask task) throws TooLarge;
  }

  /** Visits all data files of a table's current snapshot. */
  static void scan(FileIO io, TableMetadata table, TaskVisitor visitor) throws TooLarge {
    var view = new BaseTable(new StagedOperations(table, io), table.location());
    try (CloseableIterable<FileScanTask> tasks = view.newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        visitor.visit(task);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close the scan of " + table.location(), e);
    }
  }

  private static Set<String> deletesOf(@Nullable FileScanTask task) {
    return task == null
        ? Set.of()
        : task.deletes().stream().map(ChangeReader::identity).collect(Collectors.toSet());
  }

  /** Deletion vectors share a file, so the location alone does not tell them apart. */
  private static String identity(DeleteFile delete) {
    return delete.location() + "#" + delete.contentOffset();
  }

  private static Set<String> union(Set<String> a, Set<String> b) {
    var all = new HashSet<>(a);
    all.addAll(b);
    return all;
  }
}
