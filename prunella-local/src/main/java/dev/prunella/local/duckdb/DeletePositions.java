package dev.prunella.local.duckdb;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.data.BaseDeleteLoader;
import org.apache.iceberg.data.DeleteLoader;
import org.apache.iceberg.io.FileIO;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * Loads position deletes and deletion vectors into a temporary table with one integer a row: the
 * number of the file in its upper bits, the row's position in the lower ones. An anti join on one
 * integer is far cheaper than one on file name and position.
 */
final class DeletePositions implements AutoCloseable {
  static final int POSITION_BITS = 40;
  private static final AtomicLong NUMBER = new AtomicLong();

  private final Connection connection;
  private final DeleteLoader loader;
  private Optional<String> table = Optional.empty();
  private Optional<DuckDBAppender> appender = Optional.empty();

  DeletePositions(Connection connection, FileIO io) {
    this.connection = connection;
    this.loader = new OnceLoader(io);
  }

  /** Reads each delete file once, however many data files of a partition it covers. */
  private static final class OnceLoader extends BaseDeleteLoader {
    private final Map<String, Object> loaded = new HashMap<>();

    OnceLoader(FileIO io) {
      super(file -> io.newInputFile(file.location()));
    }

    @Override
    protected boolean canCache(long size) {
      return true;
    }

    @Override
    @SuppressWarnings("unchecked")
    protected <V> V getOrLoad(String key, Supplier<V> supplier, long size) {
      Object value = loaded.get(key);
      if (value == null) {
        value = supplier.get();
        loaded.put(key, value);
      }
      return (V) value;
    }
  }

  /** Adds the deleted positions of a data file; gives how many there are. */
  long add(long fileNumber, String dataFile, List<DeleteFile> deletes) throws SQLException {
    var index = loader.loadPositionDeletes(deletes, dataFile);
    if (index.isEmpty()) {
      return 0;
    }
    DuckDBAppender rows = appender.isPresent() ? appender.get() : open();
    long base = fileNumber << POSITION_BITS;
    long[] count = {0};
    SQLException[] failed = {null};
    index.forEach(
        position -> {
          try {
            rows.beginRow().append(base | position).endRow();
            count[0]++;
          } catch (SQLException e) {
            failed[0] = e;
          }
        });
    if (failed[0] != null) {
      throw failed[0];
    }
    return count[0];
  }

  private DuckDBAppender open() throws SQLException {
    String name = "prunella_deletes_" + NUMBER.incrementAndGet();
    try (var statement = connection.createStatement()) {
      statement.execute("CREATE TEMP TABLE " + name + " (p BIGINT)");
    }
    table = Optional.of("temp.main." + name);
    var opened = connection.unwrap(DuckDBConnection.class).createAppender("temp", "main", name);
    appender = Optional.of(opened);
    return opened;
  }

  /** The table, if any position was added. */
  Optional<String> table() {
    return table;
  }

  /** Makes the rows visible; the table stays. */
  @Override
  public void close() throws SQLException {
    if (appender.isPresent()) {
      appender.get().close();
      appender = Optional.empty();
    }
  }

  void drop() throws SQLException {
    close();
    if (table.isPresent()) {
      try (var statement = connection.createStatement()) {
        statement.execute("DROP TABLE IF EXISTS " + table.get());
      }
    }
  }
}
