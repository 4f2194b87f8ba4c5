package dev.prunella.local.duckdb;

import dev.prunella.local.duckdb.QueryException.Reason;
import dev.prunella.refs.DidYouMean;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.iceberg.Table;

/**
 * Runs SQL that a person typed: one SELECT, over tables of the lake, in a DuckDB instance that can
 * open the files of those tables and nothing else. The instance is thrown away afterwards. Safe for
 * many threads.
 */
public final class LakeQuery {
  private static final int MAX_TABLES = 500;

  private final DuckDbPool pool;
  private final TableReader reader;

  public LakeQuery(DuckDbPool pool, TableReader reader) {
    this.pool = pool;
    this.reader = reader;
  }

  /**
   * Runs a query; close the cursor to give its instance back.
   *
   * @throws QueryException if the query is not one SELECT, names an unknown table, reaches outside
   *     the lake, or fails
   * @throws DuckDbException if a table's files cannot be read, or no instance becomes free
   */
  public QueryCursor run(String sql, TableResolver tables, QueryLimits limits) {
    List<AutoCloseable> open = new ArrayList<>();
    boolean handedOver = false;
    var lease = pool.lease();
    open.add(lease);
    try {
      Connection connection = lease.connection();
      var checked = QueryGuard.check(connection, sql);
      List<Table> found = resolve(checked.tables(), tables);
      List<Path> files = new ArrayList<>();
      for (int i = 0; i < found.size(); i++) {
        Scan scan = reader.scan(connection, found.get(i), ScanRequest.everything());
        open.add(scan);
        files.addAll(scan.files());
        ScanView.bind(connection, checked.tables().get(i), scan);
      }
      lease.lockDown(files);
      handedOver = true;
      return QueryCursor.openBounded(connection, checked.sql(), limits, open);
    } catch (SQLException e) {
      throw new QueryException(Reason.FAILED, String.valueOf(e.getMessage()), e);
    } finally {
      if (!handedOver) {
        QueryCursor.closeAll(open);
      }
    }
  }

  private static List<Table> resolve(List<List<String>> names, TableResolver tables) {
    if (names.size() > MAX_TABLES) {
      throw new QueryException(
          Reason.REFUSED,
          "The query names " + names.size() + " tables, at most " + MAX_TABLES + " are allowed.");
    }
    Set<String> seen = new HashSet<>();
    List<Table> found = new ArrayList<>();
    for (List<String> name : names) {
      String dotted = String.join(".", name);
      if (!seen.add(dotted.toLowerCase(Locale.ROOT))) {
        throw new QueryException(
            Reason.REFUSED,
            "Two spellings of '"
                + dotted
                + "' differ only by case, which DuckDB cannot tell apart. Next: use one spelling.");
      }
      found.add(
          tables
              .find(name)
              .orElseThrow(
                  () ->
                      new QueryException(
                          Reason.UNKNOWN_TABLE,
                          "There is no table '"
                              + dotted
                              + "'"
                              + DidYouMean.among(tables.names(), dotted)
                                  .map(near -> ", did you mean '" + near + "'?")
                                  .orElse("."))));
    }
    return found;
  }
}
