package dev.prunella.local.duckdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.parquet.ParquetUtil;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.util.PropertyUtil;

/**
 * Writes a query's rows as Parquet data files of a table, ready to be committed through Iceberg.
 * The files are durable, read-only and unreferenced until then. Safe for many threads; a connection
 * is not.
 */
public final class TableWriter {
  private static final long DEFAULT_FILE_BYTES = 192L << 20;

  private final Path uploadFolder;

  /**
   * @param uploadFolder where files for a table that is not on this machine are written before the
   *     upload
   */
  public TableWriter(Path uploadFolder) {
    this.uploadFolder = uploadFolder;
  }

  /**
   * Runs a trusted query and writes its rows. Columns match by name; a column the query lacks gets
   * the table's write default or NULL. File sizes follow {@code write.target-file-size-bytes} where
   * the table sets it, else about 192 MiB.
   *
   * @return the data files; none when the query has no rows
   * @throws DuckDbException if columns do not fit or a required column has nulls; nothing is left
   *     behind
   */
  public List<DataFile> write(Connection connection, Table table, String query) {
    return write(connection, table, WriteRequest.of(query), stagingFolder(table));
  }

  /**
   * The same through a staging folder that was chosen before, so that an instance could be locked
   * down to it.
   *
   * @param staging from {@link #stagingFolder}; used once
   */
  public List<DataFile> write(Connection connection, Table table, WriteRequest rows, Path staging) {
    try {
      String shaped = WriteColumns.inShapeOf(connection, table.schema(), table.name(), rows);
      try (var staged = new StagedFiles(table.io(), staging)) {
        PartitionKeys keys = new PartitionKeys(table.spec(), table.schema());
        copy(connection, table, shaped, keys, rows.onePartition(), staged.folder());
        List<DataFile> files = deliver(connection, table, keys, rows.onePartition(), staged);
        staged.keep();
        return files;
      }
    } catch (SQLException e) {
      throw new DuckDbException(table.name() + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(table.name() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads what {@link #write} would write, to the last value and in the table's shape, and writes
   * nothing.
   *
   * @return how many rows
   * @throws DuckDbException as there
   */
  public long read(Connection connection, Table table, WriteRequest rows) {
    try {
      String shaped = WriteColumns.inShapeOf(connection, table.schema(), table.name(), rows);
      String columns =
          table.schema().columns().stream()
              .map(field -> Sql.identifier(field.name()))
              .collect(Collectors.joining(", "));
      List<RequiredColumns.Rule> rules = RequiredColumns.of(table.schema());
      // Hashed, because a value that nobody asks for is not computed, and then cannot fail.
      String query =
          "SELECT count(*), "
              + broken(rules)
              + "bit_xor(hash("
              + columns
              + ")) FROM "
              + Sql.subquery(shaped);
      try (var statement = connection.createStatement();
          var row = statement.executeQuery(query)) {
        row.next();
        requireNoneBroken(table, rules, row, 2);
        return row.getLong(1);
      } catch (SQLException e) {
        throw new StatementException(table.name() + ": " + e.getMessage(), query, e);
      }
    } catch (SQLException e) {
      throw new DuckDbException(table.name() + ": " + e.getMessage(), e);
    }
  }

  /**
   * A folder that is not there yet, in which one {@link #write} keeps its files until they are
   * whole: beside the data, so that the move to the final name is a rename.
   */
  public Path stagingFolder(Table table) {
    String dataLocation = table.locationProvider().newDataLocation("probe");
    String name = ".writing-" + UUID.randomUUID();
    return LocalFiles.pathOf(dataLocation)
        .map(path -> path.toAbsolutePath().resolveSibling(name))
        .orElseGet(() -> uploadFolder.toAbsolutePath().resolve(name));
  }

  private static void copy(
      Connection connection,
      Table table,
      String query,
      PartitionKeys keys,
      boolean onePartition,
      Path folder)
      throws SQLException {
    Schema schema = table.schema();
    var options = new ArrayList<String>();
    options.add("FORMAT parquet");
    options.add("COMPRESSION zstd");
    options.add("FIELD_IDS " + FieldIds.of(schema));
    options.add("FILE_SIZE_BYTES " + targetBytes(table));
    String source = query + orderBy(table);
    Path target = folder.resolve("files");
    if (keys.spec().isPartitioned() && !onePartition) {
      if (keys.hashes()) {
        // Not for all: looking whether they are there takes DuckDB 15 ms.
        PartitionFunctions.register(connection);
      }
      String key = unusedName(schema);
      options.add("PARTITION_BY (" + Sql.identifier(key) + ")");
      source =
          "SELECT *, "
              + keys.groupingSql()
              + " AS "
              + Sql.identifier(key)
              + " FROM ("
              + source
              + ")";
    }
    String copy =
        "COPY ("
            + source
            + ") TO "
            + Sql.literal(target.toString())
            + " ("
            + String.join(", ", options)
            + ")";
    try (var statement = connection.createStatement()) {
      statement.execute(copy);
    } catch (SQLException e) {
      throw new StatementException(table.name() + ": " + e.getMessage(), copy, e);
    }
  }

  /**
   * Rows lie in the order that the table asks for, as far as one query writes them; it is not
   * claimed in metadata.
   */
  private static String orderBy(Table table) {
    Schema schema = table.schema();
    List<String> keys =
        table.sortOrder().fields().stream()
            .filter(field -> field.transform().isIdentity())
            .filter(field -> schema.asStruct().field(field.sourceId()) != null)
            .map(
                field ->
                    Sql.identifier(schema.findField(field.sourceId()).name())
                        + (field.direction() == org.apache.iceberg.SortDirection.ASC
                            ? " ASC"
                            : " DESC")
                        + (field.nullOrder() == org.apache.iceberg.NullOrder.NULLS_FIRST
                            ? " NULLS FIRST"
                            : " NULLS LAST"))
            .toList();
    return keys.isEmpty() ? "" : " ORDER BY " + String.join(", ", keys);
  }

  private static long targetBytes(Table table) {
    return PropertyUtil.propertyAsLong(
        table.properties(), TableProperties.WRITE_TARGET_FILE_SIZE_BYTES, DEFAULT_FILE_BYTES);
  }

  private static String unusedName(Schema schema) {
    Set<String> names = new HashSet<>();
    schema.columns().forEach(field -> names.add(field.name().toLowerCase(Locale.ROOT)));
    String name = "prunella_partition";
    while (names.contains(name)) {
      name += "_";
    }
    return name;
  }

  private static List<DataFile> deliver(
      Connection connection,
      Table table,
      PartitionKeys keys,
      boolean onePartition,
      StagedFiles staged)
      throws SQLException, IOException {
    List<WrittenFile> written = new ArrayList<>();
    for (Path path : staged.written()) {
      var file = WrittenFile.read(path);
      if (file.rows() > 0) {
        written.add(file);
      }
    }
    requireRules(connection, table, written);
    MetricsConfig metrics = MetricsConfig.forTable(table);
    String batch = UUID.randomUUID().toString();
    List<DataFile> files = new ArrayList<>();
    for (WrittenFile file : written) {
      // Flat, so that no partition value becomes part of a path.
      String location =
          table.locationProvider().newDataLocation(batch + "-" + files.size() + ".parquet");
      var described = describe(table.schema(), keys.spec(), file, location, metrics);
      if (keys.spec().isPartitioned()) {
        described.withPartition(partition(connection, table, keys, onePartition, file));
      }
      files.add(described.build());
      staged.deliver(file.path(), location);
    }
    return List.copyOf(files);
  }

  private static DataFiles.Builder describe(
      Schema schema, PartitionSpec spec, WrittenFile file, String location, MetricsConfig metrics) {
    return DataFiles.builder(spec)
        .withPath(location)
        .withFormat(FileFormat.PARQUET)
        .withFileSizeInBytes(file.path().toFile().length())
        .withSplitOffsets(ParquetUtil.getSplitOffsets(file.footer()))
        .withMetrics(
            WrittenMetrics.withoutUuidBounds(
                ParquetUtil.footerMetrics(file.footer(), Stream.empty(), metrics), schema));
  }

  private static StructLike partition(
      Connection connection,
      Table table,
      PartitionKeys keys,
      boolean onePartition,
      WrittenFile file)
      throws SQLException {
    var proven = keys.tuple(file);
    if (proven.isPresent()) {
      return proven.get();
    }
    if (onePartition) {
      throw new DuckDbException(
          table.name()
              + ": rows that were said to lie in one partition lie in several. Nothing was written. Next: report this, and write them without that promise.");
    }
    // DuckDB has put the rows of one partition into the file, so any of them will do.
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT " + keys.sourcesSql() + " FROM " + read(List.of(file)) + " LIMIT 1")) {
      row.next();
      return keys.tuple(row);
    }
  }

  private static void requireRules(Connection connection, Table table, List<WrittenFile> written)
      throws SQLException {
    List<RequiredColumns.Rule> rules = new ArrayList<>();
    for (var rule : RequiredColumns.of(table.schema())) {
      if (!footersProve(rule, table.schema(), written)) {
        rules.add(rule);
      }
    }
    if (rules.isEmpty() || written.isEmpty()) {
      return;
    }
    String query = "SELECT " + broken(rules) + "0 FROM " + read(written);
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      requireNoneBroken(table, rules, row, 1);
    }
  }

  /** An aggregate for each rule, and a comma after it: how many rows break it. */
  private static String broken(List<RequiredColumns.Rule> rules) {
    return rules.stream()
        .map(rule -> "count(*) FILTER (WHERE " + rule.broken() + "), ")
        .collect(Collectors.joining());
  }

  /**
   * Looks at what was counted.
   *
   * @param first the column of the first rule
   */
  private static void requireNoneBroken(
      Table table, List<RequiredColumns.Rule> rules, ResultSet row, int first) throws SQLException {
    List<String> broken = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      long rows = row.getLong(first + i);
      if (rows > 0) {
        broken.add(
            "'"
                + rules.get(i).column()
                + "' has "
                + rows
                + (rows == 1 ? " row" : " rows")
                + " with "
                + rules.get(i).what());
      }
    }
    if (!broken.isEmpty()) {
      throw new DuckDbException(
          table.name()
              + ": "
              + String.join("; ", broken)
              + ". Nothing was written. Next: filter or fill those rows in the query, or make the column optional.");
    }
  }

  /**
   * Whether the footers already say that a top-level column has no null, which spares reading the
   * column again.
   */
  private static boolean footersProve(
      RequiredColumns.Rule rule, Schema schema, List<WrittenFile> written) {
    NestedField field = schema.asStruct().field(rule.column());
    return field != null
        && field.type().isPrimitiveType()
        && written.stream().allMatch(file -> file.isWithoutNulls(field));
  }

  private static String read(List<WrittenFile> files) {
    return "read_parquet("
        + Sql.list(files.stream().map(file -> file.path().toString()).toList())
        + ", hive_partitioning=false)";
  }
}
