package dev.prunella.local.duckdb;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class ContentHashTest {

  @Property(tries = 40, shrinking = ShrinkingMode.OFF)
  void enginesHashIsThatOfThePlainModel(@ForAll long seed) throws Exception {
    var random = new RandomRows(seed);
    try (var bench = new Workbench()) {
      Table table = bench.table(3, random.schema());
      var rows = random.rows(table.schema(), 40);
      write(table, rows.subList(0, 25));
      write(table, rows.subList(25, 40));
      var expected = RowTextModel.hash(table.schema(), rows);
      assertThat(hash(bench, table)).isEqualTo(expected);

      // Other files, another order, one thread.
      Table other = bench.table(3, table.schema(), PartitionSpec.unpartitioned());
      var shuffled = new ArrayList<>(rows);
      Collections.shuffle(shuffled, new Random(seed));
      write(other, shuffled);
      bench.run("SET threads = 1");
      assertThat(hash(bench, other)).isEqualTo(expected);
      // A row less, a row twice.
      write(other, rows.subList(0, 1));
      assertThat(hash(bench, other)).isNotEqualTo(expected);
      shuffled.add(rows.getFirst());
      assertThat(hash(bench, other)).isEqualTo(RowTextModel.hash(table.schema(), shuffled));
    }
  }

  @Test
  void formatIsKeptForever() throws SQLException {
    // Computed elsewhere from the format's description. Attestations rest on them: a change is
    // another format, with another first line.
    try (var bench = new Workbench()) {
      var schema =
          new Schema(
              optional(1, "id", Types.LongType.get()),
              optional(2, "name", Types.StringType.get()),
              optional(3, "amount", Types.DecimalType.of(9, 2)));
      var rows = "(VALUES (1, 'a', 0.05::DECIMAL(9,2)), (2, NULL, -1.50)) t(id, name, amount)";
      assertThat(ContentHash.of(bench.connection(), "(SELECT * FROM " + rows + ")", schema))
          .hasToString("2:1f0dcf4923d7fc6d0ba011b45629a0f6");
      assertThat(
              ContentHash.of(
                  bench.connection(), "(SELECT * FROM " + rows + " WHERE id > 9)", schema))
          .hasToString("0:852631798b13c93bdcbe64bb7171a5cb")
          .isEqualTo(ContentHash.ofNoRows(schema));
      assertThat(ContentHash.number("prunella").toString(16))
          .isEqualTo("6cc3478200ae3d32ec1a15e4ac0da46d");
    }
  }

  @Test
  void differentContentsDiffer() throws SQLException {
    try (var bench = new Workbench()) {
      var hashes = new ArrayList<String>();
      for (var value :
          List.of("NULL", "''", "'n'", "' '", "'a'", "'A'", "'ä'", "chr(228)||''", "chr(0)")) {
        hashes.add(one(bench, Types.StringType.get(), "(SELECT " + value + " AS v)"));
      }
      // 'ä' and chr(228) are the same text.
      assertThat(hashes).hasSize(9).satisfies(h -> assertThat(h.get(6)).isEqualTo(h.get(7)));
      assertThat(hashes.stream().distinct()).hasSize(8);
      // Twice is not never, and an empty table is not a row of nothing.
      assertThat(one(bench, Types.IntegerType.get(), "(SELECT 1 v UNION ALL SELECT 1)"))
          .isNotEqualTo(one(bench, Types.IntegerType.get(), "(SELECT 1 v WHERE false)"));
      // Types and names are part of it.
      assertThat(one(bench, Types.IntegerType.get(), "(SELECT 1 v)"))
          .isNotEqualTo(one(bench, Types.LongType.get(), "(SELECT 1 v)"));
      assertThat(
              ContentHash.of(bench.connection(), "(SELECT 1 w)", schema("w", Types.LongType.get())))
          .isNotEqualTo(
              ContentHash.of(
                  bench.connection(), "(SELECT 1 v)", schema("v", Types.LongType.get())));
    }
  }

  @Test
  void zerosAreOneAndSoAreTheNans() throws SQLException {
    try (var bench = new Workbench()) {
      var type = Types.DoubleType.get();
      assertThat(one(bench, type, "(SELECT '-0.0'::DOUBLE v)"))
          .isEqualTo(one(bench, type, "(SELECT 0.0::DOUBLE v)"));
      assertThat(one(bench, type, "(SELECT 'nan'::DOUBLE v)"))
          .isEqualTo(one(bench, type, "(SELECT -('nan'::DOUBLE) v)"))
          .isNotEqualTo(one(bench, type, "(SELECT NULL::DOUBLE v)"));
    }
  }

  @Test
  void valuesThatDuckDbCallsInfiniteAreNotNull() throws SQLException {
    try (var bench = new Workbench()) {
      for (var type :
          List.of(
              Types.TimestampType.withoutZone(),
              Types.TimestampType.withZone(),
              Types.TimestampNanoType.withoutZone(),
              Types.DateType.get())) {
        var name = DuckDbTypes.of(type);
        var hashes = new ArrayList<String>();
        for (var value : List.of("'infinity'", "'-infinity'", "NULL", "'2026-01-01'")) {
          hashes.add(one(bench, type, "(SELECT CAST(" + value + " AS " + name + ") v)"));
        }
        assertThat(hashes).as(name).doesNotHaveDuplicates();
      }
    }
  }

  private static String one(Workbench bench, Type type, String source) {
    return ContentHash.of(bench.connection(), source, schema("v", type)).toString();
  }

  private static Schema schema(String name, Type type) {
    return new Schema(optional(1, name, type));
  }

  private static ContentHash hash(Workbench bench, Table table) {
    try (var scan = bench.reader.scan(bench.connection(), table, ScanRequest.everything())) {
      return ContentHash.of(bench.connection(), scan);
    }
  }

  private static void write(Table table, List<Record> rows) throws IOException {
    var out =
        table.io().newOutputFile(table.location() + "/data/" + UUID.randomUUID() + ".parquet");
    var writer =
        Parquet.writeData(out)
            .forTable(table)
            .createWriterFunc(GenericParquetWriter::create)
            .overwrite()
            .<Record>build();
    try (writer) {
      rows.forEach(writer::write);
    }
    table.newAppend().appendFile(writer.toDataFile()).commit();
  }
}
