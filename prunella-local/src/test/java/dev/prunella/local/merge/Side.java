package dev.prunella.local.merge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.data.BaseDeleteLoader;
import org.apache.iceberg.data.GenericDeleteFilter;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.IdentityPartitionConverters;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.BaseDVFileWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.formats.ReadBuilder;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.util.PartitionUtil;

/**
 * A table as one branch sees it: its own metadata pointer over shared files, and the ways in which
 * writers change rows. Reads by Iceberg's generic reader only, so nothing here leans on the code
 * under test.
 */
final class Side implements TableOperations {
  static final Schema KEYED =
      new Schema(
          List.of(
              NestedField.required(1, "id", Types.LongType.get()),
              NestedField.optional(2, "grp", Types.StringType.get()),
              NestedField.optional(3, "val", Types.StringType.get())),
          Set.of(1));
  static final Schema KEYLESS = new Schema(KEYED.columns());

  private final FileIO io;
  private TableMetadata metadata;

  private Side(FileIO io, TableMetadata metadata) {
    this.io = io;
    this.metadata = metadata;
  }

  static Side create(FileIO io, Path folder, int formatVersion, Schema schema, PartitionSpec spec) {
    var properties =
        Map.of(
            "format-version",
            Integer.toString(formatVersion),
            "commit.retry.num-retries",
            "0",
            "write.parquet.compression-codec",
            "uncompressed");
    var metadata =
        TableMetadata.newTableMetadata(
            schema,
            spec,
            SortOrder.unsorted(),
            folder.resolve("t-" + UUID.randomUUID()).toString(),
            properties);
    return new Side(io, metadata).written(metadata);
  }

  static PartitionSpec byGroup(Schema schema) {
    return PartitionSpec.builderFor(schema).identity("grp").build();
  }

  /** The same table on another branch. */
  Side branch() {
    return new Side(io, metadata);
  }

  /** What a merge made, after its caller wrote the metadata file. */
  Side of(TableMetadata merged) {
    return new Side(io, merged).written(merged);
  }

  private Side written(TableMetadata next) {
    String location = metadataFileLocation(UUID.randomUUID() + ".metadata.json");
    TableMetadataParser.write(next, io.newOutputFile(location));
    metadata = TableMetadataParser.read(io.newInputFile(location));
    return this;
  }

  TableMetadata metadata() {
    return metadata;
  }

  BaseTable table() {
    return new BaseTable(this, "t");
  }

  @Override
  public TableMetadata current() {
    return metadata;
  }

  @Override
  public TableMetadata refresh() {
    return metadata;
  }

  @Override
  public void commit(TableMetadata base, TableMetadata next) {
    if (base != metadata) {
      throw new IllegalStateException("one writer at a time");
    }
    if (next != base) {
      written(next);
    }
  }

  @Override
  public FileIO io() {
    return io;
  }

  @Override
  public String metadataFileLocation(String fileName) {
    return metadata.location() + "/metadata/" + fileName;
  }

  @Override
  public LocationProvider locationProvider() {
    return LocationProviders.locationsFor(metadata.location(), metadata.properties());
  }

  // -- rows

  Record row(long id, String group, String value) {
    return row(Map.of("id", id, "grp", group, "val", value));
  }

  Record row(Map<String, Object> values) {
    Record record = GenericRecord.create(metadata.schema());
    values.forEach(record::setField);
    return record;
  }

  /** All living rows, as field id to value without nulls, in any order. */
  List<Map<Integer, Object>> rows() {
    var rows = new ArrayList<Map<Integer, Object>>();
    try (CloseableIterable<Record> records = IcebergGenerics.read(table()).build()) {
      records.forEach(record -> rows.add(byFieldId(record)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  /** The ids of all living rows, ascending; a doubled row shows twice. */
  List<Long> ids() {
    return rows().stream().map(row -> (Long) Objects.requireNonNull(row.get(1))).sorted().toList();
  }

  private Map<Integer, Object> byFieldId(Record record) {
    var row = new TreeMap<Integer, Object>();
    // Not the record's own fields: the reader adds the row position where there are deletes.
    for (NestedField field : metadata.schema().columns()) {
      Object value = record.getField(field.name());
      if (value != null) {
        row.put(
            field.fieldId(), value instanceof Integer number ? (Object) number.longValue() : value);
      }
    }
    return row;
  }

  // -- writing

  List<DataFile> write(List<Record> rows) {
    return write(rows, metadata.spec());
  }

  private List<DataFile> write(List<Record> rows, PartitionSpec spec) {
    var byPartition = new LinkedHashMap<String, List<Record>>();
    var keys = new LinkedHashMap<String, PartitionKey>();
    var wrapper = new InternalRecordWrapper(metadata.schema().asStruct());
    for (Record row : rows) {
      var key = new PartitionKey(spec, metadata.schema());
      key.partition(wrapper.wrap(row));
      byPartition.computeIfAbsent(key.toPath(), k -> new ArrayList<>()).add(row);
      keys.put(key.toPath(), key);
    }
    var writers = new GenericFileWriterFactory.Builder(table()).build();
    var files = new ArrayList<DataFile>();
    byPartition.forEach(
        (path, part) -> {
          var key = keys.get(path);
          var writer =
              writers.newDataWriter(
                  outputs(FileFormat.PARQUET).newOutputFile(spec, key), spec, key);
          try (writer) {
            part.forEach(writer::write);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          files.add(writer.toDataFile());
        });
    return files;
  }

  private OutputFileFactory outputs(FileFormat format) {
    return OutputFileFactory.builderFor(table(), 1, 1)
        .format(format)
        .operationId(UUID.randomUUID().toString())
        .build();
  }

  Side append(Record... rows) {
    var append = table().newAppend();
    write(List.of(rows)).forEach(append::appendFile);
    append.commit();
    return this;
  }

  /** Merge on read: position delete files in version 2, deletion vectors in version 3. */
  Side deletePositions(Predicate<Record> which) {
    var delta = table().newRowDelta().validateFromSnapshot(metadata.currentSnapshot().snapshotId());
    if (metadata.formatVersion() >= 3) {
      var before = new TreeMap<String, PositionDeleteIndex>();
      var writer =
          new BaseDVFileWriter(
              outputs(FileFormat.PUFFIN),
              path -> before.getOrDefault(path, PositionDeleteIndex.empty()));
      try (writer) {
        for (FileScanTask task : tasks()) {
          String path = task.file().location();
          List<DeleteFile> old =
              task.deletes().stream()
                  .filter(d -> d.content() == FileContent.POSITION_DELETES)
                  .toList();
          if (!old.isEmpty()) {
            before.put(
                path,
                new BaseDeleteLoader(d -> io.newInputFile(d.location()))
                    .loadPositionDeletes(old, path));
          }
          positions(task, which)
              .forEach(
                  position -> writer.delete(path, position, task.spec(), task.file().partition()));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      writer.result().rewrittenDeleteFiles().forEach(delta::removeDeletes);
      writer.result().deleteFiles().forEach(delta::addDeletes);
    } else {
      var writers = new GenericFileWriterFactory.Builder(table()).build();
      for (FileScanTask task : tasks()) {
        List<Long> positions = positions(task, which);
        if (!positions.isEmpty()) {
          var partition = task.file().partition();
          var writer =
              writers.newPositionDeleteWriter(
                  outputs(FileFormat.PARQUET).newOutputFile(task.spec(), partition),
                  task.spec(),
                  partition);
          try (writer) {
            PositionDelete<Record> delete = PositionDelete.create();
            positions.forEach(
                position -> writer.write(delete.set(task.file().location(), position)));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          delta.addDeletes(writer.toDeleteFile());
        }
      }
    }
    delta.commit();
    return this;
  }

  /** As streaming writers do: delete by key without reading, then write the new rows. */
  Side upsert(Record... rows) {
    var delta = table().newRowDelta();
    equalityDeletes("id", List.of(rows)).forEach(delta::addDeletes);
    write(List.of(rows)).forEach(delta::addRows);
    delta.commit();
    return this;
  }

  /** Deletes by the values of one column; the rows say in which partitions. */
  Side deleteEqual(String column, Record... rows) {
    var delta = table().newRowDelta();
    equalityDeletes(column, List.of(rows)).forEach(delta::addDeletes);
    delta.commit();
    return this;
  }

  private List<DeleteFile> equalityDeletes(String column, List<Record> rows) {
    var spec = metadata.spec();
    var field = metadata.schema().findField(column);
    var columns = new Schema(field);
    var writers =
        new GenericFileWriterFactory.Builder(table())
            .equalityFieldIds(new int[] {field.fieldId()})
            .equalityDeleteRowSchema(columns)
            .build();
    var wrapper = new InternalRecordWrapper(metadata.schema().asStruct());
    var files = new ArrayList<DeleteFile>();
    for (Record row : rows) {
      var key = new PartitionKey(spec, metadata.schema());
      key.partition(wrapper.wrap(row));
      var writer =
          writers.newEqualityDeleteWriter(
              outputs(FileFormat.PARQUET).newOutputFile(spec, key), spec, key);
      try (writer) {
        Record value = GenericRecord.create(columns);
        value.setField(column, row.getField(column));
        writer.write(value);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      files.add(writer.toDeleteFile());
    }
    return files;
  }

  /**
   * Copy on write: every file with a row that {@code change} makes another is replaced; null
   * deletes the row.
   */
  Side rewriteRows(Predicate<Record> which, Function<Record, List<Record>> change) {
    var overwrite = table().newOverwrite();
    boolean any = false;
    for (FileScanTask task : tasks()) {
      List<Record> living = living(task);
      if (living.stream().anyMatch(which)) {
        any = true;
        var rewritten = new ArrayList<Record>();
        living.forEach(row -> rewritten.addAll(which.test(row) ? change.apply(row) : List.of(row)));
        overwrite.deleteFile(task.file());
        write(rewritten).forEach(overwrite::addFile);
      }
    }
    if (any) {
      overwrite.commit();
    }
    return this;
  }

  Side update(Predicate<Record> which, UnaryOperator<Record> change) {
    return rewriteRows(which, row -> List.of(change.apply(row)));
  }

  /** Replaces files by as few as there are partitions, same rows. */
  Side compact(Predicate<DataFile> which) {
    var rewrite =
        table().newRewrite().validateFromSnapshot(metadata.currentSnapshot().snapshotId());
    var rows = new ArrayList<Record>();
    boolean any = false;
    for (FileScanTask task : tasks()) {
      if (which.test(task.file())) {
        any = true;
        rewrite.deleteFile(task.file());
        rows.addAll(living(task));
      }
    }
    if (any) {
      write(rows).forEach(rewrite::addFile);
      rewrite.commit();
    }
    return this;
  }

  List<FileScanTask> tasks() {
    try (CloseableIterable<FileScanTask> tasks = table().newScan().planFiles()) {
      var all = new ArrayList<FileScanTask>();
      tasks.forEach(all::add);
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Record> living(FileScanTask task) {
    var filter = new GenericDeleteFilter(io, task, metadata.schema(), metadata.schema());
    var rows = new ArrayList<Record>();
    try (CloseableIterable<Record> records = filter.filter(read(task, filter.requiredSchema()))) {
      for (Record record : records) {
        Record row = GenericRecord.create(metadata.schema());
        metadata
            .schema()
            .columns()
            .forEach(field -> row.setField(field.name(), record.getField(field.name())));
        rows.add(row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  private List<Long> positions(FileScanTask task, Predicate<Record> which) {
    var fields = new ArrayList<>(metadata.schema().columns());
    fields.add(MetadataColumns.ROW_POSITION);
    var positions = new ArrayList<Long>();
    try (CloseableIterable<Record> records = read(task, new Schema(fields))) {
      for (Record record : records) {
        if (which.test(record)) {
          positions.add((Long) record.getField(MetadataColumns.ROW_POSITION.name()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return positions;
  }

  private CloseableIterable<Record> read(FileScanTask task, Schema schema) {
    ReadBuilder<Record, Object> read =
        FormatModelRegistry.readBuilder(
            task.file().format(), Record.class, io.newInputFile(task.file()));
    return read.project(schema)
        .idToConstant(
            PartitionUtil.constantsMap(task, IdentityPartitionConverters::convertConstant))
        .build();
  }

  static Predicate<Record> id(long... ids) {
    return row -> java.util.Arrays.stream(ids).anyMatch(id -> id == (Long) row.getField("id"));
  }
}
