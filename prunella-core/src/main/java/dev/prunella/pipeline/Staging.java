package dev.prunella.pipeline;

import java.util.List;
import java.util.Optional;

/**
 * A table beside a source's own, in the same database, in which rows are amended and looked at
 * before they are the source's.
 *
 * @param key columns that find one row
 * @param user who may write there, if not who reads the source; may be a secret reference
 * @param password a secret reference
 * @param publish how what was amended becomes the source's own
 */
public record Staging(
    String schema,
    String table,
    List<String> key,
    Optional<String> user,
    Optional<String> password,
    Publish publish) {

  /** How what was amended becomes the source's own. Texts come from the project's file only. */
  public sealed interface Publish {

    /** By a statement that a person has written; it may bring the whole staging over. */
    record Statement(String sql) implements Publish {}

    /** The amended cells, and no others, are written into the source's table. */
    record CellsInto(String schema, String table) implements Publish {}
  }

  public Staging {
    key = List.copyOf(key);
    if (key.isEmpty()) {
      throw new IllegalArgumentException("a staging needs a key that finds one row");
    }
  }

  /** For people, and for what they have approved: where rows are amended, and what follows. */
  public String words() {
    var place = schema + "." + table;
    return switch (publish) {
      case Publish.Statement(var sql) -> place + ", published by '" + sql + "'";
      case Publish.CellsInto(var into, var of) -> place + ", published into " + into + "." + of;
    };
  }
}
