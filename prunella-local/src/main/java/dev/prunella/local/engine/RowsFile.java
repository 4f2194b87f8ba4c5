package dev.prunella.local.engine;

import java.sql.SQLException;
import java.util.Map;

/** One or more files of a batch that are read at once. */
interface RowsFile {

  /** For people. */
  String name();

  /** Whether there is no row, so that not even the columns are known. */
  boolean isEmpty() throws SQLException;

  /**
   * The columns that are there, in order, with DuckDB's types.
   *
   * @param infer whether the types are wanted, for which everything is read
   */
  Map<String, String> columns(boolean infer) throws SQLException;

  /** A SELECT of these columns in this order; NULL for one that is not there. */
  String select(Map<String, String> types) throws SQLException;
}
