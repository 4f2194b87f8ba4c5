package dev.prunella.local.sql;

import dev.prunella.refs.TableName;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What is known about the tables that SQL may name. */
@FunctionalInterface
public interface KnownTables {

  /** A table's columns in order; empty if they are not known, or there is no such table. */
  Optional<List<String>> columnsOf(TableName table);

  /**
   * All tables there are, so that another name is an error; empty if that is not known, and every
   * name is taken for a table.
   */
  default Optional<Collection<TableName>> names() {
    return Optional.empty();
  }
}
