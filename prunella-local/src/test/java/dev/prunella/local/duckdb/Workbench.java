package dev.prunella.local.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.BaseDeleteLoader;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.deletes.BaseDVFileWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.parquet.Parquet;
import org.jspecify.annotations.Nullable;

/**
 * A pooled DuckDB, a reader and a writer over a scratch folder, and ways to delete rows as other
 * engines do.
 */
final class Workbench implements AutoCloseable {
  final Path folder;
  final LocalFiles localFiles;
  final TableReader reader;
  final TableWriter writer;
  final DuckDbPool pool;
  private final DuckDbPool.Lease lease;

  Workbench() {
    try {
      folder = Files.createTempDirectory("duckdb-test");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    localFiles =
        new LocalFiles(folder.resolve("cache"), 64 << 20, Clock.systemUTC(), places(folder));
    reader = new TableReader(localFiles, new FileSchemas(10_000));
    writer = new TableWriter(folder.resolve("upload"));
    pool =
        new DuckDbPool(
            new PoolLimits(
                3, 1, Duration.ofSeconds(10), 512L << 20, 2, folder.resolve("spill"), 1L << 30));
    lease = pool.lease();
  }

  static DataPlaces places(Path folder) {
    return new DataPlaces(List.of(folder.toString(), "mem://bucket"));
  }

  Connection connection() {
    return lease.connection();
  }

  Table table(int formatVersion, Schema schema, PartitionSpec spec) {
    return LocalTable.create(folder.resolve("t-" + UUID.randomUUID()), formatVersion, schema, spec);
  }

  Table table(int formatVersion, Schema schema) {
    return table(formatVersion, schema, PartitionSpec.unpartitioned());
  }

  List<DataFile> append(Table table, String query) {
    var files = writer.write(connection(), table, query);
    var append = table.newAppend();
    files.forEach(append::appendFile);
    append.commit();
    return files;
  }

  /** Both readers give the same rows; gives those rows. */
  List<String> readersAgree(Table table) throws SQLException, IOException {
    return readersAgree(table, null);
  }

  List<String> readersAgree(Table table, @Nullable Long snapshot) throws SQLException, IOException {
    var request = ScanRequest.everything();
    try (var scan =
        reader.scan(connection(), table, snapshot == null ? request : request.at(snapshot))) {
      List<String> expected = Canonical.iceberg(table, snapshot);
      assertThat(Canonical.duckDb(connection(), scan)).isEqualTo(expected);
      return expected;
    }
  }

  void run(String sql) throws SQLException {
    try (var statement = connection().createStatement()) {
      statement.execute(sql);
    }
  }

  String one(String sql) throws SQLException {
    try (var statement = connection().createStatement();
        var row = statement.executeQuery(sql)) {
      StringBuilder text = new StringBuilder();
      while (row.next()) {
        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
          text.append(row.getString(i)).append(i == row.getMetaData().getColumnCount() ? ";" : ",");
        }
      }
      return text.toString();
    }
  }

  /** All live data files of the current snapshot. */
  static List<DataFile> dataFiles(Table table) throws IOException {
    List<DataFile> files = new ArrayList<>();
    try (var tasks = table.newScan().includeColumnStats().planFiles()) {
      tasks.forEach(task -> files.add(task.file().copy()));
    }
    files.sort(Comparator.comparing(DataFile::location));
    return files;
  }

  /**
   * Deletes by position as the table's version has it: one delete file for all (2), or deletion
   * vectors (3).
   */
  static void deletePositions(Table table, Map<DataFile, List<Long>> positions) throws IOException {
    var delta = table.newRowDelta().validateFromSnapshot(table.currentSnapshot().snapshotId());
    if (version(table) >= 3) {
      var writer =
          new BaseDVFileWriter(
              OutputFileFactory.builderFor(table, 1, 1).format(FileFormat.PUFFIN).build(),
              previousDeletes(table));
      try (writer) {
        for (var entry : positions.entrySet()) {
          for (long position : entry.getValue()) {
            writer.delete(
                entry.getKey().location(),
                position,
                specOf(table, entry.getKey()),
                entry.getKey().partition());
          }
        }
      }
      writer.result().deleteFiles().forEach(delta::addDeletes);
      writer.result().rewrittenDeleteFiles().forEach(delta::removeDeletes);
    } else {
      var first = positions.keySet().iterator().next();
      var out =
          table
              .io()
              .newOutputFile(table.location() + "/data/" + UUID.randomUUID() + "-pos.parquet");
      var builder = Parquet.writeDeletes(out).withSpec(specOf(table, first)).overwrite();
      if (specOf(table, first).isPartitioned()) {
        builder = builder.withPartition(first.partition());
      }
      var writer = builder.<Record>buildPositionWriter();
      try (writer) {
        List<DataFile> files =
            positions.keySet().stream().sorted(Comparator.comparing(DataFile::location)).toList();
        for (DataFile file : files) {
          for (long position : positions.getOrDefault(file, List.of()).stream().sorted().toList()) {
            writer.write(PositionDelete.<Record>create().set(file.location(), position));
          }
        }
      }
      delta.addDeletes(writer.toDeleteFile());
    }
    delta.commit();
  }

  /** Version 3 has one deletion vector for each file, so a new one takes the old one in. */
  private static java.util.function.Function<String, PositionDeleteIndex> previousDeletes(
      Table table) throws IOException {
    Map<String, PositionDeleteIndex> previous = new HashMap<>();
    var loader = new BaseDeleteLoader(file -> table.io().newInputFile(file.location()));
    try (var tasks = table.newScan().planFiles()) {
      for (var task : tasks) {
        var positional = task.deletes().stream().filter(EqualityDeletes::isPositional).toList();
        if (!positional.isEmpty()) {
          String location = task.file().location();
          previous.put(location, loader.loadPositionDeletes(positional, location));
        }
      }
    }
    return location -> previous.getOrDefault(location, PositionDeleteIndex.empty());
  }

  /** Deletes all rows whose named columns equal one of the given tuples. */
  static void deleteWhereEqual(
      Table table,
      @Nullable StructLike partition,
      List<String> columns,
      Collection<? extends List<?>> tuples)
      throws IOException {
    Schema keys = table.schema().select(columns);
    List<Record> records = new ArrayList<>();
    for (List<?> tuple : tuples) {
      Record record = GenericRecord.create(keys);
      for (int i = 0; i < columns.size(); i++) {
        record.setField(columns.get(i), tuple.get(i));
      }
      records.add(record);
    }
    deleteWhereEqual(table, partition, columns, keys, records);
  }

  static void deleteWhereEqual(
      Table table,
      @Nullable StructLike partition,
      List<String> columns,
      Schema keys,
      List<Record> records)
      throws IOException {
    var out =
        table.io().newOutputFile(table.location() + "/data/" + UUID.randomUUID() + "-eq.parquet");
    int[] ids =
        columns.stream().mapToInt(name -> table.schema().findField(name).fieldId()).toArray();
    var builder =
        Parquet.writeDeletes(out)
            .forTable(table)
            .rowSchema(keys)
            .createWriterFunc(GenericParquetWriter::create)
            .overwrite()
            .equalityFieldIds(ids);
    if (partition != null) {
      builder = builder.withPartition(partition);
    }
    var writer = builder.<Record>buildEqualityWriter();
    try (writer) {
      records.forEach(writer::write);
    }
    table.newRowDelta().addDeletes(writer.toDeleteFile()).commit();
  }

  private static PartitionSpec specOf(Table table, DataFile file) {
    return java.util.Objects.requireNonNull(table.specs().get(file.specId()));
  }

  static int version(Table table) {
    return ((org.apache.iceberg.HasTableOperations) table).operations().current().formatVersion();
  }

  @Override
  public void close() {
    lease.close();
    pool.close();
    try (var walk = Files.walk(folder)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
