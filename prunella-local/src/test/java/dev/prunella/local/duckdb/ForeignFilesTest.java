package dev.prunella.local.duckdb;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.apache.iceberg.mapping.MappingUtil;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that others wrote, files elsewhere, files that are gone or broken. */
class ForeignFilesTest {
  private static final Schema SCHEMA =
      new Schema(
          optional(1, "id", Types.LongType.get()),
          optional(2, "p", Types.StringType.get()),
          optional(3, "fixed", Types.FixedType.ofLength(3)),
          optional(4, "u", Types.UUIDType.get()));

  private final Workbench bench = new Workbench();

  @AfterEach
  void close() {
    bench.close();
  }

  private static DataFile generic(Table table, String location, long id) throws Exception {
    var writer =
        Parquet.writeData(table.io().newOutputFile(location))
            .schema(table.schema())
            .withSpec(PartitionSpec.unpartitioned())
            .createWriterFunc(GenericParquetWriter::create)
            .overwrite()
            .<Record>build();
    try (writer) {
      var row = GenericRecord.create(table.schema());
      row.setField("id", id);
      row.setField("p", "in file");
      row.setField("fixed", new byte[] {1, 2, (byte) id});
      row.setField("u", new java.util.UUID(id, -id));
      writer.write(row);
    }
    return writer.toDataFile();
  }

  @Test
  void namesThatLookLikePatternsOrPartitionsReadOneFileEach() throws Exception {
    Table table = bench.table(2, SCHEMA);
    String base = table.location() + "/data/p=out/";
    var append = table.newAppend();
    append.appendFile(generic(table, base + "a*.parquet", 1));
    append.appendFile(generic(table, base + "a?[b]'x'.parquet", 2));
    append.appendFile(generic(table, base + "ab.parquet", 3));
    append.appendFile(generic(table, "file:" + base + "id=9 é.parquet", 4));
    append.commit();
    assertThat(bench.readersAgree(table)).hasSize(4).allMatch(row -> row.contains("in file"));
  }

  @Test
  void filesWithoutFieldIdsAreReadByTheNameMapping() throws Exception {
    Table table =
        bench.table(
            2,
            new Schema(
                optional(1, "id", Types.LongType.get()),
                optional(2, "name", Types.StringType.get())));
    table
        .updateProperties()
        .set(
            "schema.name-mapping.default",
            NameMappingParser.toJson(MappingUtil.create(table.schema())))
        .commit();
    Path file = bench.folder.resolve("plain.parquet");
    bench.run("COPY (SELECT 'x' AS name, 5::INTEGER AS id) TO '" + file + "' (FORMAT parquet)");
    table
        .newAppend()
        .appendFile(
            DataFiles.builder(table.spec())
                .withPath(file.toString())
                .withFormat(FileFormat.PARQUET)
                .withFileSizeInBytes(Files.size(file))
                .withRecordCount(1)
                .build())
        .commit();
    table.updateSchema().renameColumn("name", "label").commit();
    // Iceberg's generic reader leaves the mapping out and goes by position, so it is no judge here.
    try (var scan = bench.reader.scan(bench.connection(), table, ScanRequest.everything())) {
      assertThat(Canonical.duckDb(bench.connection(), scan)).containsExactly("{5,1:x}");
    }
  }

  @Test
  void identityPartitionValuesFillColumnsThatAFileLacks() throws Exception {
    var schema =
        new Schema(
            optional(1, "id", Types.LongType.get()), optional(2, "day", Types.DateType.get()));
    Table table = bench.table(2, schema, PartitionSpec.builderFor(schema).identity("day").build());
    Path file = bench.folder.resolve("hive.parquet");
    bench.run(
        "COPY (SELECT 5::BIGINT AS id) TO '" + file + "' (FORMAT parquet, FIELD_IDS {id: 1})");
    table
        .newAppend()
        .appendFile(
            DataFiles.builder(table.spec())
                .withPath(file.toString())
                .withFormat(FileFormat.PARQUET)
                .withFileSizeInBytes(Files.size(file))
                .withRecordCount(1)
                .withPartitionPath("day=2020-01-02")
                .build())
        .commit();
    assertThat(bench.readersAgree(table)).containsExactly("{5,18263}");
  }

  @Test
  void filesThatAreNotLocalAreWrittenAndReadThroughTheTablesFileIo() throws Exception {
    var io = new InMemoryFileIO();
    Table table =
        LocalTable.create(
            io,
            "mem://bucket/t",
            3,
            new Schema(optional(1, "id", Types.LongType.get())),
            PartitionSpec.unpartitioned());
    bench.append(table, "SELECT * FROM range(10) r(id)");
    bench.append(table, "SELECT * FROM range(10, 30) r(id)");
    Workbench.deletePositions(
        table, java.util.Map.of(Workbench.dataFiles(table).getFirst(), List.of(0L)));
    assertThat(bench.readersAgree(table)).hasSize(29);
    assertThat(bench.readersAgree(table)).hasSize(29);
    try (var files = Files.list(bench.folder.resolve("cache"))) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void theCacheStaysWithinItsBound() throws Exception {
    var io = new InMemoryFileIO();
    Table table =
        LocalTable.create(
            io,
            "mem://bucket/t",
            2,
            new Schema(optional(1, "x", Types.StringType.get())),
            PartitionSpec.unpartitioned());
    bench.append(table, "SELECT uuid()::VARCHAR AS x FROM range(1000)");
    long first = table.currentSnapshot().snapshotId();
    bench.append(table, "SELECT uuid()::VARCHAR AS x FROM range(1000)");
    long size = Workbench.dataFiles(table).getFirst().fileSizeInBytes();
    Path cache = bench.folder.resolve("small");
    var reader =
        new TableReader(
            new LocalFiles(
                cache, size + size / 2, Clock.systemUTC(), Workbench.places(bench.folder)),
            new FileSchemas(10));
    reader.scan(bench.connection(), table, ScanRequest.everything().at(first)).close();
    assertThatThrownBy(() -> reader.scan(bench.connection(), table, ScanRequest.everything()))
        .hasMessageContaining("Next: narrow the query");
    try (var files = Files.list(cache)) {
      assertThat(files.mapToLong(path -> path.toFile().length()).sum())
          .isLessThanOrEqualTo(size + size / 2);
    }
  }

  @Test
  void aMissingFileIsNamedWithItsTableAndSnapshot() throws Exception {
    Table table = bench.table(2, SCHEMA);
    DataFile file = generic(table, table.location() + "/data/a.parquet", 1);
    table.newAppend().appendFile(file).commit();
    Files.delete(Path.of(file.location()));
    assertThatThrownBy(() -> bench.reader.scan(bench.connection(), table, ScanRequest.everything()))
        .isInstanceOf(DuckDbException.class)
        .hasMessageContaining("db.t2 at snapshot " + table.currentSnapshot().snapshotId())
        .hasMessageContaining(file.location() + " is missing. Next: restore it");
  }

  @Test
  void aFileOutsideOfTheWarehouseIsNotRead(@TempDir Path elsewhere) throws Exception {
    Table table = bench.table(2, SCHEMA);
    DataFile secret = generic(table, elsewhere.resolve("secret.parquet").toString(), 1);
    table.newAppend().appendFile(secret).commit();
    assertThatThrownBy(() -> bench.reader.scan(bench.connection(), table, ScanRequest.everything()))
        .isInstanceOf(DuckDbException.class)
        .hasMessageContaining(
            "data file "
                + secret.location()
                + " lies outside of this lake, whose files lie below "
                + bench.folder)
        .hasMessageContaining("Next: roll the table back");
  }

  @Test
  void noWayAroundLeadsOutOfTheWarehouse(@TempDir Path elsewhere) throws Exception {
    var places = new DataPlaces(List.of("/lake/warehouse/", "s3://bucket/lake"));
    assertThat(
            List.of(
                "/lake/warehouse/a.parquet",
                "file:/lake/warehouse/a.parquet",
                "file:///lake/warehouse/t/../a.parquet",
                "s3://bucket/lake/a.parquet",
                "s3a://bucket/lake/a.parquet"))
        .allMatch(places::hold);
    assertThat(
            List.of(
                "/lake/warehouse/../secret.parquet",
                "file:/lake/warehouse-of-others/a.parquet",
                "file://lake/warehouse/a.parquet",
                "/etc/a.parquet",
                "s3://bucket/lake-of-others/a.parquet",
                "s3://bucket/lake/../a.parquet",
                "s3://other/lake/a.parquet",
                "mem://bucket/lake/a.parquet"))
        .noneMatch(places::hold);
    var warehouse = Files.createDirectories(elsewhere.resolve("warehouse"));
    var alias = Files.createSymbolicLink(elsewhere.resolve("alias"), warehouse);
    assertThat(new DataPlaces(List.of(alias.toString())).hold(warehouse + "/t/a.parquet")).isTrue();
    assertThat(new DataPlaces(List.of(warehouse.toString())).hold(alias + "/a.parquet")).isTrue();
    assertThat(new DataPlaces(List.of(alias.toString())).hold(elsewhere + "/a.parquet")).isFalse();
  }

  @Test
  void aDeleteFileOutsideOfTheWarehouseIsNotRead(@TempDir Path elsewhere) throws Exception {
    Table table = bench.table(2, SCHEMA);
    table.newAppend().appendFile(generic(table, table.location() + "/data/a.parquet", 1)).commit();
    var deletes =
        FileMetadata.deleteFileBuilder(table.spec())
            .ofPositionDeletes()
            .withPath(elsewhere.resolve("deletes.parquet").toString())
            .withFormat(FileFormat.PARQUET)
            .withFileSizeInBytes(10)
            .withRecordCount(1)
            .build();
    table.newRowDelta().addDeletes(deletes).commit();
    assertThatThrownBy(() -> bench.reader.scan(bench.connection(), table, ScanRequest.everything()))
        .hasMessageContaining(deletes.location() + " lies outside of this lake");
  }

  @Test
  void aBrokenFileIsNamed() throws Exception {
    Table table = bench.table(2, SCHEMA);
    DataFile file = generic(table, table.location() + "/data/a.parquet", 1);
    table.newAppend().appendFile(file).commit();
    try (var channel = Files.newByteChannel(Path.of(file.location()), StandardOpenOption.WRITE)) {
      channel.position(file.fileSizeInBytes() - 4).write(java.nio.ByteBuffer.wrap(new byte[4]));
    }
    assertThatThrownBy(() -> bench.reader.scan(bench.connection(), table, ScanRequest.everything()))
        .hasMessageContaining(
            file.location() + " cannot be read: it does not end like a Parquet file. Next:");
  }

  @Test
  void aFileOfAnotherFormatIsNamed() {
    Table table = bench.table(2, SCHEMA);
    table
        .newAppend()
        .appendFile(
            DataFiles.builder(table.spec())
                .withPath(table.location() + "/data/a.avro")
                .withFormat(FileFormat.AVRO)
                .withFileSizeInBytes(10)
                .withRecordCount(1)
                .build())
        .commit();
    assertThatThrownBy(() -> bench.reader.scan(bench.connection(), table, ScanRequest.everything()))
        .hasMessageContaining("a.avro is avro, DuckDB reads only Parquet here");
  }
}
