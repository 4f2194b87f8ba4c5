package dev.prunella.local.duckdb;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Schema;

/**
 * A planned read of one table, ready to stand in a FROM clause of the connection it was planned on.
 * Holds files and a temporary table of delete positions until closed; many scans can be open on one
 * connection.
 */
public final class Scan implements AutoCloseable {
  private final Connection connection;
  private final LocalFiles localFiles;
  private final Optional<String> deleteTable;
  private final String sql;
  private final Schema schema;
  private final List<Path> files;
  private final long records;
  private boolean closed;

  Scan(
      Connection connection,
      LocalFiles localFiles,
      Optional<String> deleteTable,
      String sql,
      Schema schema,
      List<Path> files,
      long records) {
    this.connection = connection;
    this.localFiles = localFiles;
    this.deleteTable = deleteTable;
    this.sql = sql;
    this.schema = schema;
    this.files = List.copyOf(files);
    this.records = records;
  }

  /** A parenthesised query, for example {@code "SELECT count(*) FROM " + scan.sql()}. */
  public String sql() {
    return sql;
  }

  /** The columns that {@link #sql} gives, with the table's field ids. */
  public Schema schema() {
    return schema;
  }

  /** The local files that {@link #sql} opens, and no others. */
  public List<Path> files() {
    return files;
  }

  /** Rows in the planned data files, deleted ones included. */
  public long recordsBeforeDeletes() {
    return records;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    files.forEach(localFiles::release);
    deleteTable.ifPresent(this::drop);
  }

  private void drop(String table) {
    try {
      if (!connection.isClosed()) {
        try (var statement = connection.createStatement()) {
          statement.execute("DROP TABLE IF EXISTS " + table);
        }
      }
    } catch (SQLException e) {
      throw new DuckDbException("cannot drop " + table + ": " + e.getMessage(), e);
    }
  }
}
