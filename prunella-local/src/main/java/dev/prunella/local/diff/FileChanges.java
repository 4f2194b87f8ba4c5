package dev.prunella.local.diff;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;

/**
 * Which data files two states of a table do not share. A file with other deletes than before counts
 * as changed; what is equal on both sides need not be read to compare rows.
 *
 * @param added locations of data files that only the younger state has
 * @param removed locations of data files that only the older state has
 * @param rewritten data files on both sides whose rows were deleted in place
 * @param kept how many are the same, deletes included
 */
public record FileChanges(
    List<String> added, List<String> removed, List<String> rewritten, long kept, Set<String> same) {

  public FileChanges {
    added = List.copyOf(added);
    removed = List.copyOf(removed);
    rewritten = List.copyOf(rewritten);
    same = Set.copyOf(same);
  }

  /** Plans both states; either may be absent. */
  public static FileChanges between(Optional<Table> before, Optional<Table> after) {
    var old = files(before);
    var young = files(after);
    var added = new TreeSet<>(young.keySet());
    added.removeAll(old.keySet());
    var removed = new TreeSet<>(old.keySet());
    removed.removeAll(young.keySet());
    var rewritten = new TreeSet<String>();
    var same = new HashSet<String>();
    young.forEach(
        (file, state) -> {
          var was = old.get(file);
          if (was != null) {
            (was.equals(state) ? same : rewritten).add(file);
          }
        });
    return new FileChanges(
        List.copyOf(added), List.copyOf(removed), List.copyOf(rewritten), same.size(), same);
  }

  /** Whether rows can differ at all. */
  public boolean isEmpty() {
    return added.isEmpty() && removed.isEmpty() && rewritten.isEmpty();
  }

  private static Map<String, Set<String>> files(Optional<Table> table) {
    var files = new HashMap<String, Set<String>>();
    if (table.isEmpty() || table.get().currentSnapshot() == null) {
      return files;
    }
    try (var tasks = table.get().newScan().planFiles()) {
      for (var task : tasks) {
        files.put(task.file().location(), deletes(task));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(table.get().name() + ": its list of files cannot be read", e);
    }
    return files;
  }

  private static Set<String> deletes(FileScanTask task) {
    var deletes = new HashSet<String>();
    for (var delete : task.deletes()) {
      // Several deletion vectors may lie in one file.
      deletes.add(delete.location() + "@" + delete.contentOffset());
    }
    return deletes;
  }
}
