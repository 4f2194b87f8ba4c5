package dev.prunella.local.duckdb;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files written before a schema change are read as the schema is now, by both readers alike. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SchemaEvolutionTest {
  private static final Schema SCHEMA =
      new Schema(
          required(1, "id", Types.LongType.get()),
          optional(2, "name", Types.StringType.get()),
          optional(3, "amount", Types.DecimalType.of(9, 2)),
          optional(4, "small", Types.IntegerType.get()),
          optional(5, "ratio", Types.FloatType.get()),
          optional(
              6,
              "addr",
              Types.StructType.of(
                  optional(7, "city", Types.StringType.get()),
                  optional(8, "zip", Types.IntegerType.get()))),
          optional(
              9,
              "lines",
              Types.ListType.ofOptional(
                  10,
                  Types.StructType.of(
                      optional(11, "sku", Types.StringType.get()),
                      optional(12, "qty", Types.IntegerType.get())))),
          optional(
              13,
              "props",
              Types.MapType.ofOptional(
                  14,
                  15,
                  Types.StringType.get(),
                  Types.StructType.of(optional(16, "v", Types.IntegerType.get())))));

  private static final String ROWS =
      """
      SELECT i AS id, CASE WHEN i %% 5 <> 0 THEN 'n' || i END AS name, i * 1.25 AS amount, i AS small, i / 3.0 AS ratio,
        CASE WHEN i %% 4 <> 0 THEN {'city': 'c' || i, 'zip': CASE WHEN i %% 3 <> 0 THEN i END} END AS addr,
        CASE WHEN i %% 3 <> 0 THEN [{'sku': 's' || i, 'qty': i}, NULL, {'sku': NULL, 'qty': 2}] END AS lines,
        CASE WHEN i %% 2 <> 0 THEN MAP {'k' || i: {'v': i}, 'z': NULL} END AS props
      FROM range(%d, %d) r(i)
      """;

  private final Workbench bench = new Workbench();
  private Table table = bench.table(2, SCHEMA);

  @AfterAll
  void close() {
    bench.close();
  }

  private void start(int version) {
    table = bench.table(version, SCHEMA);
    bench.append(table, ROWS.formatted(0, 50));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void renamedAddedWidenedAndNestedColumnsAreFoundByTheirIds(int version) throws Exception {
    start(version);
    table
        .updateSchema()
        .renameColumn("name", "label")
        .addColumn("extra", Types.IntegerType.get())
        .updateColumn("small", Types.LongType.get())
        .updateColumn("ratio", Types.DoubleType.get())
        .updateColumn("amount", Types.DecimalType.of(38, 2))
        .renameColumn("addr.city", "town")
        .updateColumn("addr.zip", Types.LongType.get())
        .addColumn("addr", "country", Types.StringType.get())
        .renameColumn("lines.sku", "article")
        .addColumn("lines", "note", Types.StringType.get())
        .renameColumn("props.v", "value2")
        .moveFirst("extra")
        .commit();
    assertThat(bench.readersAgree(table)).hasSize(50);
    bench.append(
        table,
        "SELECT 7 AS extra, 100 AS id, 'x' AS label, {'zip': 5, 'town': 't', 'country': 'NL'} AS addr, 5000000000 AS small,"
            + " [{'article': 'a', 'qty': 1, 'note': 'n'}] AS lines");
    assertThat(bench.readersAgree(table)).hasSize(51);
    try (var scan = bench.reader.scan(bench.connection(), table, ScanRequest.everything())) {
      assertThat(bench.one("SELECT sum(small), count(addr.town), max(label) FROM " + scan.sql()))
          .isEqualTo("5000001225,38,x;");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void aColumnAddedAgainUnderTheNameOfADroppedOneStartsEmpty(int version) throws Exception {
    start(version);
    table.updateSchema().deleteColumn("name").commit();
    table.updateSchema().addColumn("name", Types.StringType.get()).commit();
    bench.append(table, "SELECT 200 AS id, 'new' AS name");
    bench.readersAgree(table);
    try (var scan = bench.reader.scan(bench.connection(), table, ScanRequest.everything())) {
      assertThat(bench.one("SELECT count(*), count(name) FROM " + scan.sql())).isEqualTo("51,1;");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void swappedNamesSwapNoValues(int version) throws Exception {
    table =
        bench.table(
            version,
            new Schema(
                optional(1, "a", Types.IntegerType.get()),
                optional(2, "b", Types.IntegerType.get())));
    bench.append(table, "SELECT 1 AS a, 2 AS b");
    table.updateSchema().renameColumn("a", "tmp").commit();
    table.updateSchema().renameColumn("b", "a").commit();
    table.updateSchema().renameColumn("tmp", "b").commit();
    bench.append(table, "SELECT 1 AS a, 2 AS b");
    bench.readersAgree(table);
    try (var scan = bench.reader.scan(bench.connection(), table, ScanRequest.everything())) {
      assertThat(bench.one("SELECT a, b FROM " + scan.sql() + " ORDER BY a")).isEqualTo("1,2;2,1;");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void anEarlierSnapshotIsReadWithItsOwnSchema(int version) throws Exception {
    start(version);
    long before = table.currentSnapshot().snapshotId();
    table.updateSchema().renameColumn("name", "label").deleteColumn("small").commit();
    bench.append(table, "SELECT 300 AS id, 'x' AS label");
    assertThat(bench.readersAgree(table, before)).hasSize(50);
    assertThat(bench.readersAgree(table)).hasSize(51);
  }

  @ParameterizedTest
  @ValueSource(ints = {3})
  void initialDefaultsOfEveryTypeFillOldFiles(int version) throws Exception {
    start(version);
    table
        .updateSchema()
        .addColumn("d_int", Types.IntegerType.get(), Literal.of(-7))
        .addColumn("d_long", Types.LongType.get(), Literal.of(Long.MIN_VALUE))
        .addColumn("d_double", Types.DoubleType.get(), Literal.of(-0.5))
        .addColumn("d_float", Types.FloatType.get(), Literal.of(1.5f))
        .addColumn("d_bool", Types.BooleanType.get(), Literal.of(true))
        .addColumn("d_text", Types.StringType.get(), Literal.of("it's \"q\""))
        .addColumn(
            "d_dec",
            Types.DecimalType.of(9, 3),
            Literal.of("-1.250").to(Types.DecimalType.of(9, 3)))
        .addColumn(
            "d_date", Types.DateType.get(), Literal.of("1960-02-29").to(Types.DateType.get()))
        .addColumn(
            "d_time", Types.TimeType.get(), Literal.of("10:11:12.000013").to(Types.TimeType.get()))
        .addColumn(
            "d_ts",
            Types.TimestampType.withoutZone(),
            Literal.of("1960-01-01T00:00:00.000001").to(Types.TimestampType.withoutZone()))
        .addColumn(
            "d_tz",
            Types.TimestampType.withZone(),
            Literal.of("1960-01-01T00:00:00.000001+02:00").to(Types.TimestampType.withZone()))
        .addColumn(
            "d_uuid",
            Types.UUIDType.get(),
            Literal.of("f79c3e09-677c-4bbd-a479-3f349cb785e7").to(Types.UUIDType.get()))
        .addColumn(
            "d_bin",
            Types.BinaryType.get(),
            Literal.of(java.nio.ByteBuffer.wrap(new byte[] {0, -1})))
        .addColumn("addr", "land", Types.StringType.get(), "doc", Literal.of("NL"))
        .commit();
    assertThat(bench.readersAgree(table)).hasSize(50);
    bench.append(table, "SELECT 400 AS id, NULL AS d_text");
    bench.readersAgree(table);
    try (var scan = bench.reader.scan(bench.connection(), table, ScanRequest.everything())) {
      assertThat(
              bench.one(
                  "SELECT d_text, d_int, count(*) FROM " + scan.sql() + " GROUP BY ALL ORDER BY 3"))
          .isEqualTo("null,-7,1;it's \"q\",-7,50;");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void aProjectionReadsOnlyTheNamedColumns(int version) throws Exception {
    start(version);
    var request = ScanRequest.everything().select(java.util.List.of("ratio", "id"));
    try (var scan = bench.reader.scan(bench.connection(), table, request)) {
      assertThat(scan.schema().columns())
          .extracting(Types.NestedField::name)
          .containsExactly("ratio", "id");
      assertThat(bench.one("SELECT count(*), sum(id) FROM " + scan.sql())).isEqualTo("50,1225;");
    }
  }
}
