package dev.prunella.local.engine;

import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/** One or more files of a batch that are read at once. */
interface RowsFile {

  /** The type of a column without a value. */
  String NOTHING = "\"NULL\"";

  /**
   * A value that did not fit, and where.
   *
   * @param line in the file, 0 where it is not known
   */
  record Found(String file, long line, Misfit misfit) {
    /** File and line, or file and row. */
    String place() {
      return line > 0 ? file + ":" + line : file + ": row " + misfit.row();
    }
  }

  /** For people. */
  String name();

  /** Whether there is no row, so that not even the columns are known. */
  boolean isEmpty() throws SQLException;

  /**
   * The columns that are there, in order, with DuckDB's types.
   *
   * @param infer whether types are wanted that hold every value as it is, for which everything is
   *     read; {@link #NOTHING} where there is no value
   */
  Map<String, String> columns(boolean infer) throws SQLException;

  /**
   * A SELECT of these columns in this order, which fails at a value that is none of its type; NULL
   * for a column that is not there.
   */
  String select(Map<String, Wanted> columns) throws SQLException;

  /** The first value at which the last {@link #select} failed; reads everything again. */
  Optional<Found> misfit() throws SQLException;
}
