package dev.prunella.local.duckdb;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.local.iceberg.LakeCatalogs;
import dev.prunella.local.iceberg.LocalFileIO;
import dev.prunella.local.refs.SqliteRefStore;
import dev.prunella.refs.Lake;
import dev.prunella.refs.Limits;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan is made once, and never stands for another state of the table or another filter. */
class PlanCacheTest {
  private static final TableIdentifier ORDERS = TableIdentifier.of("orders");
  private static final Schema SCHEMA =
      new Schema(optional(1, "id", Types.LongType.get()), optional(2, "p", Types.StringType.get()));

  private final PlanCache plans = new PlanCache();
  private final Path folder;
  private final SqliteRefStore store;
  private final Lake lake;
  private final LakeCatalogs catalogs;

  PlanCacheTest(@TempDir Path folder) {
    this.folder = folder;
    store = SqliteRefStore.create(folder.resolve("lake.db"));
    lake = new Lake(store, Clock.systemUTC(), Limits.DEFAULT);
    lake.init();
    catalogs = new LakeCatalogs(lake, new LocalFileIO(), folder.resolve("warehouse").toString());
  }

  @BeforeEach
  void makeTable() {
    var spec = PartitionSpec.builderFor(SCHEMA).identity("p").build();
    append(catalogs.branch("main").createTable(ORDERS, SCHEMA, spec), "a", 1);
  }

  @AfterEach
  void close() {
    store.close();
  }

  /** Plans look at names and partitions only, so the file itself need not be there. */
  private void append(Table table, String partition, int count) {
    var append = table.newAppend();
    for (int i = 0; i < count; i++) {
      append.appendFile(file(table, partition));
    }
    append.commit();
  }

  private DataFile file(Table table, String partition) {
    return DataFiles.builder(table.spec())
        .withPath(folder.resolve("warehouse/" + UUID.randomUUID() + ".parquet").toString())
        .withFormat(FileFormat.PARQUET)
        .withPartitionPath("p=" + partition)
        .withFileSizeInBytes(10)
        .withRecordCount(1)
        .build();
  }

  private Table load(String branch) {
    return catalogs.branch(branch).loadTable(ORDERS);
  }

  private List<FileScanTask> plan(Table table) throws Exception {
    return plans.plan(table, table.newScan());
  }

  private List<FileScanTask> plan(Table table, String partition) throws Exception {
    return plans.plan(table, table.newScan().filter(Expressions.equal("p", partition)));
  }

  @Test
  void aPlanIsMadeOnceForAllBranchesThatHaveTheSameState() throws Exception {
    lake.createBranch("try", lake.head("main"), "ana");
    assertThat(plan(load("main"))).isSameAs(plan(load("try"))).hasSize(1);
    append(load("try"), "a", 1);
    assertThat(plan(load("try"))).hasSize(2);
    assertThat(plan(load("main"))).hasSize(1);
  }

  @Test
  void everyFilterAndEverySnapshotHasAPlanOfItsOwn() throws Exception {
    append(load("main"), "b", 2);
    var table = load("main");
    assertThat(plan(table, "a")).hasSize(1);
    assertThat(plan(table, "b")).hasSize(2);
    assertThat(plan(table, "c")).isEmpty();
    assertThat(plan(table)).hasSize(3);
    long first = table.history().getFirst().snapshotId();
    assertThat(plans.plan(table, table.newScan().useSnapshot(first))).hasSize(1);
    assertThat(plan(table)).hasSize(3);
  }

  @Test
  void theOldestPlansGoWhenThereAreTooMany() throws Exception {
    var table = load("main");
    var first = plan(table);
    for (int i = 0; i < 255; i++) {
      plan(table, "p" + i);
    }
    assertThat(plan(table)).isSameAs(first);
    plan(table, "one more");
    assertThat(plan(table)).isSameAs(first);
    for (int i = 0; i < 256; i++) {
      plan(table, "q" + i);
    }
    assertThat(plan(table)).isNotSameAs(first).hasSize(1);
  }
}
