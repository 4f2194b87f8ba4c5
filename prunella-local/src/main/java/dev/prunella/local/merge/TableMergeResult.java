package dev.prunella.local.merge;

import dev.prunella.refs.TableConflict;
import java.util.List;
import org.apache.iceberg.TableMetadata;

/** What became of a table merge. */
public sealed interface TableMergeResult {

  /**
   * The merged table. No pointer was moved and the metadata file is not written: the caller writes
   * it under a new name and names it in a lake commit.
   *
   * @param metadata the new table metadata; where only one side changed, that side's metadata as it
   *     was loaded
   * @param newFiles manifests and delete files written for it; to be deleted by a caller that does
   *     not commit
   */
  record Merged(TableMetadata metadata, List<String> newFiles) implements TableMergeResult {
    public Merged {
      newFiles = List.copyOf(newFiles);
    }
  }

  /** Not provably right, and why. Nothing was written, or what was written is deleted again. */
  record Conflicted(List<TableConflict> conflicts) implements TableMergeResult {
    public Conflicted {
      conflicts = List.copyOf(conflicts);
      if (conflicts.isEmpty()) {
        throw new IllegalArgumentException("a conflicted merge names its conflicts");
      }
    }
  }
}
