package dev.prunella.local.duckdb;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deletes of every sort, alone and together, hide the same rows from both readers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RowDeletesTest {
  private static final Schema SCHEMA =
      new Schema(
          required(1, "id", Types.LongType.get()),
          optional(2, "name", Types.StringType.get()),
          optional(3, "x", Types.DoubleType.get()),
          optional(4, "addr", Types.StructType.of(optional(5, "zip", Types.IntegerType.get()))));
  private static final String ROWS =
      "SELECT i AS id, CASE WHEN i %% 7 <> 0 THEN 'n' || i END AS name, i / 2.0 AS x, {'zip': i %% 10} AS addr FROM range(%d, %d) r(i)";

  private final Workbench bench = new Workbench();

  @AfterAll
  void close() {
    bench.close();
  }

  private Table filled(int version) {
    Table table = bench.table(version, SCHEMA);
    bench.append(table, ROWS.formatted(0, 100));
    bench.append(table, ROWS.formatted(100, 200));
    bench.append(table, ROWS.formatted(200, 300));
    return table;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void deletedPositionsAreHiddenInEachFile(int version) throws Exception {
    Table table = filled(version);
    Map<DataFile, List<Long>> positions = new HashMap<>();
    var files = Workbench.dataFiles(table);
    positions.put(files.get(0), List.of(0L, 5L, 99L));
    positions.put(files.get(1), List.of(0L, 1L));
    Workbench.deletePositions(table, positions);
    assertThat(bench.readersAgree(table)).hasSize(295);
    Workbench.deletePositions(table, Map.of(files.get(0), List.of(1L, 2L)));
    assertThat(bench.readersAgree(table)).hasSize(293);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void anEqualityDeleteDoesNotReachRowsWrittenLater(int version) throws Exception {
    Table table = filled(version);
    Workbench.deleteWhereEqual(
        table,
        null,
        List.of("name"),
        List.of(List.of("n10"), List.of("n150"), Arrays.asList((Object) null)));
    long withNullName = 300 / 7 + 1;
    assertThat(bench.readersAgree(table)).hasSize((int) (298 - withNullName));
    bench.append(table, "SELECT 1000 AS id, 'n10' AS name");
    assertThat(bench.readersAgree(table)).hasSize((int) (299 - withNullName));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void deletesOfAllSortsCombineAcrossSchemaChanges(int version) throws Exception {
    Table table = filled(version);
    var files = Workbench.dataFiles(table);
    Workbench.deletePositions(table, Map.of(files.get(1), List.of(3L, 4L, 50L)));
    Workbench.deleteWhereEqual(
        table, null, List.of("name", "id"), List.of(List.of("n8", 8L), List.of("n9", 10L)));
    table
        .updateSchema()
        .renameColumn("name", "label")
        .addColumn("extra", Types.StringType.get())
        .commit();
    Workbench.deleteWhereEqual(table, null, List.of("id"), List.of(List.of(20L), List.of(120L)));
    bench.append(table, "SELECT 20 AS id, 'again' AS label, 'e' AS extra");
    Workbench.deleteWhereEqual(
        table, null, List.of("label"), List.of(List.of("n30"), List.of("n230")));
    assertThat(bench.readersAgree(table)).hasSize(301 - 3 - 1 - 2 - 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void anEqualityDeleteCanCompareANestedField(int version) throws Exception {
    Table table = filled(version);
    Schema keys = table.schema().select("addr.zip");
    var addr =
        org.apache.iceberg.data.GenericRecord.create(keys.findField("addr").type().asStructType());
    addr.setField("zip", 3);
    var row = org.apache.iceberg.data.GenericRecord.create(keys);
    row.setField("addr", addr);
    Workbench.deleteWhereEqual(table, null, List.of("addr.zip"), keys, List.of(row));
    try (var scan = bench.reader.scan(bench.connection(), table, ScanRequest.everything())) {
      assertThat(bench.one("SELECT count(*), count(*) FILTER (addr.zip = 3) FROM " + scan.sql()))
          .isEqualTo("270,0;");
    }
  }

  @Test
  void anEqualityDeleteOnADroppedColumnStillHolds() throws Exception {
    Table table = filled(2);
    Workbench.deleteWhereEqual(table, null, List.of("name"), List.of(List.of("n11")));
    table.updateSchema().deleteColumn("name").commit();
    bench.append(table, "SELECT 11 AS id");
    try (var scan = bench.reader.scan(bench.connection(), table, ScanRequest.everything())) {
      assertThat(bench.one("SELECT count(*), count(*) FILTER (id = 11) FROM " + scan.sql()))
          .isEqualTo("300,1;");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void zeroAndNegativeZeroAreDifferentKeysAndNanIsOne(int version) throws Exception {
    Table table = bench.table(version, SCHEMA);
    bench.append(
        table,
        "SELECT * FROM (VALUES (1, '0.0'::DOUBLE), (2, '-0.0'::DOUBLE), (3, 'nan'::DOUBLE), (4, NULL)) v(id, x)");
    Workbench.deleteWhereEqual(
        table, null, List.of("x"), List.of(List.of(-0.0), List.of(Double.NaN)));
    assertThat(bench.readersAgree(table)).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void deletesOfOnePartitionLeaveTheOthers(int version) throws Exception {
    Table table =
        bench.table(version, SCHEMA, PartitionSpec.builderFor(SCHEMA).bucket("id", 4).build());
    bench.append(table, ROWS.formatted(0, 100));
    bench.append(table, ROWS.formatted(50, 150));
    var files = Workbench.dataFiles(table);
    var partition = files.getFirst().partition();
    Map<DataFile, List<Long>> positions = new HashMap<>();
    files.stream()
        .filter(f -> f.partition().get(0, Integer.class).equals(partition.get(0, Integer.class)))
        .forEach(f -> positions.put(f, List.of(0L, 2L)));
    Workbench.deletePositions(table, positions);
    Workbench.deleteWhereEqual(
        table,
        partition,
        List.of("id"),
        java.util.stream.LongStream.range(0, 60).<List<?>>mapToObj(List::of).toList());
    List<String> rows = bench.readersAgree(table);
    assertThat(rows.size()).isBetween(140, 196);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void manyScansAreOpenAtOnceAndLeaveNothingBehind(int version) throws Exception {
    Table table = filled(version);
    Workbench.deletePositions(table, Map.of(Workbench.dataFiles(table).getFirst(), List.of(0L)));
    try (var a = bench.reader.scan(bench.connection(), table, ScanRequest.everything());
        var b = bench.reader.scan(bench.connection(), table, ScanRequest.everything())) {
      assertThat(
              bench.one("SELECT count(*) FROM " + a.sql() + " a JOIN " + b.sql() + " b USING (id)"))
          .isEqualTo("299;");
    }
    assertThat(bench.one("SELECT count(*) FROM duckdb_tables()")).isEqualTo("0;");
  }
}
