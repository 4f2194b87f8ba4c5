package dev.prunella.local.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prunella.local.duckdb.DataPlaces;
import dev.prunella.local.duckdb.DuckDbPool;
import dev.prunella.local.duckdb.FileSchemas;
import dev.prunella.local.duckdb.LocalFiles;
import dev.prunella.local.duckdb.PoolLimits;
import dev.prunella.local.duckdb.ScanRequest;
import dev.prunella.local.duckdb.TableReader;
import dev.prunella.local.duckdb.TableWriter;
import dev.prunella.local.gc.GarbageCollection;
import dev.prunella.local.gc.GcOptions;
import dev.prunella.local.gc.GcProgress;
import dev.prunella.local.gc.GcReport;
import dev.prunella.local.gc.GcResult;
import dev.prunella.local.iceberg.LakeCatalogs;
import dev.prunella.local.refs.SqliteRefStore;
import dev.prunella.refs.CommitInfo;
import dev.prunella.refs.Lake;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Limits;
import dev.prunella.refs.MergeResult;
import dev.prunella.refs.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Refs on this machine, the tables' files on S3. */
class LakeOnS3Test {
  private static final Namespace SHOP = Namespace.of("shop");
  private static final Schema ORDERS =
      new Schema(
          Types.NestedField.required(1, "id", Types.LongType.get()),
          Types.NestedField.optional(2, "country", Types.StringType.get()));

  private static Path folder;
  private static S3Server server;
  private static S3FileIO files;
  private static DuckDbPool pool;
  private static TableReader reader;
  private static TableWriter writer;

  private String warehouse;
  private SqliteRefStore store;
  private Lake lake;
  private LakeCatalogs catalogs;

  @BeforeAll
  static void startServer(@TempDir Path scratch) throws IOException, InterruptedException {
    folder = scratch;
    server = S3Server.start(folder);
    files = server.files();
    pool = new DuckDbPool(PoolLimits.defaults(folder.resolve("spill")));
    reader =
        new TableReader(
            new LocalFiles(
                folder.resolve("cache"),
                64 << 20,
                Clock.systemUTC(),
                new DataPlaces(List.of("s3://" + S3Server.BUCKET))),
            new FileSchemas(1_000));
    writer = new TableWriter(folder.resolve("upload"));
  }

  @BeforeEach
  void makeLake() {
    var name = UUID.randomUUID().toString();
    warehouse = "s3://" + S3Server.BUCKET + "/" + name + "/warehouse";
    store = SqliteRefStore.create(folder.resolve(name + ".db"));
    lake = new Lake(store, Clock.systemUTC(), Limits.DEFAULT);
    lake.init();
    catalogs = new LakeCatalogs(lake, files, warehouse);
    catalogs.branch("main").createNamespace(SHOP);
  }

  @AfterEach
  void closeLake() {
    store.close();
  }

  @AfterAll
  static void stopServer() throws InterruptedException {
    pool.close();
    files.close();
    server.close();
  }

  @Test
  void whatABranchAppendsReachesMainByTheMergeAndIsReadThroughLocalCopies()
      throws IOException, SQLException {
    var name = orders("merged");
    lake.createBranch("try/s3", lake.head("main"), "test");
    append(catalogs.branch("try/s3").loadTable(name), 1000, 1010);
    assertThat(count("main", name)).isEqualTo(1000);
    assertThat(count("try/s3", name)).isEqualTo(1010);

    var merged =
        lake.merge(
            "try/s3",
            "main",
            (key, base, ours, theirs) -> {
              throw new AssertionError(key + " was changed on one side only");
            },
            CommitInfo.by("test", "merge"));

    assertThat(merged).isInstanceOf(MergeResult.Merged.class);
    assertThat(count("main", name)).isEqualTo(1010);
    try (var copies = Files.list(folder.resolve("cache"))) {
      assertThat(copies).isNotEmpty();
    }
    try (var uploads = Files.walk(folder.resolve("upload"))) {
      assertThat(uploads.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @Test
  void garbageCollectionTakesWhatADeletedBranchLeftAndNoFileOfARetainedCommit()
      throws SQLException {
    var kept = orders("kept");
    var dropped = orders("dropped");
    var droppedAt = catalogs.branch("main").loadTable(dropped).location();
    var before = lake.head("main").id();
    catalogs.branch("main").dropTable(dropped);
    lake.createBranch("try/gone", lake.head("main"), "test");
    var gone = catalogs.branch("try/gone").createTable(TableIdentifier.of(SHOP, "gone"), ORDERS);
    append(gone, 0, 10);
    lake.delete("try/gone", "test");
    var bytes = new AtomicLong();
    files.listPrefix(gone.location()).forEach(file -> bytes.addAndGet(file.size()));

    var report = collectAfterRetention();

    assertThat(report.total().bytes()).isEqualTo(bytes.get()).isPositive();
    assertThat(report.failed()).isEqualTo(GcReport.Count.NONE);
    assertThat(files.listPrefix(gone.location())).isEmpty();
    assertThat(files.listPrefix(droppedAt)).isNotEmpty();
    assertThat(count("main", kept)).isEqualTo(1000);
    assertThat(catalogs.at(before.toString()).tableExists(dropped)).isTrue();
    assertThat(catalogs.branch("main").tableExists(dropped)).isFalse();
  }

  @Test
  void missingMetadataFileIsNamedAndTheLakeStillOpens() {
    var name = orders("lost");
    var table = catalogs.branch("main").loadTable(name);
    var metadata = ((BaseTable) table).operations().current().metadataFileLocation();
    files.deleteFile(metadata);
    var fresh = new LakeCatalogs(lake, files, warehouse);

    assertThatThrownBy(() -> fresh.branch("main").loadTable(name))
        .isInstanceOfSatisfying(
            LakeException.class, e -> assertThat(e.problem()).isEqualTo(Problem.FILE_MISSING))
        .hasMessageContaining("shop.lost")
        .hasMessageContaining(metadata);
    assertThat(catalogs.branch("main").listTables(SHOP)).contains(name);
  }

  @Test
  void missingDataFileIsNamed() throws IOException {
    var name = orders("hollow");
    String file;
    try (var planned = catalogs.branch("main").loadTable(name).newScan().planFiles()) {
      file = planned.iterator().next().file().location();
    }
    files.deleteFile(file);

    assertThatThrownBy(() -> count("main", name)).hasMessageContaining(file);
  }

  private GcReport collectAfterRetention() {
    var later = Clock.offset(Clock.systemUTC(), Limits.DEFAULT.retention().plusDays(1));
    var options = GcOptions.DEFAULT.withForeignGrace(Duration.ZERO);
    var result =
        new GarbageCollection(store, files, warehouse, later, options, Optional.empty())
            .run(GcProgress.SILENT);
    assertThat(result).isInstanceOf(GcResult.Collected.class);
    return ((GcResult.Collected) result).report();
  }

  private TableIdentifier orders(String name) {
    var table = TableIdentifier.of(SHOP, name);
    var made =
        catalogs
            .branch("main")
            .createTable(
                table, ORDERS, PartitionSpec.builderFor(ORDERS).identity("country").build());
    append(made, 0, 1000);
    return table;
  }

  private static void append(Table table, int from, int to) {
    try (var lease = pool.lease()) {
      var append = table.newAppend();
      writer
          .write(
              lease.connection(),
              table,
              "SELECT i AS id, CASE WHEN i % 2 = 0 THEN 'a b' ELSE 'ü/%' END AS country FROM range("
                  + from
                  + ", "
                  + to
                  + ") r(i)")
          .forEach(append::appendFile);
      append.commit();
    }
  }

  private long count(String branch, TableIdentifier name) throws SQLException {
    var table = catalogs.branch(branch).loadTable(name);
    try (var lease = pool.lease();
        var scan = reader.scan(lease.connection(), table, ScanRequest.everything());
        var statement = lease.connection().createStatement();
        var row = statement.executeQuery("SELECT count(*) FROM " + scan.sql())) {
      row.next();
      return row.getLong(1);
    }
  }
}
