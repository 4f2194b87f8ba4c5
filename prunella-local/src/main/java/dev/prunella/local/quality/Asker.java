package dev.prunella.local.quality;

import java.sql.ResultSet;
import java.sql.SQLException;

/** Whoever can be asked queries. */
interface Asker {

  /** Takes one row of an answer. */
  interface RowReader {
    void read(ResultSet row) throws SQLException;
  }

  /** Asks, and hands over each row of the answer in order. */
  void query(String sql, RowReader reader) throws SQLException;
}
