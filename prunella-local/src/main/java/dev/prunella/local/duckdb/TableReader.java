package dev.prunella.local.duckdb;

import dev.prunella.refs.DidYouMean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Turns a table into SQL over the exact Parquet files that Iceberg plans. Safe for many threads; a
 * connection is not.
 */
public final class TableReader {
  private final LocalFiles localFiles;
  private final FileSchemas fileSchemas;
  private final PlanCache plans = new PlanCache();

  public TableReader(LocalFiles localFiles, FileSchemas fileSchemas) {
    this.localFiles = localFiles;
    this.fileSchemas = fileSchemas;
  }

  /**
   * Plans a read. What it gives does not depend on the connection's TimeZone.
   *
   * @throws DuckDbException if a file is missing, broken or not Parquet, or a type cannot be read;
   *     nothing is left behind
   */
  public Scan scan(Connection connection, Table table, ScanRequest request) {
    TableScan planned = table.newScan();
    if (request.snapshotId().isPresent()) {
      planned = planned.useSnapshot(request.snapshotId().get());
    }
    if (request.filter().isPresent()) {
      planned = planned.filter(request.filter().get());
    }
    Schema schema = project(table, planned.schema(), request.columns());
    var builder =
        new ScanBuilder(
            connection, table, planned, schema, request.skipped(), localFiles, fileSchemas, plans);
    try {
      return builder.build();
    } catch (SQLException e) {
      throw new DuckDbException(table.name() + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(table.name() + ": " + e.getMessage(), e);
    }
  }

  /** Which data files a table reads as it stands, as far as possible without reading manifests. */
  public List<DataFile> files(Table table) {
    try {
      return plans.plan(table, table.newScan()).stream().map(FileScanTask::file).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(table.name() + " cannot be planned", e);
    }
  }

  private static Schema project(Table table, Schema schema, Optional<List<String>> columns) {
    Schema projected =
        columns.isEmpty()
            ? schema
            : new Schema(columns.get().stream().map(name -> column(table, schema, name)).toList());
    DuckDbTypes.requireSupported(projected, table.name());
    Set<String> seen = new HashSet<>();
    for (NestedField field : projected.columns()) {
      if (!seen.add(field.name().toLowerCase(Locale.ROOT))) {
        throw new DuckDbException(
            table.name()
                + ": two columns are named '"
                + field.name()
                + "' but for case, which DuckDB cannot tell apart. Next: rename one, or select only one of them.");
      }
    }
    return projected;
  }

  private static NestedField column(Table table, Schema schema, String name) {
    NestedField field = schema.asStruct().field(name);
    if (field == null) {
      throw new DuckDbException(
          table.name()
              + " has no column '"
              + name
              + "'"
              + DidYouMean.among(schema.columns().stream().map(NestedField::name).toList(), name)
                  .map(near -> ", did you mean '" + near + "'?")
                  .orElse("."));
    }
    return field;
  }
}
