package dev.prunella.local.merge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.ContentScanTask;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.data.BaseDeleteLoader;
import org.apache.iceberg.data.IdentityPartitionConverters;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.formats.ReadBuilder;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.util.PartitionUtil;
import org.apache.iceberg.util.StructProjection;

/** Reads single data files, and says which of their rows are deleted. */
final class FileRows {
  private final FileIO io;
  private final Budget budget;

  FileRows(FileIO io, Budget budget) {
    this.io = io;
    this.budget = budget;
  }

  /** Takes one row and its position in the file. */
  interface RowVisitor {
    void visit(Record row, long position) throws TooLarge;
  }

  /**
   * Every row of a file with the columns of {@code columns}, whether deleted or not. The record is
   * reused from row to row.
   */
  void forEach(
      DataFile file, PartitionSpec spec, Schema columns, TableMetadata table, RowVisitor visitor)
      throws TooLarge {
    budget.readRows(file.recordCount());
    var fields = new ArrayList<NestedField>(columns.columns());
    fields.add(MetadataColumns.ROW_POSITION);
    var projection = new Schema(fields);
    ReadBuilder<Record, Object> read =
        FormatModelRegistry.readBuilder(file.format(), Record.class, io.newInputFile(file));
    read.project(projection)
        .reuseContainers()
        .idToConstant(
            PartitionUtil.constantsMap(
                new WholeFile(file, spec), IdentityPartitionConverters::convertConstant));
    String mapping = table.properties().get(TableProperties.DEFAULT_NAME_MAPPING);
    if (mapping != null) {
      read.withNameMapping(NameMappingParser.fromJson(mapping));
    }
    int positionColumn = fields.size() - 1;
    try (CloseableIterable<Record> rows = read.build()) {
      for (Record row : rows) {
        visitor.visit(row, row.get(positionColumn, Long.class));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close " + file.location(), e);
    }
  }

  /**
   * The positions that the deletes of a scan task delete, in the schema of the side that planned
   * it.
   */
  BitSet deleted(FileScanTask task, TableMetadata table) throws TooLarge {
    if (task.file().recordCount() > Integer.MAX_VALUE) {
      throw new TooLarge(
          "a data file with deletes has more rows than the limit", Integer.MAX_VALUE);
    }
    var dead = new BitSet();
    var byPosition = new ArrayList<DeleteFile>();
    var byEquality = new LinkedHashMap<Set<Integer>, List<DeleteFile>>();
    for (DeleteFile delete : task.deletes()) {
      budget.readRows(delete.recordCount());
      if (delete.content() == FileContent.POSITION_DELETES) {
        byPosition.add(delete);
      } else {
        byEquality
            .computeIfAbsent(new TreeSet<>(delete.equalityFieldIds()), ids -> new ArrayList<>())
            .add(delete);
      }
    }
    if (!byPosition.isEmpty()) {
      loader()
          .loadPositionDeletes(byPosition, task.file().location())
          .forEach(position -> dead.set(Math.toIntExact(position)));
    }
    for (Map.Entry<Set<Integer>, List<DeleteFile>> group : byEquality.entrySet()) {
      markEqual(task, table, group.getKey(), group.getValue(), dead);
    }
    return dead;
  }

  BaseDeleteLoader loader() {
    return new BaseDeleteLoader(delete -> io.newInputFile(delete.location()));
  }

  private void markEqual(
      FileScanTask task,
      TableMetadata table,
      Set<Integer> fieldIds,
      List<DeleteFile> deletes,
      BitSet dead)
      throws TooLarge {
    long values = deletes.stream().mapToLong(DeleteFile::recordCount).sum();
    if (values > budget.limits().maxKeys()) {
      throw new TooLarge(
          "equality deletes name more values than the limit", budget.limits().maxKeys());
    }
    var columns = TypeUtil.select(schemaWith(table, fieldIds), fieldIds);
    var deletedValues = loader().loadEqualityDeletes(deletes, columns);
    var wrapper = new InternalRecordWrapper(columns.asStruct());
    var projection = StructProjection.create(columns, columns);
    forEach(
        task.file(),
        task.spec(),
        columns,
        table,
        (row, position) -> {
          if (deletedValues.contains(projection.wrap(wrapper.wrap(row)))) {
            dead.set((int) position);
          }
        });
  }

  /**
   * An equality delete may name a column that was dropped since: then an older schema of the table
   * still knows it.
   */
  private static Schema schemaWith(TableMetadata table, Set<Integer> fieldIds) {
    if (knows(table.schema(), fieldIds)) {
      return table.schema();
    }
    return table.schemas().reversed().stream()
        .filter(schema -> knows(schema, fieldIds))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no schema of "
                        + table.location()
                        + " knows the columns "
                        + fieldIds
                        + " of an equality delete"));
  }

  private static boolean knows(Schema schema, Set<Integer> fieldIds) {
    return fieldIds.stream().allMatch(id -> schema.findField(id) != null);
  }

  /**
   * A whole data file as Iceberg's readers want it: they fill identity partition columns from the
   * task.
   */
  private record WholeFile(DataFile file, PartitionSpec spec) implements ContentScanTask<DataFile> {
    private static final long serialVersionUID = 1L;

    @Override
    public long start() {
      return 0;
    }

    @Override
    public long length() {
      return file.fileSizeInBytes();
    }

    @Override
    public Expression residual() {
      return Expressions.alwaysTrue();
    }
  }
}
