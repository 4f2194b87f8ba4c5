package dev.prunella.local.duckdb;

import java.util.List;
import java.util.Optional;

/**
 * Rows to be written, and what the caller knows of them, which spares finding it out.
 *
 * @param query a trusted one
 * @param columns the names of all columns that the query gives; asked of DuckDB when left out
 * @param onePartition whether all rows lie in one partition of the table, so that they need not be
 *     sorted into files; checked all the same once they are written
 */
public record WriteRequest(String query, Optional<List<String>> columns, boolean onePartition) {

  public static WriteRequest of(String query) {
    return new WriteRequest(query, Optional.empty(), false);
  }

  /** The same of a query whose columns are known. */
  public WriteRequest giving(List<String> names) {
    return new WriteRequest(query, Optional.of(List.copyOf(names)), onePartition);
  }

  /** The same, of rows that may or may not all lie in one partition. */
  public WriteRequest inOnePartition(boolean all) {
    return new WriteRequest(query, columns, all);
  }
}
