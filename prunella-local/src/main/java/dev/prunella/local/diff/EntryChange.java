package dev.prunella.local.diff;

import dev.prunella.refs.EntryKey;
import java.util.List;
import java.util.Optional;

/**
 * One name of the lake that differs between two commits.
 *
 * @param what {@code table}, {@code view} or {@code namespace}
 * @param formerly its old name, where it was renamed
 * @param before its size; empty where it was not there, is no table, or cannot be told
 * @param schema what became of its columns
 * @param unreadable why more cannot be told, where its metadata cannot be read
 */
public record EntryChange(
    EntryKey key,
    What what,
    Kind kind,
    Optional<EntryKey> formerly,
    Optional<TableSize> before,
    Optional<TableSize> after,
    List<SchemaChange> schema,
    Optional<String> unreadable) {

  /** What the name stands for. */
  public enum What {
    TABLE,
    VIEW,
    NAMESPACE
  }

  /** What happened to it. */
  public enum Kind {
    CREATED,
    DROPPED,
    RENAMED,
    REPLACED,
    CHANGED
  }

  public EntryChange {
    schema = List.copyOf(schema);
  }
}
