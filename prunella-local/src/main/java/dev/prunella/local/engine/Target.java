package dev.prunella.local.engine;

import dev.prunella.local.LocalLake;
import dev.prunella.local.iceberg.LakeCatalog;
import dev.prunella.pipeline.StepTask;
import dev.prunella.refs.Entry;
import dev.prunella.refs.TableName;
import java.util.Optional;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;

/** The table that a step writes, as it stood when the step began; one transaction changes it. */
final class Target {
  private static final Schema ANY =
      new Schema(Types.NestedField.optional(1, "any", Types.IntegerType.get()));

  /**
   * So many lists of files are read for a plan before a commit makes one of them: each interval
   * adds one, and each read of the table opens all. Iceberg's own hundred is meant for lists far
   * larger than a day's.
   */
  private static final String MANIFESTS = "16";

  private final LakeCatalog catalog;
  private final TableName table;
  private final TableIdentifier name;
  private final Optional<Table> there;
  private final Optional<Entry> before;

  private Target(
      LakeCatalog catalog, TableName table, TableIdentifier name, Optional<Table> there) {
    this.catalog = catalog;
    this.table = table;
    this.name = name;
    this.there = there;
    this.before = there.map(Target::entry);
  }

  static Target of(LocalLake lake, StepTask task, String why) {
    return of(lake, task, task.table(), why);
  }

  static Target of(LocalLake lake, StepTask task, TableName table, String why) {
    var catalog = lake.catalogs().forOneCommit(task.branch(), task.run().toString(), why);
    var name = TableIdentifier.of(table.parts().toArray(String[]::new));
    return new Target(
        catalog,
        table,
        name,
        catalog.tableExists(name) ? Optional.of(catalog.loadTable(name)) : Optional.empty());
  }

  /** Empty when the step makes it. */
  Optional<Table> there() {
    return there;
  }

  Optional<Entry> before() {
    return before;
  }

  Optional<Long> snapshot() {
    return there.map(Table::currentSnapshot).map(Snapshot::snapshotId);
  }

  /** A table whose files will lie where those of the target will. */
  Table place() {
    return there.orElseGet(() -> catalog.buildTable(name, ANY).createTransaction().table());
  }

  /** Makes the table, in a place that was chosen before. */
  Transaction create(Schema schema, PartitionSpec spec, String location) {
    var builder = catalog.buildTable(name, schema).withPartitionSpec(spec).withLocation(location);
    boolean nanos =
        TypeUtil.indexById(schema.asStruct()).values().stream()
            .anyMatch(f -> f.type().typeId() == Type.TypeID.TIMESTAMP_NANO);
    if (nanos) {
      builder.withProperty(TableProperties.FORMAT_VERSION, "3");
    }
    return builder
        .withProperty(TableProperties.MANIFEST_MIN_MERGE_COUNT, MANIFESTS)
        .createTransaction();
  }

  Transaction change(Columns.Plan columns) {
    var transaction = there.orElseThrow().newTransaction();
    if (columns.changes()) {
      dropLostPartitions(transaction, columns);
      var update = transaction.updateSchema();
      columns.edits().forEach(edit -> edit.accept(update));
      update.commit();
    }
    return transaction;
  }

  /** A partition field needs its column. */
  private void dropLostPartitions(Transaction transaction, Columns.Plan columns) {
    var table = there.orElseThrow();
    var preview = table.updateSchema();
    columns.edits().forEach(edit -> edit.accept(preview));
    var after = preview.apply();
    var lost =
        table.spec().fields().stream().filter(f -> after.findField(f.sourceId()) == null).toList();
    if (!lost.isEmpty()) {
      var update = transaction.updateSpec();
      lost.forEach(field -> update.removeField(field.name()));
      update.commit();
    }
  }

  /** What stands there after the transaction was committed. */
  Entry after(LocalLake lake) {
    return lake.lake().entry(catalog.head(), table.key()).orElseThrow();
  }

  private static Entry entry(Table table) {
    var metadata = ((HasTableOperations) (BaseTable) table).operations().current();
    return new Entry.Table(metadata.uuid(), metadata.metadataFileLocation());
  }
}
