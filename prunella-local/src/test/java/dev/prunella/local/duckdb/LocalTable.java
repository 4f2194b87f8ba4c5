package dev.prunella.local.duckdb;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Files;
import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.LocationProvider;
import org.apache.iceberg.io.OutputFile;
import org.jspecify.annotations.Nullable;

/**
 * Iceberg tables whose files lie in a folder and whose pointer is a field: enough catalog for these
 * tests.
 */
final class LocalTable {

  private LocalTable() {}

  static Table create(Path folder, int formatVersion, Schema schema, PartitionSpec spec) {
    return create(new LocalIo(), folder.toString(), formatVersion, schema, spec);
  }

  static Table create(
      FileIO io, String location, int formatVersion, Schema schema, PartitionSpec spec) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("format-version", Integer.toString(formatVersion));
    var operations = new Pointer(io);
    operations.commit(
        null,
        TableMetadata.newTableMetadata(schema, spec, SortOrder.unsorted(), location, properties));
    return new BaseTable(operations, "db.t" + formatVersion);
  }

  /** Reads and writes files of this machine, named with or without {@code file:}. */
  static final class LocalIo implements FileIO {
    private static final long serialVersionUID = 1L;

    private static String strip(String location) {
      return location.startsWith("file:") ? location.substring("file:".length()) : location;
    }

    @Override
    public InputFile newInputFile(String path) {
      return Files.localInput(strip(path));
    }

    @Override
    public OutputFile newOutputFile(String path) {
      return Files.localOutput(strip(path));
    }

    @Override
    public void deleteFile(String path) {
      if (!new java.io.File(strip(path)).delete()) {
        throw new IllegalStateException("not deleted: " + path);
      }
    }
  }

  private static final class Pointer implements TableOperations {
    private final FileIO io;
    private final AtomicReference<@Nullable TableMetadata> current = new AtomicReference<>();

    Pointer(FileIO io) {
      this.io = io;
    }

    @Override
    public TableMetadata current() {
      return java.util.Objects.requireNonNull(current.get());
    }

    @Override
    public TableMetadata refresh() {
      return current();
    }

    @Override
    public void commit(@Nullable TableMetadata base, TableMetadata next) {
      if (!current.compareAndSet(base, next)) {
        throw new CommitFailedException("changed meanwhile");
      }
    }

    @Override
    public FileIO io() {
      return io;
    }

    @Override
    public String metadataFileLocation(String fileName) {
      return current().location() + "/metadata/" + UUID.randomUUID() + "-" + fileName;
    }

    @Override
    public LocationProvider locationProvider() {
      return LocationProviders.locationsFor(current().location(), current().properties());
    }
  }
}
