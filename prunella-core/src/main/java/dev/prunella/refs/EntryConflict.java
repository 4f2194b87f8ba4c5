package dev.prunella.refs;

import java.util.List;

/**
 * Why one entry cannot be merged, as data.
 *
 * @param sentence for people
 * @param details what the two sides did inside the table, for {@link Kind#TABLE_CONTENT}
 */
public record EntryConflict(EntryKey key, Kind kind, String sentence, List<TableConflict> details) {

  /** What sort of disagreement it is. */
  public enum Kind {
    /** Both sides changed the content of one table in ways that cannot be combined. */
    TABLE_CONTENT,
    /** Both sides made something of this name. */
    BOTH_CREATED,
    /** The same name stands for another table (another UUID) on one side. */
    TABLE_REPLACED,
    /** One side dropped or renamed what the other changed. */
    REMOVED_AND_CHANGED,
    /** Both sides renamed the same table, to different names. */
    RENAMED_TWICE,
    /** Both sides changed a view. */
    BOTH_CHANGED_VIEW,
    /** Both sides changed the same property of a namespace. */
    NAMESPACE_PROPERTY,
    /** One side put something into a namespace that the other dropped. */
    NAMESPACE_DROPPED,
    /** The branches were merged crosswise before and the common past is not one state. */
    AMBIGUOUS_BASE,
    /** It was changed again after the commits that are to be rolled back. */
    CHANGED_SINCE
  }

  public EntryConflict {
    details = List.copyOf(details);
  }

  static EntryConflict of(EntryKey key, Kind kind, String sentence) {
    return new EntryConflict(key, kind, sentence, List.of());
  }
}
