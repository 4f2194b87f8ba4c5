package dev.prunella.app.rest;

import java.util.Map;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * What readers of a table on main should know beside its rows: how fresh it is. They find it among
 * the table's properties, where every client of Iceberg shows it. It is said when a table is loaded
 * and written nowhere.
 */
@FunctionalInterface
public interface ReaderNotes {
  /** Properties, by names that begin with {@code prunella.}; none where nothing is known. */
  Map<String, String> of(TableIdentifier table);

  /** Where nobody knows. */
  static ReaderNotes none() {
    return _ -> Map.of();
  }
}
