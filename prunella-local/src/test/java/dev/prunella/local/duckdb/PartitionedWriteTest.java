package dev.prunella.local.duckdb;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each row lies in a file whose partition values are those that Iceberg's own transforms give for
 * it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PartitionedWriteTest {
  private static final Schema SCHEMA =
      new Schema(
          optional(1, "id", Types.LongType.get()),
          optional(2, "n", Types.IntegerType.get()),
          optional(3, "text", Types.StringType.get()),
          optional(4, "dec", Types.DecimalType.of(20, 3)),
          optional(5, "day", Types.DateType.get()),
          optional(6, "ts", Types.TimestampType.withoutZone()),
          optional(7, "tz", Types.TimestampType.withZone()),
          optional(8, "u", Types.UUIDType.get()),
          optional(9, "bin", Types.BinaryType.get()),
          optional(10, "t", Types.TimeType.get()),
          optional(11, "d", Types.DoubleType.get()),
          optional(12, "b", Types.BooleanType.get()),
          optional(13, "s", Types.StructType.of(optional(14, "in'ner", Types.StringType.get()))));

  /** Values around zero and before 1970, and nulls. */
  private static final String ROWS =
      """
      SELECT CASE WHEN i % 11 <> 0 THEN (i - 100) * 37 END AS id, (i - 100)::INTEGER * 3 AS n,
        CASE WHEN i % 13 <> 0 THEN ['a|b', 'é😀x', '', 'null', '1:a', '../x', 'a*b?[c]', 'zz'][i % 8 + 1] || (i % 3) END AS text,
        CASE WHEN i % 17 <> 0 THEN ((i - 100) * 1.234)::DECIMAL(20, 3) END AS "dec",
        DATE '1970-01-01' + ((i - 100) * 40)::INTEGER AS "day",
        make_timestamp((i - 100) * 3601000001 * 7) AS ts,
        CASE WHEN i % 5 <> 0 THEN make_timestamp((i - 100) * 3601000001)::TIMESTAMPTZ END AS tz,
        CASE WHEN i % 7 <> 0 THEN ('f79c3e09-677c-4bbd-a479-3f349cb785' || (10 + i % 20))::UUID END AS u,
        unhex(substr('00ff10', 1, 2 * (1 + i % 3)::INTEGER)) AS bin,
        TIME '00:00:00' + to_minutes(i) AS t,
        CASE i % 5 WHEN 0 THEN 'nan' WHEN 1 THEN '-0.0' WHEN 2 THEN '0.0' WHEN 3 THEN '-inf' END::DOUBLE AS d,
        CASE WHEN i % 3 <> 0 THEN i % 2 = 0 END AS b,
        {'in''ner': 'v' || i % 4} AS s
      FROM range(0, 200) r(i)
      """;

  private final Workbench bench = new Workbench();

  @AfterAll
  void close() {
    bench.close();
  }

  private static PartitionSpec.Builder spec() {
    return PartitionSpec.builderFor(SCHEMA);
  }

  static Stream<Arguments> specs() {
    List<Arguments> all = new ArrayList<>();
    Stream.of(
            spec().identity("text").build(),
            spec().identity("d").identity("b").build(),
            spec().identity("day").identity("bin").build(),
            spec().identity("dec").build(),
            spec().identity("t").identity("u").build(),
            spec().year("ts").build(),
            spec().month("day").year("tz").build(),
            spec().day("ts").build(),
            spec().hour("tz").build(),
            spec().day("tz").bucket("id", 3).build(),
            spec().truncate("id", 10).truncate("n", 7).build(),
            spec().truncate("text", 2).truncate("dec", 50).truncate("bin", 1).build(),
            spec().bucket("id", 16).bucket("n", 3).build(),
            spec().bucket("text", 5).build(),
            spec().bucket("dec", 5).build(),
            spec().bucket("day", 5).bucket("t", 2).build(),
            spec().bucket("ts", 5).bucket("tz", 3).build(),
            spec().bucket("u", 5).bucket("bin", 3).build(),
            spec().alwaysNull("id").truncate("s.in'ner", 2).build())
        .forEach(spec -> all.add(Arguments.of(2 + all.size() % 2, spec)));
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("specs")
  void everyRowLiesInItsPartition(int version, PartitionSpec spec) throws Exception {
    Table table = bench.table(version, SCHEMA, spec);
    bench.append(table, ROWS);
    assertThat(bench.readersAgree(table)).hasSize(200);
    var key = new PartitionKey(table.spec(), table.schema());
    var wrapper = new InternalRecordWrapper(table.schema().asStruct());
    for (DataFile file : Workbench.dataFiles(table)) {
      try (var rows =
          Parquet.read(table.io().newInputFile(file.location()))
              .project(table.schema())
              .createReaderFunc(schema -> GenericParquetReaders.buildReader(table.schema(), schema))
              .<org.apache.iceberg.data.Record>build()) {
        for (var row : rows) {
          key.partition(wrapper.wrap(row));
          for (int i = 0; i < table.spec().fields().size(); i++) {
            assertThat(file.partition().get(i, Object.class)).isEqualTo(key.get(i, Object.class));
          }
        }
      }
    }
    assertThat(Workbench.dataFiles(table))
        .allSatisfy(file -> assertThat(file.location()).doesNotContain("*"));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void prunedReadsFindEveryMatchingRow(int version) throws Exception {
    Table table =
        bench.table(version, SCHEMA, spec().truncate("id", 1000).bucket("text", 3).build());
    bench.append(table, ROWS);
    var filter = Expressions.and(Expressions.greaterThan("id", -500L), Expressions.notNull("text"));
    long expected = 0;
    try (var rows = IcebergGenerics.read(table).where(filter).build()) {
      for (var row : rows) {
        assertThat(row).isNotNull();
        expected++;
      }
    }
    try (var scan =
        bench.reader.scan(bench.connection(), table, ScanRequest.everything().where(filter))) {
      assertThat(
              bench.one(
                  "SELECT count(*) FROM " + scan.sql() + " WHERE id > -500 AND text IS NOT NULL"))
          .isEqualTo(expected + ";");
    }
  }

  @Test
  void rowsOfOnePartitionNeedNoSorting() {
    var table = bench.table(2, SCHEMA, PartitionSpec.builderFor(SCHEMA).day("ts").build());
    var request =
        WriteRequest.of("SELECT make_timestamp(i * 1000000) AS ts FROM range(86400) r(i)")
            .giving(List.of("ts"))
            .inOnePartition(true);
    var files =
        bench.writer.write(bench.connection(), table, request, bench.writer.stagingFolder(table));
    assertThat(files).hasSize(1);
    assertThat(files.getFirst().partition().get(0, Integer.class)).isZero();
  }

  @Test
  void rowsThatOnlySeemToLieInOnePartitionAreRefused() {
    var table = bench.table(2, SCHEMA, PartitionSpec.builderFor(SCHEMA).day("ts").build());
    var request =
        WriteRequest.of("SELECT make_timestamp(i * 1000000) AS ts FROM range(86401) r(i)")
            .inOnePartition(true);
    assertThatThrownBy(
            () ->
                bench.writer.write(
                    bench.connection(), table, request, bench.writer.stagingFolder(table)))
        .isInstanceOf(DuckDbException.class)
        .hasMessageContaining("lie in several");
  }
}
