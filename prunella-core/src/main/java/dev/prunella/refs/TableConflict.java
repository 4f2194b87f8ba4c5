package dev.prunella.refs;

import java.util.List;

/**
 * Why one table that both sides of a merge changed could not be merged. Nothing was written for a
 * table that has a conflict.
 *
 * @param kind what stands in the way
 * @param files the data files it is about, at most as many as the merge was told to report; empty
 *     where no file is to blame
 * @param keys the rows it is about, rendered as {@code column=value, ...}, at most as many as the
 *     merge was told to report
 * @param sentence one sentence for a person: what, where, and what to do next
 */
public record TableConflict(Kind kind, List<String> files, List<String> keys, String sentence) {

  /** What stands in the way of a merge. */
  public enum Kind {
    /** The name stands for another table than it did at the base. */
    TABLE_REPLACED,
    /**
     * A rollback, an expired base or a staged snapshot: what happened since the base cannot be
     * told.
     */
    UNKNOWN_OPERATION,
    /** Both sides inserted, changed or deleted rows of the same primary key. */
    SAME_KEY,
    /** Both sides deleted the same row of a table without a primary key. */
    SAME_ROW,
    /**
     * Rows changed in the same partitions, and no primary key tells whether they are the same rows.
     */
    NO_KEY,
    /** Both sides added the same data file. */
    SAME_FILE_ADDED,
    /**
     * Both sides replaced or removed the same data file, or one changed rows in a file that the
     * other replaced.
     */
    SAME_FILE_REWRITTEN,
    /** One side changed rows in a data file that a compaction on the other side replaced. */
    DELETE_OF_COMPACTED_FILE,
    /** Both sides gave one field id to different columns, and data files on both sides use it. */
    SAME_FIELD_ID,
    /** Different columns would have the same name. */
    SAME_COLUMN_NAME,
    /** Both sides changed one column, or one dropped what the other needs. */
    SAME_COLUMN,
    /** Both sides put the columns into different orders. */
    COLUMN_ORDER,
    /** Both sides changed the primary key. */
    KEY_CHANGED,
    /** One side made a column required, the other wrote rows that may lack it. */
    REQUIRED_COLUMN,
    /** Both sides changed the partitioning. */
    PARTITION_SPEC,
    /** Both sides changed the sort order. */
    SORT_ORDER,
    /** Both sides set a property to different values. */
    PROPERTY,
    /** Both sides moved the table. */
    LOCATION,
    /**
     * Both sides moved a table's own branch or tag, or it points to a snapshot that the merge
     * leaves behind.
     */
    TABLE_REF,
    /** Data files carry row ids or sequence numbers that the other side also gave out. */
    ROW_LINEAGE,
    /** A proof would need more memory or reading than the limits allow. */
    TOO_LARGE_TO_PROVE
  }

  public TableConflict {
    files = List.copyOf(files);
    keys = List.copyOf(keys);
    if (sentence.isBlank()) {
      throw new IllegalArgumentException("a conflict of kind " + kind + " needs a sentence");
    }
  }

  /** A conflict that no file and no row is to blame for. */
  public static TableConflict of(Kind kind, String sentence) {
    return new TableConflict(kind, List.of(), List.of(), sentence);
  }
}
