package dev.prunella.local.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prunella.refs.Lake;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Limits;
import dev.prunella.refs.MemoryRefStore;
import dev.prunella.refs.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.UpdateRequirement;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LakeCatalogTest {
  private static final Namespace SALES = Namespace.of("sales");
  private static final TableIdentifier ORDERS = TableIdentifier.of(SALES, "orders");
  private static final TableIdentifier RATES = TableIdentifier.of(SALES, "rates");
  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.required(1, "id", Types.LongType.get()),
          Types.NestedField.optional(2, "amount", Types.DecimalType.of(10, 2)));

  private final MemoryRefStore store = new MemoryRefStore();
  private final Lake lake = new Lake(store, Clock.systemUTC(), Limits.DEFAULT);
  private Path warehouse;
  private LakeCatalogs catalogs;
  private LakeCatalog main;

  @BeforeEach
  void makeLake(@TempDir Path directory) {
    warehouse = directory;
    lake.init();
    catalogs = new LakeCatalogs(lake, new LocalFileIO(), warehouse.toString());
    main = catalogs.branch("main", "ann");
    main.createNamespace(SALES);
  }

  @Test
  void tablesOnABranchAreInvisibleElsewhere() {
    lake.createBranch("try/this", lake.head("main"), "ann");
    var branch = catalogs.branch("try/this");
    branch.createTable(ORDERS, SCHEMA);

    assertThat(branch.listTables(SALES)).containsExactly(ORDERS);
    assertThat(main.listTables(SALES)).isEmpty();
    assertThat(main.tableExists(ORDERS)).isFalse();
  }

  @Test
  void commitOfATableIsACommitOfTheLakeThatSaysWhatWasDone() {
    append(main.createTable(ORDERS, SCHEMA), "a");

    assertThat(lake.head("main").message()).isEqualTo("append sales.orders (3 rows added)");
    assertThat(lake.head("main").author()).isEqualTo("ann");
    assertThat(lake.resolve("main~1").message()).isEqualTo("create table sales.orders");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void neitherCreatingNorChangingCanLetClientsDeleteFiles(int formatVersion) {
    var table =
        main.createTable(
            ORDERS,
            SCHEMA,
            PartitionSpec.unpartitioned(),
            Map.of("gc.enabled", "true", "format-version", "" + formatVersion));
    assertPinned(table);

    table
        .updateProperties()
        .set("gc.enabled", "true")
        .set("write.metadata.delete-after-commit.enabled", "true")
        .commit();
    assertPinned(main.loadTable(ORDERS));

    table.updateProperties().remove("gc.enabled").commit();
    assertPinned(main.loadTable(ORDERS));

    main.buildTable(ORDERS, SCHEMA)
        .withProperty("gc.enabled", "true")
        .createOrReplaceTransaction()
        .commitTransaction();
    assertPinned(main.loadTable(ORDERS));
    assertThat(metadata(main.loadTable(ORDERS)).formatVersion()).isEqualTo(formatVersion);
  }

  @Test
  void registeredTableIsPinnedTooAndItsOwnFileIsLeftAlone() throws IOException {
    var location = metadata(main.createTable(ORDERS, SCHEMA)).metadataFileLocation();
    var foreign = Path.of(location).resolveSibling("foreign.metadata.json");
    Files.writeString(
        foreign,
        Files.readString(Path.of(location))
            .replaceAll("\"gc.enabled\"\\s*:\\s*\"false\"", "\"gc.enabled\":\"true\""));

    var registered = main.registerTable(RATES, foreign.toString());

    assertPinned(registered);
    assertThat(foreign).content().contains("\"gc.enabled\":\"true\"");
  }

  @Test
  void snapshotsCannotBeRemoved() {
    var table = main.createTable(ORDERS, SCHEMA);
    append(table, "a");
    append(table, "b");
    var base = metadata(main.loadTable(ORDERS));
    long oldest = base.snapshots().getFirst().snapshotId();
    var without = TableMetadata.buildFrom(base).removeSnapshots(List.of(oldest)).build();
    var operations = ((BaseTable) main.loadTable(ORDERS)).operations();

    assertThatThrownBy(() -> operations.commit(operations.current(), without))
        .isInstanceOf(ForbiddenException.class)
        .hasMessageContaining("1 snapshots of sales.orders cannot be removed: other branches");
  }

  @Test
  void purgeIsRefusedWhileAnotherBranchReadsTheTable() {
    main.createTable(ORDERS, SCHEMA);
    lake.createBranch("b", lake.head("main"), "ann");

    assertThatThrownBy(() -> main.dropTable(ORDERS, true))
        .isInstanceOf(ForbiddenException.class)
        .hasMessageContaining("sales.orders cannot be purged: 'b' reads its files");
    assertThat(main.tableExists(ORDERS)).isTrue();
  }

  @Test
  void droppingLeavesFilesAndThePastReadable() {
    append(main.createTable(ORDERS, SCHEMA), "a");
    var before = lake.head("main").id().hex();

    assertThat(main.dropTable(ORDERS, true)).isTrue();
    assertThat(main.dropTable(ORDERS)).isFalse();

    assertThat(catalogs.at(before).loadTable(ORDERS).currentSnapshot()).isNotNull();
  }

  @Test
  void tagCanBeReadAndNotWritten() {
    main.createTable(ORDERS, SCHEMA);
    lake.createTag("v1", lake.head("main"), "ann");
    var tag = catalogs.branchOrRevision("v1", "ann");

    assertThat(tag.loadTable(ORDERS).schema().sameSchema(SCHEMA)).isTrue();
    assertThatThrownBy(() -> tag.loadTable(ORDERS).updateProperties().set("a", "b").commit())
        .isInstanceOf(ForbiddenException.class)
        .hasMessageContaining("'v1' means commit")
        .hasMessageContaining("prunella branch create");
    assertThatThrownBy(() -> tag.dropTable(ORDERS)).isInstanceOf(ForbiddenException.class);
    assertThatThrownBy(() -> tag.createNamespace(Namespace.of("x")))
        .isInstanceOf(ForbiddenException.class);
  }

  @Test
  void conflictLeavesNoFileOfItsOwn() {
    main.createTable(ORDERS, SCHEMA);
    var mine = ((BaseTable) main.loadTable(ORDERS)).operations();
    var base = mine.current();
    store.beforeNextWrite(
        () -> main.loadTable(ORDERS).updateProperties().set("who", "other").commit());

    assertThatThrownBy(
            () -> mine.commit(base, base.replaceProperties(Map.of("gc.enabled", "false"))))
        .isInstanceOf(CommitFailedException.class)
        .hasMessageContaining("sales.orders was changed meanwhile");
    // The first one, and the other's.
    assertThat(filesBelow(Path.of(base.location()))).hasSize(2);
  }

  @Test
  void lostReplyIsLearntFromTheBranch() {
    var table = main.createTable(ORDERS, SCHEMA);
    store.writeThenLoseReply();
    append(table, "a");
    assertThat(main.loadTable(ORDERS).currentSnapshot()).isNotNull();
  }

  @Test
  void unknownFateCleansNothing() {
    var silent = new SilentStore(store);
    var quiet = new Lake(silent, Clock.systemUTC(), Limits.DEFAULT);
    main.createTable(ORDERS, SCHEMA);
    var catalog = new LakeCatalogs(quiet, new LocalFileIO(), warehouse.toString()).branch("main");
    var operations = ((BaseTable) catalog.loadTable(ORDERS)).operations();
    var base = operations.current();
    silent.fallSilent();

    assertThatThrownBy(
            () ->
                operations.commit(
                    base, TableMetadata.buildFrom(base).setProperties(Map.of("a", "b")).build()))
        .isInstanceOf(CommitStateUnknownException.class)
        .hasMessageContaining("prunella log main");
    assertThat(filesBelow(Path.of(base.location()))).hasSize(2);
  }

  @Test
  void missingMetadataFileIsNamedAndTheLakeStillOpens() throws IOException {
    main.createTable(RATES, SCHEMA);
    var location = metadata(main.createTable(ORDERS, SCHEMA)).metadataFileLocation();
    Files.delete(Path.of(location));
    var later = openedAgain();

    assertThatThrownBy(() -> later.loadTable(ORDERS))
        .isInstanceOfSatisfying(
            LakeException.class, e -> assertThat(e.problem()).isEqualTo(Problem.FILE_MISSING))
        .hasMessageContaining("sales.orders on 'main': its metadata file is missing")
        .hasMessageContaining(location);
    assertThat(later.loadTable(RATES).schema().columns()).hasSize(2);
    assertThat(later.listTables(SALES)).hasSize(2);
  }

  @Test
  void damagedMetadataFileIsNamed() throws IOException {
    var location = metadata(main.createTable(ORDERS, SCHEMA)).metadataFileLocation();
    Files.writeString(Path.of(location), "{\"format-version\": 2, ");
    var later = openedAgain();

    assertThatThrownBy(() -> later.loadTable(ORDERS))
        .isInstanceOfSatisfying(
            LakeException.class, e -> assertThat(e.problem()).isEqualTo(Problem.LAKE_DAMAGED))
        .hasMessageContaining(location);
  }

  @Test
  void transactionOverTablesIsOneCommitOrNone() {
    main.createTable(ORDERS, SCHEMA);
    var rates = metadata(main.createTable(RATES, SCHEMA));
    var before = lake.head("main");
    var good = set(ORDERS, metadata(main.loadTable(ORDERS)).uuid());

    assertThatThrownBy(() -> main.commitTransaction(List.of(good, set(RATES, "another"))))
        .isInstanceOf(CommitFailedException.class);
    assertThat(lake.head("main")).isEqualTo(before);

    main.commitTransaction(List.of(good, set(RATES, rates.uuid())));
    assertThat(lake.head("main").firstParent()).contains(before.id());
    assertThat(main.loadTable(ORDERS).properties()).containsEntry("k", "v");
    assertThat(main.loadTable(RATES).properties()).containsEntry("k", "v");
    assertPinned(main.loadTable(RATES));
  }

  @Test
  void transactionIsTriedAgainWhenItsRequirementsStillHold() {
    main.createTable(ORDERS, SCHEMA);
    var orders = set(ORDERS, metadata(main.loadTable(ORDERS)).uuid());
    store.beforeNextWrite(
        () -> main.loadTable(ORDERS).updateProperties().set("who", "other").commit());

    main.commitTransaction(List.of(orders));

    assertThat(main.loadTable(ORDERS).properties())
        .containsEntry("k", "v")
        .containsEntry("who", "other");
  }

  @Test
  void namespaceThatIsNotEmptyIsNotDroppedEvenIfATableComesInBetween() {
    store.beforeNextWrite(() -> main.createTable(ORDERS, SCHEMA));

    assertThatThrownBy(() -> main.dropNamespace(SALES))
        .isInstanceOf(NamespaceNotEmptyException.class)
        .hasMessageContaining("sales.orders");
  }

  @Test
  void namespacesNest() {
    var inner = Namespace.of("sales", "a.b/\"c\" ü");
    assertThatThrownBy(() -> main.createNamespace(Namespace.of("no", "parent")))
        .isInstanceOf(NoSuchNamespaceException.class);
    main.createNamespace(inner, Map.of("owner", "ann"));
    var odd = TableIdentifier.of(inner, "../x'; drop table y; --");
    var table = main.createTable(odd, SCHEMA);

    assertThat(main.listNamespaces(SALES)).containsExactly(inner);
    assertThat(main.listTables(inner)).containsExactly(odd);
    assertThat(table.location()).startsWith(warehouse + "/sales/").doesNotContain("..");
    assertThatThrownBy(() -> main.dropNamespace(SALES))
        .isInstanceOf(NamespaceNotEmptyException.class);
  }

  @Test
  void tableInANamespaceThatIsDroppedMeanwhileIsRefused() {
    store.beforeNextWrite(() -> assertThat(main.dropNamespace(SALES)).isTrue());
    assertThatThrownBy(() -> main.createTable(ORDERS, SCHEMA))
        .isInstanceOf(NoSuchNamespaceException.class);
    assertThat(filesBelow(warehouse)).isEmpty();
  }

  @Test
  void renameKeepsTheTableAndRefusesATakenName() {
    var uuid = metadata(main.createTable(ORDERS, SCHEMA)).uuid();
    main.createTable(RATES, SCHEMA);
    assertThatThrownBy(() -> main.renameTable(ORDERS, RATES))
        .isInstanceOf(AlreadyExistsException.class);

    var elsewhere = TableIdentifier.of(Namespace.of("archive"), "orders");
    assertThatThrownBy(() -> main.renameTable(ORDERS, elsewhere))
        .isInstanceOf(NoSuchNamespaceException.class);
    main.createNamespace(elsewhere.namespace());
    main.renameTable(ORDERS, elsewhere);

    assertThat(metadata(main.loadTable(elsewhere)).uuid()).isEqualTo(uuid);
    assertThat(main.tableExists(ORDERS)).isFalse();
  }

  @Test
  void viewAndTableShareOneSpaceOfNames() {
    main.createTable(ORDERS, SCHEMA);
    main.buildView(RATES)
        .withSchema(SCHEMA)
        .withQuery("spark", "select 1")
        .withDefaultNamespace(SALES)
        .create();

    assertThatThrownBy(() -> main.createTable(RATES, SCHEMA))
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining("View with same name already exists: sales.rates");
    assertThat(main.listViews(SALES)).containsExactly(RATES);
    assertThat(main.listTables(SALES)).containsExactly(ORDERS);
  }

  @Test
  void clientsCannotPlaceTablesOutsideOfTheWarehouse(@TempDir Path outside) {
    assertThatThrownBy(() -> main.buildTable(ORDERS, SCHEMA).withLocation(outside + "/t").create())
        .isInstanceOf(ForbiddenException.class)
        .hasMessageContaining("the files of this lake lie below " + warehouse);
    assertThatThrownBy(
            () ->
                main.buildTable(ORDERS, SCHEMA)
                    .withLocation(warehouse + "/../" + outside.getFileName())
                    .create())
        .isInstanceOf(ForbiddenException.class);
    var table = main.createTable(ORDERS, SCHEMA);
    assertThatThrownBy(
            () -> table.updateProperties().set("write.metadata.path", outside + "/m").commit())
        .isInstanceOf(ForbiddenException.class);
    assertThatThrownBy(() -> main.registerTable(RATES, "/etc/passwd"))
        .isInstanceOf(ForbiddenException.class);

    catalogs
        .allowing(List.of("file:" + outside))
        .branch("main")
        .buildTable(RATES, SCHEMA)
        .withLocation(outside + "/t")
        .create();
    assertThat(filesBelow(outside)).hasSize(1);
  }

  /** Without what an earlier process has read. */
  private LakeCatalog openedAgain() {
    return new LakeCatalogs(lake, new LocalFileIO(), warehouse.toString()).branch("main");
  }

  private static UpdateTableRequest set(TableIdentifier table, String uuid) {
    return UpdateTableRequest.create(
        table,
        List.of(new UpdateRequirement.AssertTableUUID(uuid)),
        List.of(new MetadataUpdate.SetProperties(Map.of("k", "v", "gc.enabled", "true"))));
  }

  private static void append(Table table, String name) {
    table
        .newAppend()
        .appendFile(
            DataFiles.builder(PartitionSpec.unpartitioned())
                .withPath(table.location() + "/data/" + name + ".parquet")
                .withFileSizeInBytes(10)
                .withRecordCount(3)
                .build())
        .commit();
  }

  private static TableMetadata metadata(Table table) {
    return ((BaseTable) table).operations().current();
  }

  private static void assertPinned(Table table) {
    assertThat(metadata(table).properties())
        .containsEntry("gc.enabled", "false")
        .containsEntry("write.metadata.delete-after-commit.enabled", "false");
  }

  private static List<String> filesBelow(Path directory) {
    return StreamSupport.stream(
            new LocalFileIO().listPrefix(directory.toString()).spliterator(), false)
        .map(file -> file.location())
        .toList();
  }
}
