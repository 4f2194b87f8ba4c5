package dev.prunella.bench.lake;

import dev.prunella.local.duckdb.DataPlaces;
import dev.prunella.local.duckdb.DuckDbPool;
import dev.prunella.local.duckdb.FileSchemas;
import dev.prunella.local.duckdb.LocalFiles;
import dev.prunella.local.duckdb.PoolLimits;
import dev.prunella.local.duckdb.TableReader;
import dev.prunella.local.duckdb.TableWriter;
import dev.prunella.local.iceberg.LakeCatalogs;
import dev.prunella.local.iceberg.LocalFileIO;
import dev.prunella.local.refs.SqliteRefStore;
import dev.prunella.local.sandbox.Sandboxes;
import dev.prunella.refs.Change;
import dev.prunella.refs.CommitInfo;
import dev.prunella.refs.CommitResult;
import dev.prunella.refs.Entry;
import dev.prunella.refs.EntryKey;
import dev.prunella.refs.Lake;
import dev.prunella.refs.Limits;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;

/** A real lake in a folder of its own: SQLite with durable commits, Iceberg tables, DuckDB. */
final class BenchLake implements AutoCloseable {
  static final CommitInfo BENCH = CommitInfo.by("bench", "bench");
  static final int ROWS_PER_DAY = 100_000;
  private static final Namespace SALES = Namespace.of("sales");

  private final SqliteRefStore store;
  final Lake lake;
  final Sandboxes sandboxes;
  final LakeCatalogs catalogs;
  final DuckDbPool pool;
  final TableReader reader;
  final TableWriter writer;

  BenchLake(Path folder) {
    store = SqliteRefStore.create(folder.resolve("lake.db"));
    lake = new Lake(store, Clock.systemUTC(), Limits.DEFAULT);
    lake.init();
    sandboxes = new Sandboxes(lake, Clock.systemUTC());
    catalogs = new LakeCatalogs(lake, new LocalFileIO(), "file:" + folder.resolve("warehouse"));
    int processors = Math.max(1, Runtime.getRuntime().availableProcessors());
    var limits =
        new PoolLimits(
            4, 3, Duration.ofSeconds(30), 4L << 30, processors, folder.resolve("spill"), 16L << 30);
    pool = new DuckDbPool(limits);
    var cache =
        new LocalFiles(
            folder.resolve("cache"),
            1L << 30,
            Clock.systemUTC(),
            new DataPlaces(List.of(catalogs.warehouse())));
    reader = new TableReader(cache, new FileSchemas(10_000));
    writer = new TableWriter(folder.resolve("upload"));
    catalogs.branch("main").createNamespace(SALES, Map.of());
  }

  /** Names that stand for tables; only what is read in a benchmark needs files behind it. */
  void nameTables(int tables) {
    var changes = new ArrayList<Change>();
    for (int i = 0; i < tables; i++) {
      changes.add(Change.put(name(i), Optional.of(entry(i, 0))));
    }
    if (!(lake.commit("main", changes, BENCH) instanceof CommitResult.Committed)) {
      throw new IllegalStateException("the names could not be committed");
    }
  }

  static EntryKey name(int table) {
    return EntryKey.relation("sales", "table_%05d".formatted(table));
  }

  static Entry.Table entry(int table, long version) {
    return new Entry.Table(
        "uuid-" + table,
        "file:/lake/warehouse/sales/table_%05d/metadata/%08d-of-a-usual-length.metadata.json"
            .formatted(table, version));
  }

  /** Changes tables {@code from} to {@code from + count - 1} of a branch in one commit. */
  void touch(String branch, int from, int count, long version) {
    var changes = new ArrayList<Change>();
    for (int i = from; i < from + count; i++) {
      changes.add(Change.put(name(i), Optional.of(entry(i, version))));
    }
    if (!(lake.commit(branch, changes, BENCH) instanceof CommitResult.Committed)) {
      throw new IllegalStateException("a change of " + branch + " could not be committed");
    }
  }

  /** A table partitioned by day, with {@link #ROWS_PER_DAY} rows each day. */
  Table orders(String name, int days) throws SQLException {
    var schema =
        new Schema(
            Types.NestedField.required(1, "order_id", Types.LongType.get()),
            Types.NestedField.required(2, "day", Types.DateType.get()),
            Types.NestedField.optional(3, "country", Types.StringType.get()),
            Types.NestedField.optional(4, "amount", Types.DecimalType.of(18, 2)),
            Types.NestedField.optional(5, "quantity", Types.IntegerType.get()));
    var spec = PartitionSpec.builderFor(schema).identity("day").build();
    var table = catalogs.branch("main").createTable(TableIdentifier.of(SALES, name), schema, spec);
    var files = new ArrayList<DataFile>();
    try (var lease = pool.lease()) {
      for (int day = 0; day < days; day++) {
        files.addAll(writer.write(lease.connection(), table, day(day)));
      }
    }
    var append = table.newAppend();
    files.forEach(append::appendFile);
    append.commit();
    return table;
  }

  static String day(int day) {
    return """
        SELECT %1$d::BIGINT * %2$d + i AS order_id, DATE '2026-01-01' + %1$d AS day,
          'country ' || (hash(i) %% 40) AS country,
          ((hash(i + 7) %% 100000) / 100)::DECIMAL(18, 2) AS amount,
          (hash(i + 13) %% 12)::INTEGER AS quantity
        FROM range(%2$d) r(i)"""
        .formatted(day, ROWS_PER_DAY);
  }

  Table load(String branch, String name) {
    return catalogs.branch(branch).loadTable(TableIdentifier.of(SALES, name));
  }

  static List<List<Object>> rows(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var result = statement.executeQuery(sql)) {
      var rows = new ArrayList<List<Object>>();
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        var row = new ArrayList<Object>();
        for (int i = 1; i <= columns; i++) {
          row.add(String.valueOf(result.getObject(i)));
        }
        rows.add(row);
      }
      return rows;
    }
  }

  @Override
  public void close() {
    pool.close();
    store.close();
  }
}
