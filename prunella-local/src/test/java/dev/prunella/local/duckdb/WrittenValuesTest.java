package dev.prunella.local.duckdb;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What DuckDB writes is what Iceberg reads, down to the last bit, and its statistics never hide a
 * row.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WrittenValuesTest {
  private final Workbench bench = new Workbench();

  @AfterAll
  void close() {
    bench.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void valuesAtTheEdgesSurvive(int version) throws Exception {
    var schema =
        new Schema(
            optional(1, "l", Types.LongType.get()),
            optional(2, "d", Types.DoubleType.get()),
            optional(3, "f", Types.FloatType.get()),
            optional(4, "big", Types.DecimalType.of(38, 10)),
            optional(5, "ts", Types.TimestampType.withoutZone()),
            optional(6, "tz", Types.TimestampType.withZone()),
            optional(7, "day", Types.DateType.get()),
            optional(8, "t", Types.TimeType.get()),
            optional(9, "s", Types.StringType.get()),
            optional(10, "u", Types.UUIDType.get()),
            optional(11, "b", Types.BinaryType.get()),
            optional(12, "nothing", Types.StringType.get()));
    Table table = bench.table(version, schema);
    bench.append(
        table,
        """
        SELECT * FROM (VALUES
          (-9223372036854775808, 'nan'::DOUBLE, 'nan'::FLOAT, '-9999999999999999999999999999.9999999999'::DECIMAL(38,10), TIMESTAMP '0001-01-01 00:00:00.000001',
           TIMESTAMPTZ '1960-02-29 23:59:59.999999+00', DATE '0001-01-01', TIME '00:00:00', '', '00000000-0000-0000-0000-000000000000'::UUID, ''::BLOB),
          (9223372036854775807, '-0.0'::DOUBLE, '-0.0'::FLOAT, '9999999999999999999999999999.9999999999'::DECIMAL(38,10), TIMESTAMP '9999-12-31 23:59:59.999999',
           TIMESTAMPTZ '2038-01-19 03:14:08+02', DATE '9999-12-31', TIME '23:59:59.999999', 'ünï😀' || repeat('z', 40), 'ffffffff-ffff-ffff-ffff-ffffffffffff'::UUID, '\\x00\\xFF'::BLOB),
          (0, 'inf'::DOUBLE, '-inf'::FLOAT, 0.0000000001::DECIMAL(38,10), TIMESTAMP '1969-12-31 23:59:59.999999', TIMESTAMPTZ '1969-12-31 23:59:59.999999+00',
           DATE '1969-12-31', TIME '12:00:00.000001', repeat('é', 30), '80000000-0000-0000-0000-000000000000'::UUID, '\\xFF\\xFF'::BLOB),
          (NULL, '0.0'::DOUBLE, '1.4e-45'::FLOAT, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
        ) v(l, d, f, big, ts, tz, "day", t, s, u, b)
        """);
    assertThat(bench.readersAgree(table)).hasSize(4);
    DataFile file = Workbench.dataFiles(table).getFirst();
    assertThat(file.recordCount()).isEqualTo(4);
    assertThat(file.nullValueCounts()).containsEntry(1, 1L).containsEntry(12, 4L);
    assertThat(file.columnSizes()).containsKey(9);
  }

  @Test
  void nanosecondsKeepTheirNanoseconds() throws Exception {
    var schema =
        new Schema(
            optional(1, "ns", Types.TimestampNanoType.withoutZone()),
            optional(2, "nz", Types.TimestampNanoType.withZone()));
    Table table = bench.table(3, schema);
    bench.append(
        table,
        "SELECT make_timestamp_ns(i * 1234567890123) AS ns, make_timestamp_ns(i * 987654321987 - 1)::TIMESTAMPTZ_NS AS nz FROM range(-5, 5) r(i)");
    assertThat(bench.readersAgree(table)).hasSize(10).contains("{0,-1}");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void namesMayBeAnything(int version) throws Exception {
    var schema =
        new Schema(
            required(1, "select", Types.IntegerType.get()),
            optional(2, "it's \"quoted\"", Types.StringType.get()),
            optional(3, "ünï 😀 name", Types.StringType.get()),
            optional(4, "a.b", Types.StringType.get()),
            optional(
                5,
                "group",
                Types.StructType.of(
                    optional(6, "from", Types.IntegerType.get()),
                    optional(
                        7,
                        "it's, \"x\": 1",
                        Types.ListType.ofOptional(8, Types.StringType.get())))),
            optional(9, "filename", Types.StringType.get()),
            optional(10, "prunella_partition", Types.StringType.get()),
            optional(
                11,
                "element",
                Types.MapType.ofOptional(12, 13, Types.StringType.get(), Types.StringType.get())));
    Table table = bench.table(version, schema);
    bench.append(
        table,
        """
        SELECT 1 AS "select", 'x' AS "it's ""quoted""\", 'y' AS "ünï 😀 name", 'z' AS "a.b",
          {'from': 1, 'it''s, "x": 1': ['l', NULL]} AS "group", 'f' AS filename, 'p' AS prunella_partition, MAP {'key': 'value'} AS element
        """);
    table
        .updateSchema()
        .renameColumn("select", "order")
        .renameColumn("group.from", "to\\'")
        .commit();
    assertThat(bench.readersAgree(table)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void anEmptyTableHasItsColumns(int version) throws Exception {
    Table table =
        bench.table(
            version,
            new Schema(
                optional(1, "id", Types.LongType.get()),
                optional(2, "s", Types.StructType.of(optional(3, "x", Types.IntegerType.get())))));
    assertThat(bench.readersAgree(table)).isEmpty();
    try (var scan = bench.reader.scan(bench.connection(), table, ScanRequest.everything())) {
      assertThat(
              bench.one("SELECT column_name, column_type FROM (DESCRIBE FROM " + scan.sql() + ")"))
          .isEqualTo("id,BIGINT;s,STRUCT(x INTEGER);");
    }
    assertThat(bench.append(table, "SELECT 1 AS id WHERE false")).isEmpty();
    assertThat(bench.readersAgree(table)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void statisticsNeverHideAMatchingRow(int version) throws Exception {
    var schema =
        new Schema(
            optional(1, "s", Types.StringType.get()),
            optional(2, "d", Types.DoubleType.get()),
            optional(3, "big", Types.DecimalType.of(38, 0)),
            optional(4, "u", Types.UUIDType.get()),
            optional(5, "b", Types.BinaryType.get()),
            optional(6, "st", Types.StructType.of(optional(7, "n", Types.IntegerType.get()))));
    Table table = bench.table(version, schema);
    bench.append(
        table,
        """
        SELECT * FROM (VALUES
          (repeat('a', 16) || 'zz', '-0.0'::DOUBLE, -5::DECIMAL(38,0), '80000000-0000-0000-0000-000000000000'::UUID, '\\xFF\\xFF\\xFF\\xFF\\xFF\\xFF\\xFF\\xFF\\xFF\\xFF\\xFF\\xFF\\xFF\\xFF\\xFF\\xFF\\xFF\\xFF'::BLOB, {'n': -1}),
          (repeat('😀', 17), 'nan'::DOUBLE, 5::DECIMAL(38,0), '7fffffff-ffff-ffff-ffff-ffffffffffff'::UUID, '\\x00'::BLOB, NULL),
          (NULL, '0.0'::DOUBLE, NULL, NULL, NULL, {'n': NULL})) v(s, d, big, u, b, st)
        """);
    List<Expression> matching =
        List.of(
            Expressions.equal("s", "a".repeat(16) + "zz"),
            Expressions.equal("s", "😀".repeat(17)),
            Expressions.greaterThan("s", "😀".repeat(16)),
            Expressions.startsWith("s", "aaa"),
            Expressions.isNull("s"),
            Expressions.equal("d", -0.0),
            Expressions.equal("d", 0.0),
            Expressions.isNaN("d"),
            Expressions.equal("big", new java.math.BigDecimal(-5)),
            Expressions.equal("big", new java.math.BigDecimal(5)),
            Expressions.equal(
                "u", java.util.UUID.fromString("80000000-0000-0000-0000-000000000000")),
            Expressions.equal(
                "u", java.util.UUID.fromString("7fffffff-ffff-ffff-ffff-ffffffffffff")),
            Expressions.equal("st.n", -1),
            Expressions.isNull("st.n"));
    for (Expression filter : matching) {
      try (var rows = IcebergGenerics.read(table).where(filter).build();
          var scan =
              bench.reader.scan(
                  bench.connection(), table, ScanRequest.everything().where(filter))) {
        assertThat(scan.files()).as("%s", filter).hasSize(1);
        // The generic reader also skips row groups by the footer, and there compares UUIDs with a
        // sign.
        if (!filter.toString().contains("\"u\"")) {
          assertThat(rows).as("generic reader: %s", filter).isNotEmpty();
        }
      }
    }
    try (var scan =
        bench.reader.scan(
            bench.connection(),
            table,
            ScanRequest.everything()
                .where(Expressions.equal("big", new java.math.BigDecimal(6))))) {
      assertThat(scan.files()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void nullsInRequiredColumnsAreCountedAndNothingIsWritten(int version) throws Exception {
    var schema =
        new Schema(
            required(1, "id", Types.LongType.get()),
            optional(2, "s", Types.StructType.of(required(3, "x", Types.IntegerType.get()))),
            optional(4, "l", Types.ListType.ofRequired(5, Types.StringType.get())));
    Table table = bench.table(version, schema);
    assertThatThrownBy(
            () ->
                bench.append(
                    table,
                    "SELECT CASE WHEN i > 2 THEN i END AS id, CASE WHEN i % 2 = 0 THEN {'x': CASE WHEN i > 4 THEN i END} END AS s, [NULL, 'a'] AS l FROM range(10) r(i)"))
        .isInstanceOf(DuckDbException.class)
        .hasMessageContaining("'id' has 3 rows with NULL in a required column")
        .hasMessageContaining("'s.x' has 3 rows")
        .hasMessageContaining("'l.element' has 10 rows")
        .hasMessageContaining("Nothing was written");
    assertThat(filesIn(Path.of(table.location()))).isEmpty();
    bench.append(table, "SELECT 1 AS id, {'x': 1} AS s, ['a'] AS l UNION ALL SELECT 2, NULL, NULL");
    assertThat(bench.readersAgree(table)).hasSize(2);
  }

  @Test
  void columnsThatDoNotFitAreAllNamed() {
    Table table =
        bench.table(
            2,
            new Schema(
                required(1, "id", Types.LongType.get()),
                optional(2, "amount", Types.IntegerType.get())));
    assertThatThrownBy(() -> bench.append(table, "SELECT 1 AS amuont, 2 AS zzzzzzzz"))
        .hasMessageContaining("required column 'id' is missing")
        .hasMessageContaining("no column 'amuont', did you mean 'amount'?")
        .hasMessageContaining("no column 'zzzzzzzz'");
    assertThatThrownBy(() -> bench.append(table, "SELECT 1 AS id, 'x' AS amount"))
        .hasMessageContaining("Could not convert string 'x' to INT32");
  }

  @Test
  void filesAreReadOnlyAndBounded() throws Exception {
    Table table = bench.table(2, new Schema(optional(1, "x", Types.StringType.get())));
    table.updateProperties().set("write.target-file-size-bytes", "200000").commit();
    var files = bench.append(table, "SELECT uuid()::VARCHAR AS x FROM range(1000000)");
    assertThat(files.size()).isGreaterThan(2);
    for (DataFile file : files) {
      assertThat(Files.getPosixFilePermissions(Path.of(file.location())))
          .doesNotContain(java.nio.file.attribute.PosixFilePermission.OWNER_WRITE);
      assertThat(file.splitOffsets()).isNotEmpty();
    }
    assertThat(files.stream().mapToLong(DataFile::recordCount).sum()).isEqualTo(1_000_000);
    assertThat(filesIn(Path.of(table.location(), "data"))).hasSameSizeAs(files);
  }

  @Test
  void aTypeThatCannotBeWrittenIsNamed() {
    Table table = bench.table(2, new Schema(optional(1, "x", Types.FixedType.ofLength(3))));
    assertThatThrownBy(() -> bench.append(table, "SELECT 'abc'::BLOB AS x"))
        .hasMessageContaining("db.t2.x: DuckDB cannot write type 'fixed[3]'");
    Table variant = bench.table(3, new Schema(optional(1, "v", Types.VariantType.get())));
    assertThatThrownBy(() -> bench.readersAgree(variant))
        .hasMessageContaining("db.t3.v: Iceberg type 'variant'");
  }

  private static List<Path> filesIn(Path folder) throws Exception {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (var walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile)
          .filter(p -> !p.toString().contains("/metadata/"))
          .toList();
    }
  }
}
