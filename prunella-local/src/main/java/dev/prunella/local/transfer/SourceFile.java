package dev.prunella.local.transfer;

import dev.prunella.local.duckdb.IcebergTypes;
import dev.prunella.local.duckdb.Sql;
import dev.prunella.local.transfer.TransferException.Reason;
import dev.prunella.refs.DidYouMean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types.NestedField;

/** A file of a user as something that DuckDB can select from, with the types of its columns. */
final class SourceFile implements AutoCloseable {
  private static final long WHOLE_FILE = -1;

  private final Path file;
  private final Path readable;
  private final FileFormat format;
  private final long sample;
  private final Map<String, String> types;

  private SourceFile(
      Path file, Path readable, FileFormat format, long sample, Map<String, String> types) {
    this.file = file;
    this.readable = readable;
    this.format = format;
    this.sample = sample;
    this.types = types;
  }

  /**
   * @param scratch a folder for a link to a file whose name DuckDB would take for a pattern
   * @param sample rows that are looked at to find the types; 0 for all
   */
  static SourceFile open(Path file, FileFormat format, Path scratch, long sample) {
    if (!Files.exists(file)) {
      throw new TransferException(Reason.NO_SUCH_FILE, "there is no file " + file, "");
    }
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new TransferException(
          Reason.NO_SUCH_FILE, file + " is not a file that can be read", "check its permissions");
    }
    try {
      if (Files.size(file) == 0) {
        throw new TransferException(
            Reason.BAD_FILE, file + " is empty: it has not even a line of column names", "");
      }
      return new SourceFile(
          file, readable(file, scratch), format, sample == 0 ? WHOLE_FILE : sample, Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e.getMessage(), e);
    }
  }

  private static Path readable(Path file, Path scratch) throws IOException {
    if (file.toString().chars().noneMatch(c -> "*?[]{}\\".indexOf(c) >= 0)) {
      return file;
    }
    Files.createDirectories(scratch);
    var name = file.getFileName().toString();
    var extension = name.indexOf('.') < 0 ? "" : name.substring(name.indexOf('.'));
    var harmless = extension.replaceAll("[^A-Za-z0-9.]", "_");
    return Files.createSymbolicLink(
        scratch.resolve("import-" + UUID.randomUUID() + harmless), file.toAbsolutePath());
  }

  /** The same with types that take the place of what would be inferred. */
  SourceFile typed(Map<String, String> duckDbTypes) {
    var all = new TreeMap<>(types);
    all.putAll(duckDbTypes);
    return new SourceFile(file, readable, format, sample, all);
  }

  /** What stands in the FROM clause. */
  String sql() {
    var path = Sql.literal(readable.toString());
    return switch (format) {
      case CSV ->
          "read_csv("
              + path
              + ", sample_size="
              + sample
              + CsvHeader.separator(file).map(c -> ", delim=" + Sql.literal(c)).orElse("")
              + (types.isEmpty() ? "" : ", types={" + csvTypes() + "}")
              + ")";
      case JSON -> cast("read_json(" + path + ", sample_size=" + sample + ", union_by_name=true)");
      case PARQUET -> cast("read_parquet(" + path + ", hive_partitioning=false)");
    };
  }

  private String csvTypes() {
    return types.entrySet().stream()
        .map(e -> Sql.literal(e.getKey()) + ": " + Sql.literal(e.getValue()))
        .collect(Collectors.joining(", "));
  }

  private String cast(String source) {
    if (types.isEmpty()) {
      return source;
    }
    var replaced =
        types.entrySet().stream()
            .map(
                e ->
                    "CAST("
                        + Sql.identifier(e.getKey())
                        + " AS "
                        + e.getValue()
                        + ") AS "
                        + Sql.identifier(e.getKey()))
            .collect(Collectors.joining(", "));
    return "(SELECT * REPLACE (" + replaced + ") FROM " + source + ")";
  }

  /** The columns with their types; reads as much of the file as the sample says. */
  Schema schema(Connection connection) {
    try (var statement = connection.createStatement();
        var none = statement.executeQuery("SELECT * FROM " + sql() + " LIMIT 0")) {
      return IcebergTypes.schemaOf(none.getMetaData());
    } catch (SQLException e) {
      throw FileErrors.of(file, e);
    }
  }

  /** Types of columns by their names in the file, whose case may differ from what was typed. */
  Map<String, String> named(Schema found, Map<String, String> wanted) {
    var names = new LinkedHashMap<String, String>();
    wanted.forEach(
        (name, type) -> names.put(requireColumn(found, name), ColumnType.duckDb(name, type)));
    return names;
  }

  String requireColumn(Schema found, String name) {
    return requireColumn(file.getFileName().toString(), found, name);
  }

  static String requireColumn(String where, Schema found, String name) {
    List<String> known = found.columns().stream().map(NestedField::name).toList();
    return known.stream()
        .filter(name::equalsIgnoreCase)
        .findFirst()
        .orElseThrow(
            () ->
                new TransferException(
                    Reason.BAD_REQUEST,
                    where
                        + " has no column '"
                        + name
                        + "'"
                        + DidYouMean.among(known, name)
                            .map(near -> "; did you mean '" + near + "'?")
                            .orElse("; it has " + String.join(", ", known)),
                    ""));
  }

  Path file() {
    return file;
  }

  FileFormat format() {
    return format;
  }

  /** A link that was made for it goes; the file itself stays. */
  @Override
  public void close() {
    if (!readable.equals(file)) {
      try {
        Files.deleteIfExists(readable);
      } catch (IOException e) {
        throw new UncheckedIOException(readable + " cannot be removed", e);
      }
    }
  }
}
