package dev.prunella.local.duckdb;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Builds one scan: files of the same schema and the same deletes become one branch of a UNION ALL.
 */
final class ScanBuilder {
  private final Connection connection;
  private final Table table;
  private final TableScan planned;
  private final Schema schema;
  private final Set<String> skipped;
  private final LocalFiles localFiles;
  private final FileSchemas fileSchemas;
  private final PlanCache plans;
  private final Optional<String> nameMapping;
  private final EqualityDeletes equality;
  private final List<Path> acquired = new ArrayList<>();
  private final Map<String, Path> deletePaths = new HashMap<>();
  private final Map<Branch, List<DataPart>> branches = new LinkedHashMap<>();
  private final Map<Projected, String> projections = new HashMap<>();
  private long records;

  /** What decides how a file's columns become the table's; a large table has few such sorts. */
  private record Projected(String fingerprint, Map<Integer, Object> constants) {}

  /** What the files of one branch share. */
  private record Branch(
      String fingerprint, String columns, EqualityDeletes.Assigned equality, boolean positions) {}

  private record DataPart(
      Path path,
      String location,
      FileSchemas.FileSchema file,
      Map<Integer, Object> constants,
      List<DeleteFile> positions) {}

  ScanBuilder(
      Connection connection,
      Table table,
      TableScan planned,
      Schema schema,
      Set<String> skipped,
      LocalFiles localFiles,
      FileSchemas fileSchemas,
      PlanCache plans) {
    this.connection = connection;
    this.table = table;
    this.planned = planned;
    this.schema = schema;
    this.skipped = skipped;
    this.localFiles = localFiles;
    this.fileSchemas = fileSchemas;
    this.plans = plans;
    this.nameMapping =
        Optional.ofNullable(table.properties().get(TableProperties.DEFAULT_NAME_MAPPING));
    this.equality = new EqualityDeletes(table, planned.schema());
  }

  Scan build() throws SQLException, IOException {
    var positions = new DeletePositions(connection, table.io());
    try {
      plan();
      List<String> parts = new ArrayList<>();
      long fileNumber = 0;
      for (var branch : branches.entrySet()) {
        parts.add(branchSql(branch.getKey(), branch.getValue(), positions, fileNumber));
        fileNumber += branch.getValue().size();
      }
      positions.close();
      String sql = parts.isEmpty() ? nothing() : "(" + String.join("\nUNION ALL\n", parts) + ")";
      return new Scan(
          connection, localFiles, positions.table(), sql, schema, List.copyOf(acquired), records);
    } catch (SQLException | IOException | RuntimeException e) {
      acquired.forEach(localFiles::release);
      positions.drop();
      throw e;
    }
  }

  private void plan() throws IOException {
    for (FileScanTask task : plans.plan(table, planned)) {
      if (!skipped.contains(task.file().location())) {
        add(task);
      }
    }
  }

  private void add(FileScanTask task) throws IOException {
    var data = task.file();
    Path path = open(data);
    var file = schemaOf(data, path);
    Map<Integer, Object> constants = constants(task);
    String columns =
        projections.computeIfAbsent(
            new Projected(file.fingerprint(), lacking(file, constants)),
            alike -> columns(file, constants, data.location()));
    List<DeleteFile> positions =
        task.deletes().stream().filter(EqualityDeletes::isPositional).toList();
    positions.forEach(this::requireHeld);
    var key =
        new Branch(
            file.fingerprint(), columns, equality.assign(task.deletes()), !positions.isEmpty());
    branches
        .computeIfAbsent(key, k -> new ArrayList<>())
        .add(new DataPart(path, data.location(), file, constants, positions));
    records += data.recordCount();
  }

  private String columns(
      FileSchemas.FileSchema file, Map<Integer, Object> constants, String location) {
    var projection = new FileProjection(file, constants, location);
    return schema.columns().stream()
        .map(field -> projection.column(field) + " AS " + Sql.identifier(field.name()))
        .collect(Collectors.joining(", "));
  }

  /** The constants that make a difference: a column that a file stores is read from it. */
  private static Map<Integer, Object> lacking(
      FileSchemas.FileSchema file, Map<Integer, Object> constants) {
    return constants.entrySet().stream()
        .filter(constant -> file.schema().asStruct().field(constant.getKey()) == null)
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private FileSchemas.FileSchema schemaOf(ContentFile<?> file, Path path) throws IOException {
    try {
      return fileSchemas.of(file.location(), file.fileSizeInBytes(), path, nameMapping);
    } catch (IOException e) {
      if (LocalFiles.isMissing(e)) {
        throw missing(file, e);
      }
      throw e;
    }
  }

  private Path open(ContentFile<?> file) {
    requireHeld(file);
    if (file.format() != FileFormat.PARQUET) {
      throw new DuckDbException(
          table.name()
              + ": "
              + file.location()
              + " is "
              + file.format().name().toLowerCase(Locale.ROOT)
              + ", DuckDB reads only Parquet here. Next: rewrite the table's files as Parquet with Spark, or read it through Spark.");
    }
    try {
      Path path = localFiles.acquire(table.io(), file.location(), file.fileSizeInBytes());
      acquired.add(path);
      return path;
    } catch (RuntimeException e) {
      throw LocalFiles.isMissing(e) ? missing(file, e) : e;
    }
  }

  private void requireHeld(ContentFile<?> file) {
    if (!localFiles.places().hold(file.location())) {
      throw new DuckDbException(
          table.name()
              + ": data file "
              + file.location()
              + " lies outside of this lake, whose files lie below "
              + localFiles.places()
              + ", and is not read. Next: roll the table back to a commit before it, and import the file if its rows are wanted.");
    }
  }

  private DuckDbException missing(ContentFile<?> file, Throwable cause) {
    String snapshot =
        planned.snapshot() == null ? "" : " at snapshot " + planned.snapshot().snapshotId();
    return new DuckDbException(
        table.name()
            + snapshot
            + ": data file "
            + file.location()
            + " is missing. Next: restore it from a backup, or roll the table back to a commit that does not need it.",
        cause);
  }

  /**
   * Values of identity partitions, for files that do not store those columns (as files of Hive
   * tables do).
   */
  private static Map<Integer, Object> constants(FileScanTask task) {
    Map<Integer, Object> values = new HashMap<>();
    StructLike partition = task.file().partition();
    List<PartitionField> fields = task.spec().fields();
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).transform().isIdentity()) {
        Object value = partition.get(i, Object.class);
        if (value != null) {
          values.put(fields.get(i).sourceId(), value);
        }
      }
    }
    return values;
  }

  private String branchSql(
      Branch branch, List<DataPart> files, DeletePositions positions, long firstNumber)
      throws SQLException, IOException {
    String source = readParquet(files.stream().map(DataPart::path).toList());
    boolean deleted = false;
    if (branch.positions()) {
      for (int i = 0; i < files.size(); i++) {
        DataPart file = files.get(i);
        try {
          deleted |= positions.add(firstNumber + i, file.location(), file.positions()) > 0;
        } catch (RuntimeException e) {
          throw deleteFailed(file, e);
        }
      }
    }
    FileSchemas.FileSchema file = files.getFirst().file();
    if (deleted) {
      requireVirtualColumns(file.schema());
      source +=
          " AS f ANTI JOIN "
              + positions.table().orElseThrow()
              + " AS d ON ((f.file_index::BIGINT + "
              + firstNumber
              + ") << "
              + DeletePositions.POSITION_BITS
              + ") | f.file_row_number = d.p";
    }
    if (branch.equality().isEmpty()) {
      return "SELECT " + branch.columns() + " FROM " + source;
    }
    return withEqualityDeletes(branch, source, file, files.getFirst().constants());
  }

  private String withEqualityDeletes(
      Branch branch, String source, FileSchemas.FileSchema file, Map<Integer, Object> constants)
      throws IOException {
    var projection = new FileProjection(file, constants, table.name());
    String prefix = unusedPrefix();
    var inner = new StringBuilder("(SELECT " + branch.columns());
    var joins = new StringBuilder();
    int number = 0;
    for (var deletes : branch.equality().locationsByFields().entrySet()) {
      String alias = "e" + number;
      List<String> conditions = new ArrayList<>();
      List<NestedField> keys = deletes.getKey().stream().map(equality::keyField).toList();
      for (int k = 0; k < keys.size(); k++) {
        Type type = keys.get(k).type();
        String name = Sql.identifier(prefix + number + "_" + k);
        inner
            .append(", ")
            .append(EqualityDeletes.comparable(projection.nested(keys.get(k)), type))
            .append(" AS ")
            .append(name);
        conditions.add("r." + name + " IS NOT DISTINCT FROM " + alias + ".k" + k);
      }
      joins
          .append(" ANTI JOIN ")
          .append(deletedKeys(keys, deletes.getValue()))
          .append(" AS ")
          .append(alias)
          .append(" ON ")
          .append(String.join(" AND ", conditions));
      number++;
    }
    inner.append(" FROM ").append(source).append(")");
    String names =
        schema.columns().stream()
            .map(field -> "r." + Sql.identifier(field.name()))
            .collect(Collectors.joining(", "));
    return "SELECT " + names + " FROM " + inner + " AS r" + joins;
  }

  private String deletedKeys(List<NestedField> keys, List<String> locations) throws IOException {
    Map<String, List<Path>> bySelect = new LinkedHashMap<>();
    for (String location : locations) {
      DeleteFile delete = equality.file(location);
      Path path = deletePaths.get(location);
      if (path == null) {
        path = open(delete);
        deletePaths.put(location, path);
      }
      var file = schemaOf(delete, path);
      var projection = new FileProjection(file, Map.of(), location);
      List<String> columns = new ArrayList<>();
      for (int k = 0; k < keys.size(); k++) {
        NestedField key = keys.get(k);
        columns.add(EqualityDeletes.comparable(projection.nested(key), key.type()) + " AS k" + k);
      }
      // The fingerprint as a comment keeps files of different physical types apart.
      bySelect
          .computeIfAbsent(
              file.fingerprint() + "\0" + String.join(", ", columns), k -> new ArrayList<>())
          .add(path);
    }
    return bySelect.entrySet().stream()
        .map(
            entry ->
                "SELECT "
                    + entry.getKey().substring(entry.getKey().indexOf('\0') + 1)
                    + " FROM "
                    + readParquet(entry.getValue()))
        .collect(Collectors.joining(" UNION ALL ", "(", ")"));
  }

  private DuckDbException deleteFailed(DataPart file, RuntimeException cause) {
    String names =
        file.positions().stream().map(ContentFile::location).collect(Collectors.joining(", "));
    return new DuckDbException(
        table.name()
            + ": the deletes of "
            + file.location()
            + " in "
            + names
            + " cannot be read: "
            + cause.getMessage()
            + ". Next: restore the file from a backup, or roll the table back to a commit before it.",
        cause);
  }

  private void requireVirtualColumns(Schema file) {
    for (NestedField field : file.columns()) {
      if (field.name().equalsIgnoreCase("file_index")
          || field.name().equalsIgnoreCase("file_row_number")) {
        throw new DuckDbException(
            table.name()
                + ": column '"
                + field.name()
                + "' hides the position of deleted rows from DuckDB. Next: rename the column and rewrite the files.");
      }
    }
  }

  private String unusedPrefix() {
    var prefix = new StringBuilder("prunella_key_");
    while (schema.columns().stream()
        .anyMatch(f -> f.name().toLowerCase(Locale.ROOT).startsWith(prefix.toString()))) {
      prefix.append('_');
    }
    return prefix.toString();
  }

  /** No guessing: neither columns from folder names nor a union by name. */
  private static String readParquet(List<Path> paths) {
    return "read_parquet("
        + Sql.list(paths.stream().map(Path::toString).toList())
        + ", hive_partitioning=false, union_by_name=false)";
  }

  private String nothing() {
    return schema.columns().stream()
        .map(field -> Values.sql(null, field.type()) + " AS " + Sql.identifier(field.name()))
        .collect(Collectors.joining(", ", "(SELECT ", " WHERE false)"));
  }
}
