package dev.prunella.local.transfer;

import dev.prunella.refs.EntryKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A file that is to become rows of a table.
 *
 * @param columns types that take the place of inferred ones, by column
 * @param key columns that tell rows apart; must be filled and unique
 * @param partitionBy columns, or calls such as {@code day(at)}
 * @param sample rows that are looked at to find the types; 0 for all
 * @param author who is recorded
 * @param why the message of the commit; empty for the usual one
 */
public record ImportRequest(
    Path file,
    FileFormat format,
    EntryKey table,
    String branch,
    Mode mode,
    Map<String, String> columns,
    List<String> key,
    List<String> partitionBy,
    long sample,
    String author,
    String why) {

  /** What happens to a table that is there. */
  public enum Mode {
    /** It must not be there. */
    CREATE,
    /** It gets the rows in addition. */
    APPEND,
    /** It gets the rows instead of its own; columns, history and identity stay. */
    REPLACE
  }

  public ImportRequest {
    columns = Map.copyOf(columns);
    key = List.copyOf(key);
    partitionBy = List.copyOf(partitionBy);
  }
}
