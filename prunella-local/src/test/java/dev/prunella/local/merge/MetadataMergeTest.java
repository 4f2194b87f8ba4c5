package dev.prunella.local.merge;

import static dev.prunella.local.merge.Side.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.local.merge.TableMergeResult.Merged;
import dev.prunella.refs.TableConflict.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.GenericBlobMetadata;
import org.apache.iceberg.GenericStatisticsFile;
import org.apache.iceberg.HistoryEntry;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.NullOrder;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataMergeTest extends TableMergeSpec {

  private static Side add(Side side, String column) {
    side.table().updateSchema().addColumn(column, Types.StringType.get()).commit();
    return side;
  }

  private static Side append(Side side, Map<String, Object> row) {
    return side.append(side.row(row));
  }

  private static List<String> names(Side side) {
    return side.metadata().schema().columns().stream().map(NestedField::name).toList();
  }

  private static Object value(Side side, long id, String column) {
    int fieldId = side.metadata().schema().findField(column).fieldId();
    return side.rows().stream()
        .filter(row -> Long.valueOf(id).equals(row.get(1)))
        .findFirst()
        .orElseThrow()
        .getOrDefault(fieldId, "nothing");
  }

  @Test
  void sideThatDidNothingLeavesTheOtherAsItIs() {
    Side base = tenRows(keyed(2));
    Side changed = base.branch().append(base.row(100, "a", ""));
    assertThat(result(base, base.branch(), changed))
        .isEqualTo(new Merged(changed.metadata(), List.of()));
    assertThat(result(base, changed, base.branch()))
        .isEqualTo(new Merged(changed.metadata(), List.of()));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void fieldIdGivenTwiceIsRenumberedWhereNoFileHoldsIt(int version) {
    Side base = tenRows(keyed(version));
    Side withRows = append(add(base.branch(), "rain"), Map.of("id", 100L, "rain", "wet"));
    Side withoutRows = add(base.branch().append(base.row(200, "a", "")), "sun");
    assertThat(withRows.metadata().schema().findField("rain").fieldId())
        .isEqualTo(withoutRows.metadata().schema().findField("sun").fieldId());

    Side merged = merged(base, withoutRows, withRows);
    assertThat(value(merged, 100, "rain")).isEqualTo("wet");
    assertThat(value(merged, 100, "sun")).isEqualTo("nothing");
    assertThat(merged.ids()).contains(200L);
    assertThat(append(merged, Map.of("id", 300L, "sun", "hot")).rows())
        .anySatisfy(row -> assertThat(row).containsValue("hot").containsEntry(1, 300L));

    Side onlySchema = add(base.branch(), "sun");
    assertThat(value(merged(base, withRows, onlySchema), 100, "rain")).isEqualTo("wet");
    assertThat(names(merged(base, withRows, onlySchema)))
        .containsExactlyInAnyOrder("id", "grp", "val", "rain", "sun");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void fieldIdGivenTwiceWithRowsOnBothSidesConflicts(int version) {
    Side base = tenRows(keyed(version));
    Side ours = append(add(base.branch(), "rain"), Map.of("id", 100L, "rain", "wet"));
    Side theirs = append(add(base.branch(), "sun"), Map.of("id", 200L, "sun", "hot"));

    assertThat(conflicts(base, ours, theirs, Kind.SAME_FIELD_ID).getFirst().files()).hasSize(1);
  }

  /** The values of a dropped column would turn up in the other side's column. */
  @Test
  void fieldIdOfADroppedColumnStillHauntsItsFiles() {
    Side base = tenRows(keyed(2));
    Side ours = append(add(base.branch(), "rain"), Map.of("id", 100L, "rain", "wet"));
    ours.table().updateSchema().deleteColumn("rain").commit();
    Side theirs = append(add(base.branch(), "sun"), Map.of("id", 200L, "sun", "hot"));

    conflicts(base, ours, theirs, Kind.SAME_FIELD_ID);
  }

  @Test
  void nestedColumnsAreRenumberedWithAllTheirFields() {
    Side base = tenRows(keyed(2));
    Side ours = base.branch();
    var address =
        Types.StructType.of(
            NestedField.optional(1, "city", Types.StringType.get()),
            NestedField.optional(2, "tags", Types.ListType.ofOptional(3, Types.StringType.get())));
    ours.table().updateSchema().addColumn("address", address).commit();
    Side theirs = append(add(base.branch(), "sun"), Map.of("id", 200L, "sun", "hot"));

    Side merged = merged(base, ours, theirs);
    assertThat(value(merged, 200, "sun")).isEqualTo("hot");
    Record nested =
        GenericRecord.create(merged.metadata().schema().findField("address").type().asStructType());
    nested.setField("city", "Leeds");
    nested.setField("tags", List.of("x"));
    assertThat(append(merged, Map.of("id", 300L, "address", nested)).rows())
        .anySatisfy(row -> assertThat(row).containsValue(nested));

    Side withRows = ours.branch();
    Record address2 =
        GenericRecord.create(
            withRows.metadata().schema().findField("address").type().asStructType());
    conflicts(
        base,
        append(withRows, Map.of("id", 300L, "address", address2)),
        theirs,
        Kind.SAME_FIELD_ID);
  }

  @Test
  void sameColumnAddedOnBothSidesIsOneColumn() {
    Side base = tenRows(keyed(2));
    Side ours = append(add(base.branch(), "rain"), Map.of("id", 100L, "rain", "wet"));
    Side theirs = append(add(base.branch(), "rain"), Map.of("id", 200L, "rain", "dry"));

    Side merged = merged(base, ours, theirs);
    assertThat(names(merged)).containsExactly("id", "grp", "val", "rain");
    assertThat(List.of(value(merged, 100, "rain"), value(merged, 200, "rain")))
        .containsExactly("wet", "dry");
  }

  @Test
  void differentColumnsOfOneNameConflict() {
    Side base = tenRows(keyed(2));
    Side ours = base.branch();
    ours.table().updateSchema().addColumn("rain", Types.LongType.get()).commit();
    conflicts(base, ours, add(base.branch(), "rain"), Kind.SAME_COLUMN_NAME);
    conflicts(base, ours, add(base.branch(), "Rain"), Kind.SAME_COLUMN_NAME);
    Side renamed = base.branch();
    renamed.table().updateSchema().renameColumn("val", "rain").commit();
    conflicts(base, ours, renamed, Kind.SAME_COLUMN_NAME);
  }

  @Test
  void changesOfDifferentColumnsMerge() {
    var schema =
        new Schema(
            NestedField.required(1, "id", Types.IntegerType.get()),
            NestedField.optional(2, "a", Types.StringType.get()),
            NestedField.optional(3, "b", Types.StringType.get()),
            NestedField.optional(4, "c", Types.StringType.get()));
    Side base = Side.create(io, folder, 2, schema, PartitionSpec.unpartitioned());
    append(base, Map.of("id", 1, "a", "A", "b", "B", "c", "C"));
    Side ours = base.branch();
    ours.table()
        .updateSchema()
        .renameColumn("a", "alpha")
        .updateColumn("id", Types.LongType.get())
        .updateColumnDoc("b", "the second")
        .commit();
    append(ours, Map.of("id", 2L, "alpha", "A2"));
    Side theirs = base.branch();
    theirs
        .table()
        .updateSchema()
        .renameColumn("b", "beta")
        .deleteColumn("c")
        .addColumn("d", Types.StringType.get())
        .moveFirst("d")
        .commit();
    append(theirs, Map.of("id", 3, "beta", "B3", "d", "D3"));

    Side merged = merged(base, ours, theirs);

    assertThat(names(merged)).containsExactly("d", "id", "alpha", "beta");
    assertThat(merged.metadata().schema().findField("beta").doc()).isEqualTo("the second");
    assertThat(merged.rows())
        .containsExactlyInAnyOrder(
            Map.of(1, 1L, 2, "A", 3, "B"), Map.of(1, 2L, 2, "A2"), Map.of(1, 3L, 3, "B3", 5, "D3"));
    assertThat(merged.metadata().schema().findType("id")).isEqualTo(Types.LongType.get());
  }

  @Test
  void changesOfOneColumnConflict() {
    Side base = tenRows(keyed(2));
    Side renamed = base.branch();
    renamed.table().updateSchema().renameColumn("val", "x").commit();
    Side otherwise = base.branch();
    otherwise.table().updateSchema().renameColumn("val", "y").commit();
    Side dropped = base.branch();
    dropped.table().updateSchema().deleteColumn("val").commit();

    conflicts(base, renamed, otherwise, Kind.SAME_COLUMN);
    conflicts(base, renamed, dropped, Kind.SAME_COLUMN);
    conflicts(base, dropped, renamed, Kind.SAME_COLUMN);
  }

  @Test
  void columnsMovedOnBothSidesConflictAndOnOneSideMerge() {
    Side base = tenRows(keyed(2));
    Side ours = base.branch();
    ours.table().updateSchema().moveFirst("val").commit();
    Side theirs = base.branch();
    theirs.table().updateSchema().moveFirst("grp").commit();
    conflicts(base, ours, theirs, Kind.COLUMN_ORDER);
    assertThat(names(merged(base, ours, add(base.branch().append(base.row(100, "a", "")), "x"))))
        .containsExactly("val", "id", "grp", "x");
  }

  @Test
  void columnMadeRequiredConflictsWithRowsThatMayLackIt() {
    Side base = tenRows(keyed(2));
    Side ours = base.branch();
    ours.table().updateSchema().allowIncompatibleChanges().requireColumn("val").commit();

    conflicts(base, ours, append(base.branch(), Map.of("id", 100L)), Kind.REQUIRED_COLUMN);
    conflicts(base, append(base.branch(), Map.of("id", 100L)), ours, Kind.REQUIRED_COLUMN);
    assertThat(
            merged(base, ours, base.branch().deletePositions(id(1)))
                .metadata()
                .schema()
                .findField("val")
                .isRequired())
        .isTrue();
  }

  @Test
  void primaryKeyChangedOnBothSidesConflicts() {
    var schema =
        new Schema(
            NestedField.required(1, "id", Types.LongType.get()),
            NestedField.required(2, "x", Types.LongType.get()));
    Side base = Side.create(io, folder, 2, schema, PartitionSpec.unpartitioned());
    Side ours = base.branch();
    ours.table().updateSchema().setIdentifierFields("id").commit();
    Side theirs = base.branch();
    theirs.table().updateSchema().setIdentifierFields("x").commit();
    conflicts(base, ours, theirs, Kind.KEY_CHANGED);
  }

  @Test
  void keysAreComparedInTheWidenedType() {
    var schema =
        new Schema(
            List.of(NestedField.required(1, "id", Types.IntegerType.get())), java.util.Set.of(1));
    Side base = Side.create(io, folder, 2, schema, PartitionSpec.unpartitioned());
    Side ours = base.branch();
    ours.table().updateSchema().updateColumn("id", Types.LongType.get()).commit();
    append(ours, Map.of("id", 5L));
    assertThat(
            conflicts(base, ours, append(base.branch(), Map.of("id", 5)), Kind.SAME_KEY)
                .getFirst()
                .keys())
        .containsExactly("id=5");
    assertThat(merged(base, ours, append(base.branch(), Map.of("id", 6))).ids())
        .containsExactly(5L, 6L);
  }

  @Test
  void columnOfAnEqualityDeleteMustNotBeDropped() {
    Side base = tenRows(keyed(2));
    Side dropped = base.branch().append(base.row(100, "a", ""));
    dropped.table().updateSchema().deleteColumn("val").commit();
    Side deleted = base.branch().deleteEqual("val", base.row(1, "a", "v1"));

    conflicts(base, dropped, deleted, Kind.SAME_COLUMN);
    // The other way round the delete is replayed as positions, which need no column.
    assertThat(merged(base, deleted, dropped).ids())
        .containsExactly(0L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 100L);
  }

  @Test
  void defaultOfARenumberedColumnIsKept() {
    Side base = tenRows(keyed(3));
    Side ours = base.branch();
    ours.table()
        .updateSchema()
        .addColumn("rain", Types.StringType.get(), "weather", Expressions.lit("none"))
        .commit();
    Side theirs = append(add(base.branch(), "sun"), Map.of("id", 200L, "sun", "hot"));

    Side merged = merged(base, ours, theirs);
    assertThat(merged.metadata().schema().findField("rain").doc()).isEqualTo("weather");
    assertThat(
            List.of(
                value(merged, 200, "rain"), value(merged, 1, "rain"), value(merged, 200, "sun")))
        .containsExactly("none", "none", "hot");
  }

  @Test
  void partitioningChangedOnOneSideMerges() {
    Side base = tenRows(keyless(2));
    Side ours = base.branch();
    ours.table().updateSpec().addField("grp").commit();
    ours.append(ours.row(100, "a", ""), ours.row(101, "b", ""));
    Side theirs = base.branch().append(base.row(200, "a", ""));

    for (Side merged : List.of(merged(base, ours, theirs), merged(base, theirs, ours))) {
      assertThat(merged.ids()).hasSize(13).contains(100L, 101L, 200L);
      assertThat(merged.metadata().spec().fields())
          .extracting(field -> field.name())
          .containsExactly("grp");
    }
  }

  @Test
  void specIdAndPartitionFieldIdGivenTwiceAreRenumbered() {
    Side base = tenRows(keyless(2));
    Side ours = base.branch();
    ours.table().updateSpec().addField("grp").commit();
    ours.append(ours.row(100, "a", ""), ours.row(101, "b", ""));
    Side theirs = base.branch();
    theirs.table().updateSpec().addField(Expressions.bucket("id", 4)).commit();
    theirs.append(theirs.row(200, "a", ""));
    conflicts(base, ours, theirs, Kind.PARTITION_SPEC);
    theirs.table().updateSpec().removeField(Expressions.bucket("id", 4)).commit();
    assertThat(ours.metadata().defaultSpecId()).isEqualTo(1);
    assertThat(theirs.metadata().spec(1).fields()).isNotEqualTo(ours.metadata().spec(1).fields());

    Side merged = merged(base, ours, theirs);

    assertThat(merged.ids()).hasSize(13).contains(100L, 101L, 200L);
    var contents = new HashMap<Integer, String>();
    for (PartitionSpec spec : merged.metadata().specs()) {
      spec.fields()
          .forEach(
              field ->
                  assertThat(
                          contents.merge(
                              field.fieldId(),
                              field.transform() + " of " + field.sourceId(),
                              (a, b) -> a))
                      .isEqualTo(field.transform() + " of " + field.sourceId()));
    }
    assertThat(contents).hasSize(2);
    assertThat(merged.append(merged.row(300, "a", "")).deletePositions(id(100, 200)).ids())
        .hasSize(12);
  }

  @Test
  void sortOrderIdGivenTwiceIsRenumberedAndTwoOrdersConflict() {
    Side base = tenRows(keyless(2));
    Side ours = base.branch();
    ours.table().replaceSortOrder().asc("id", NullOrder.NULLS_FIRST).commit();
    ours.append(ours.row(100, "a", ""));
    Side theirs = base.branch();
    theirs.table().replaceSortOrder().desc("val", NullOrder.NULLS_LAST).commit();
    theirs.append(theirs.row(200, "a", ""));
    conflicts(base, ours, theirs, Kind.SORT_ORDER);
    theirs.table().replaceSortOrder().commit();

    Side merged = merged(base, ours, theirs);
    assertThat(merged.ids()).hasSize(12);
    assertThat(merged.metadata().sortOrder().fields())
        .isEqualTo(ours.metadata().sortOrder().fields());
    assertThat(merged.metadata().sortOrder().orderId()).isEqualTo(2);
  }

  @Test
  void partitionColumnMustNotBeDropped() {
    Side base = tenRows(keyless(2));
    Side ours = base.branch();
    ours.table().updateSpec().addField("grp").commit();
    Side theirs = base.branch().append(base.row(200, "a", ""));
    theirs.table().updateSchema().deleteColumn("grp").commit();
    conflicts(base, ours, theirs, Kind.SAME_COLUMN);
  }

  @Test
  void propertiesMergeByKeyAndFilesStaySafeFromClients() {
    Side base = tenRows(keyless(2));
    base.table().updateProperties().set("both", "0").set("gone", "0").commit();
    Side ours = base.branch().append(base.row(100, "a", ""));
    ours.table()
        .updateProperties()
        .set("ours", "1")
        .remove("gone")
        .set("both", "1")
        .set("gc.enabled", "true")
        .commit();
    Side theirs = base.branch().append(base.row(200, "a", ""));
    theirs.table().updateProperties().set("theirs", "1").set("both", "1").commit();

    assertThat(merged(base, ours, theirs).metadata().properties())
        .containsEntry("ours", "1")
        .containsEntry("theirs", "1")
        .containsEntry("both", "1")
        .containsEntry("gc.enabled", "false")
        .containsEntry("write.metadata.delete-after-commit.enabled", "false")
        .doesNotContainKey("gone");
    theirs.table().updateProperties().set("both", "2").commit();
    assertThat(conflicts(base, ours, theirs, Kind.PROPERTY).getFirst().sentence())
        .contains("'both'", "'1'", "'2'");
  }

  @Test
  void tagsOfTheTableMergeByName() {
    Side base = tenRows(keyless(2));
    long first = base.metadata().snapshots().getFirst().snapshotId();
    Side ours = base.branch().append(base.row(100, "a", ""));
    ours.table().manageSnapshots().createTag("first", first).commit();
    Side theirs = base.branch().append(base.row(200, "a", ""));
    assertThat(merged(base, ours, theirs).metadata().ref("first").snapshotId()).isEqualTo(first);

    theirs
        .table()
        .manageSnapshots()
        .createTag("first", theirs.metadata().currentSnapshot().snapshotId())
        .commit();
    conflicts(base, ours, theirs, Kind.TABLE_REF);
    ours.table()
        .manageSnapshots()
        .createTag("mine", ours.metadata().currentSnapshot().snapshotId())
        .removeTag("first")
        .commit();
    conflicts(base, ours, theirs, Kind.TABLE_REF);
  }

  @Test
  void statisticsOfSnapshotsLeftBehindAreDropped() {
    Side base = tenRows(keyless(2));
    Side ours = base.branch().append(base.row(100, "a", ""));
    Side theirs = base.branch().append(base.row(200, "a", ""));
    for (Side side : List.of(ours, theirs)) {
      Snapshot head = side.metadata().currentSnapshot();
      var blob =
          new GenericBlobMetadata(
              "x", head.snapshotId(), head.sequenceNumber(), List.of(1), Map.of());
      side.table()
          .updateStatistics()
          .setStatistics(
              new GenericStatisticsFile(head.snapshotId(), "s.puffin", 10, 5, List.of(blob)))
          .commit();
    }

    TableMetadata merged = merged(base, ours, theirs).metadata();
    assertThat(merged.statisticsFiles())
        .extracting(file -> file.snapshotId())
        .containsExactly(theirs.metadata().currentSnapshot().snapshotId());
    assertThat(merged.snapshot(ours.metadata().currentSnapshot().snapshotId())).isNull();
  }

  @Test
  void timesGoForwardWhateverTheClockSays() {
    Side base = tenRows(keyless(2));
    Side ours = base.branch().append(base.row(100, "a", ""));
    Side theirs = base.branch().append(base.row(200, "a", ""));
    Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
    var ahead =
        (Merged)
            new TableMerge(io, Clock.fixed(tomorrow, ZoneOffset.UTC), MergeLimits.defaults())
                .merge(base.metadata(), ours.metadata(), theirs.metadata());
    Side future = base.of(ahead.metadata());
    assertThat(future.metadata().lastUpdatedMillis()).isEqualTo(tomorrow.toEpochMilli());
    assertThat(future.metadata().currentSnapshot().timestampMillis())
        .isEqualTo(tomorrow.toEpochMilli());

    Side merged = merged(base, base.branch().append(base.row(300, "a", "")), future);

    assertThat(merged.ids()).contains(100L, 200L, 300L);
    assertThat(merged.metadata().lastUpdatedMillis()).isEqualTo(tomorrow.toEpochMilli() + 1);
    assertThat(merged.metadata().snapshotLog())
        .extracting(HistoryEntry::timestampMillis)
        .isSorted();
    assertThat(merged.metadata().snapshotLog()).hasSize(merged.metadata().snapshots().size());
    assertThat(merged.metadata().previousFiles())
        .last()
        .satisfies(
            entry -> assertThat(entry.file()).isEqualTo(future.metadata().metadataFileLocation()));
  }

  @Test
  void otherTableOfTheSameNameConflicts() {
    Side base = tenRows(keyless(2));
    conflicts(
        base, tenRows(keyless(2)), base.branch().append(base.row(1, "a", "")), Kind.TABLE_REPLACED);
  }

  @Test
  void tableMovedOnBothSidesConflicts() {
    Side base = tenRows(keyless(2));
    Side ours = base.branch();
    ours.table().updateLocation().setLocation(folder + "/x").commit();
    Side theirs = base.branch();
    theirs.table().updateLocation().setLocation(folder + "/y").commit();
    conflicts(base, ours, theirs, Kind.LOCATION);
    assertThat(merged(base, ours, base.branch().append(base.row(1, "a", ""))).metadata().location())
        .isEqualTo(folder + "/x");
  }

  @Test
  void rowIdsWrittenIntoFilesMustNotBeGivenOutTwice() throws Exception {
    Side base = tenRows(keyed(3));
    Side theirs = base.branch().append(base.row(200, "a", ""));

    assertThat(merged(base, withRowId(base.branch(), 3L), theirs).ids()).contains(100L, 200L);
    assertThat(
            conflicts(
                    base,
                    withRowId(base.branch(), base.metadata().nextRowId()),
                    theirs,
                    Kind.ROW_LINEAGE)
                .getFirst()
                .files())
        .hasSize(1);
  }

  /** As an engine does that rewrites a row and keeps its id. */
  private static Side withRowId(Side side, long rowId) throws Exception {
    var schema = MetadataColumns.schemaWithRowLineage(side.metadata().schema());
    Record row = GenericRecord.create(schema);
    row.setField("id", 100L);
    row.setField(MetadataColumns.ROW_ID.name(), rowId);
    var out =
        side.io().newOutputFile(side.metadata().location() + "/data/lineage-" + rowId + ".parquet");
    var writer =
        new GenericFileWriterFactory.Builder(side.table())
            .dataSchema(schema)
            .build()
            .newDataWriter(
                EncryptedFiles.plainAsEncryptedOutput(out), PartitionSpec.unpartitioned(), null);
    try (writer) {
      writer.write(row);
    }
    DataFile file = writer.toDataFile();
    side.table().newAppend().appendFile(file).commit();
    return side;
  }

  @Test
  void mergedMetadataSurvivesItsFile() {
    Side base = tenRows(keyed(3));
    var merged =
        (Merged)
            result(
                base,
                base.branch().deletePositions(id(1)),
                base.branch().upsert(base.row(2, "a", "new")));
    assertThat(
            TableMetadataParser.toJson(
                TableMetadataParser.fromJson(TableMetadataParser.toJson(merged.metadata()))))
        .isEqualTo(TableMetadataParser.toJson(merged.metadata()));
    assertThat(merged.metadata().snapshots())
        .extracting(Snapshot::sequenceNumber)
        .doesNotHaveDuplicates()
        .isSorted();
    assertThat(merged.metadata().lastSequenceNumber())
        .isEqualTo(merged.metadata().currentSnapshot().sequenceNumber());
  }
}
