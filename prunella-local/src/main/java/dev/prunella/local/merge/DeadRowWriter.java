package dev.prunella.local.merge;

import dev.prunella.local.merge.RowChanges.DeadRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.BaseDVFileWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.OutputFileFactory;

/**
 * Writes row positions as the table's format version wants deletes: position delete files in
 * version 2, deletion vectors from 3 on.
 */
final class DeadRowWriter {
  private final TableMetadata staged;
  private final FileIO io;
  private final FileRows rows;

  DeadRowWriter(TableMetadata staged, FileIO io, FileRows rows) {
    this.staged = staged;
    this.io = io;
    this.rows = rows;
  }

  /**
   * @param files new delete files
   * @param replaced delete files of the trunk whose content is in the new ones
   */
  record Written(List<DeleteFile> files, List<DeleteFile> replaced) {}

  Written write(Collection<DeadRows> dead) throws TooLarge {
    if (dead.isEmpty()) {
      return new Written(List.of(), List.of());
    }
    try {
      return staged.formatVersion() >= 3 ? vectors(dead) : positions(dead);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write delete files into " + staged.location(), e);
    }
  }

  private OutputFileFactory outputs(FileFormat format) {
    var table = new BaseTable(new StagedOperations(staged, io), staged.location());
    return OutputFileFactory.builderFor(table, 1, 1)
        .format(format)
        .operationId(UUID.randomUUID().toString())
        .suffix("merged-deletes")
        .build();
  }

  /**
   * A data file may have one vector only, so what the trunk deleted in it goes into the new vector
   * too.
   */
  private Written vectors(Collection<DeadRows> dead) throws IOException, TooLarge {
    Map<String, PositionDeleteIndex> before = deletedInTrunk(dead);
    var writer =
        new BaseDVFileWriter(
            outputs(FileFormat.PUFFIN),
            path -> before.getOrDefault(path, PositionDeleteIndex.empty()));
    try (writer) {
      for (DeadRows rowsOfFile : dead) {
        String location = rowsOfFile.file().location();
        rowsOfFile.positions().stream()
            .forEach(
                position ->
                    writer.delete(
                        location, position, specOf(rowsOfFile), rowsOfFile.file().partition()));
      }
    }
    return new Written(writer.result().deleteFiles(), writer.result().rewrittenDeleteFiles());
  }

  private Map<String, PositionDeleteIndex> deletedInTrunk(Collection<DeadRows> dead)
      throws TooLarge {
    var locations = new HashMap<String, DeadRows>();
    dead.forEach(rowsOfFile -> locations.put(rowsOfFile.file().location(), rowsOfFile));
    var before = new HashMap<String, PositionDeleteIndex>();
    if (staged.currentSnapshot() != null
        && !staged.currentSnapshot().deleteManifests(io).isEmpty()) {
      ChangeReader.scan(
          io,
          staged,
          task -> {
            String location = task.file().location();
            if (locations.containsKey(location)) {
              List<DeleteFile> byPosition =
                  task.deletes().stream()
                      .filter(delete -> delete.content() == FileContent.POSITION_DELETES)
                      .toList();
              if (!byPosition.isEmpty()) {
                before.put(location, rows.loader().loadPositionDeletes(byPosition, location));
              }
            }
          });
    }
    return before;
  }

  private Written positions(Collection<DeadRows> dead) throws IOException {
    var table = new BaseTable(new StagedOperations(staged, io), staged.location());
    var writers = new GenericFileWriterFactory.Builder(table).build();
    OutputFileFactory outputs = outputs(FileFormat.PARQUET);
    var files = new ArrayList<DeleteFile>();
    for (DeadRows rowsOfFile : dead) {
      PartitionSpec spec = specOf(rowsOfFile);
      PositionDeleteWriter<Record> writer =
          writers.newPositionDeleteWriter(
              outputs.newOutputFile(spec, rowsOfFile.file().partition()),
              spec,
              rowsOfFile.file().partition());
      PositionDelete<Record> delete = PositionDelete.create();
      try (writer) {
        rowsOfFile.positions().stream()
            .forEach(position -> writer.write(delete.set(rowsOfFile.file().location(), position)));
      }
      files.add(writer.toDeleteFile());
    }
    return new Written(files, List.of());
  }

  private PartitionSpec specOf(DeadRows rowsOfFile) {
    return Objects.requireNonNull(
        staged.specsById().get(rowsOfFile.file().specId()), rowsOfFile.file().location());
  }
}
