package dev.prunella.app.spark;

import dev.prunella.app.rest.IcebergServer;
import dev.prunella.app.rest.ServerConfig;
import dev.prunella.local.duckdb.DataPlaces;
import dev.prunella.local.duckdb.DuckDbPool;
import dev.prunella.local.duckdb.FileSchemas;
import dev.prunella.local.duckdb.LocalFiles;
import dev.prunella.local.duckdb.PoolLimits;
import dev.prunella.local.duckdb.ScanRequest;
import dev.prunella.local.duckdb.TableReader;
import dev.prunella.local.duckdb.TableWriter;
import dev.prunella.local.iceberg.LakeCatalogs;
import dev.prunella.local.iceberg.LocalFileIO;
import dev.prunella.local.refs.SqliteRefStore;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.CommitInfo;
import dev.prunella.refs.Lake;
import dev.prunella.refs.Limits;
import dev.prunella.refs.MergeResult;
import dev.prunella.refs.TableMerger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.types.Types;

/** A lake on this machine, served to Spark, read and written by DuckDB beside it. */
final class ServedLake implements AutoCloseable {
  static final Namespace SHOP = Namespace.of("shop");
  private static final Schema ORDERS =
      new Schema(
          Types.NestedField.required(1, "id", Types.LongType.get()),
          Types.NestedField.optional(2, "country", Types.StringType.get()),
          Types.NestedField.optional(3, "amount", Types.DecimalType.of(12, 2)),
          Types.NestedField.optional(4, "n", Types.IntegerType.get()));

  /** No table is changed on both sides here. */
  private static final TableMerger ONE_SIDED =
      (key, base, ours, theirs) -> {
        throw new AssertionError(key + " was changed on both sides");
      };

  private final Path warehouse;
  private final SqliteRefStore store;
  private final FileIO io = new LocalFileIO();
  private final DuckDbPool pool;
  private final TableReader reader;
  private final TableWriter writer;
  final Lake lake;
  final LakeCatalogs catalogs;
  final IcebergServer server;

  ServedLake(Path folder) throws IOException {
    warehouse = Files.createDirectories(folder.resolve("warehouse"));
    store = SqliteRefStore.create(folder.resolve("lake.db"));
    lake = new Lake(store, Clock.systemUTC(), Limits.DEFAULT);
    lake.init();
    catalogs = new LakeCatalogs(lake, io, warehouse.toString());
    catalogs.branch("main").createNamespace(SHOP);
    pool = new DuckDbPool(PoolLimits.defaults(folder.resolve("spill")));
    reader =
        new TableReader(
            new LocalFiles(
                folder.resolve("cache"),
                64 << 20,
                Clock.systemUTC(),
                new DataPlaces(List.of(warehouse.toString()))),
            new FileSchemas(1_000));
    writer = new TableWriter(folder.resolve("upload"));
    server = IcebergServer.start(catalogs, ServerConfig.loopback(0));
  }

  /** A table of 1,000 orders on main, ids from 0, written by DuckDB. */
  TableIdentifier orders(String name, int formatVersion) {
    var table = TableIdentifier.of(SHOP, name);
    var mergeOnRead =
        Map.of(
            "format-version", "" + formatVersion,
            "write.delete.mode", "merge-on-read",
            "write.update.mode", "merge-on-read",
            "write.merge.mode", "merge-on-read");
    var made =
        catalogs
            .branch("main")
            .createTable(
                table,
                ORDERS,
                PartitionSpec.builderFor(ORDERS).identity("country").build(),
                mergeOnRead);
    append(
        made,
        "SELECT i AS id, CASE WHEN i % 2 = 0 THEN 'DE' ELSE 'JP' END AS country,"
            + " CAST(i AS DECIMAL(12,2)) / 4 AS amount, i AS n FROM range(1000) r(i)");
    return table;
  }

  private void append(Table table, String query) {
    try (var lease = pool.lease()) {
      var append = table.newAppend();
      writer.write(lease.connection(), table, query).forEach(append::appendFile);
      append.commit();
    }
  }

  CommitId head(String branch) {
    return lake.head(branch).id();
  }

  void branchOff(String branch) {
    lake.createBranch(branch, lake.head("main"), "test");
  }

  MergeResult merge(String branch) {
    return lake.merge(branch, "main", ONE_SIDED, CommitInfo.by("test", "merge " + branch));
  }

  /** The one row of a query in which {@code $t} stands for the table, as DuckDB reads it. */
  String duckDb(String branch, TableIdentifier name, String query) throws SQLException {
    var table = catalogs.branch(branch).loadTable(name);
    try (var lease = pool.lease();
        var scan = reader.scan(lease.connection(), table, ScanRequest.everything());
        var statement = lease.connection().createStatement();
        var row = statement.executeQuery(query.replace("$t", scan.sql()))) {
      row.next();
      var cells = new ArrayList<String>();
      for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
        cells.add(row.getString(column));
      }
      return String.join(",", cells);
    }
  }

  /**
   * All files of tables; those beginning with a dot are checksums that Hadoop writes for itself.
   */
  Set<String> files() throws IOException {
    try (var all = Files.walk(warehouse)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .map(Path::toString)
          .collect(Collectors.toSet());
    }
  }

  List<String> tables(String branch) {
    return catalogs.branch(branch).listTables(SHOP).stream().map(TableIdentifier::name).toList();
  }

  @Override
  public void close() {
    server.close();
    pool.close();
    io.close();
    store.close();
  }
}
