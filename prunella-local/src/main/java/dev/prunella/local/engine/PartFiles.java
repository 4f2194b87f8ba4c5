package dev.prunella.local.engine;

import dev.prunella.local.duckdb.Sql;
import dev.prunella.local.transfer.CsvHeader;
import dev.prunella.local.transfer.FileErrors;
import dev.prunella.pipeline.Batch;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.pipeline.Source;
import dev.prunella.refs.DidYouMean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** The files of a batch as DuckDB reads them, by the source's format. */
final class PartFiles implements AutoCloseable {
  private static final List<String> OPTIONS =
      List.of(
          "delimiter",
          "quote",
          "escape",
          "header",
          "encoding",
          "decimal_separator",
          "null",
          "date_format",
          "timestamp_format",
          "skip",
          "layout",
          "rows");

  private final Path scratch;
  private final Connection connection;
  private final Source.Format format;
  private final List<Path> temporary = new ArrayList<>();
  private Map<String, String> read = Map.of();
  private String jsonSource = "";

  PartFiles(Path scratch, Connection connection, Source.Format format) {
    this.scratch = scratch;
    this.connection = connection;
    this.format = format;
    for (var option : format.options().keySet()) {
      if (!OPTIONS.contains(option)) {
        throw new FaultException(
            Kind.FAILED,
            "the format has no option '" + option + "'",
            DidYouMean.among(OPTIONS, option)
                .map(near -> "did you mean '" + near + "'?")
                .orElse("options are " + String.join(", ", OPTIONS)));
      }
    }
  }

  private Optional<String> option(String name) {
    return Optional.ofNullable(format.options().get(name));
  }

  private int whole(String option) {
    var text = option(option).orElse("0");
    if (!text.matches("\\d{1,9}")) {
      throw new FaultException(
          Kind.FAILED, "'" + option + "' is a number, not '" + text + "'", "correct the format");
    }
    return Integer.parseInt(text);
  }

  /**
   * Looks at the first bytes of each part and opens it.
   *
   * @param declared names for files that have none of their own
   */
  List<RowsFile> open(List<Batch.Part> parts, List<String> declared) {
    var readable = new ArrayList<Opened>();
    for (var part : parts) {
      readable.add(readable(part));
    }
    return switch (format.kind()) {
      case CSV -> readable.stream().<RowsFile>map(file -> new Csv(file, declared)).toList();
      case PARQUET -> readable.stream().<RowsFile>map(Parquet::new).toList();
      case JSON -> List.of(new Json(readable));
    };
  }

  private record Opened(String name, Path path, FirstBytes first) {}

  private Opened readable(Batch.Part part) {
    var path = Path.of(part.location());
    try {
      var first = FirstBytes.of(path);
      first.refuse(part.name(), format.kind());
      if (format.kind() == Source.Format.Kind.JSON && option("rows").isPresent()) {
        return new Opened(
            part.name(),
            JsonRows.extract(part.name(), path, first, option("rows").get(), temporary("jsonl")),
            FirstBytes.TEXT);
      }
      return new Opened(part.name(), plainName(path), first);
    } catch (IOException e) {
      throw new UncheckedIOException(part.name() + ": " + e.getMessage(), e);
    }
  }

  private Path temporary(String ending) throws IOException {
    Files.createDirectories(scratch);
    var path = scratch.resolve("batch-" + UUID.randomUUID() + "." + ending);
    temporary.add(path);
    return path;
  }

  /** DuckDB would take some names for patterns. */
  private Path plainName(Path path) throws IOException {
    if (path.toString().chars().noneMatch(c -> "*?[]{}\\".indexOf(c) >= 0)) {
      return path;
    }
    return Files.createSymbolicLink(temporary("link"), path.toAbsolutePath());
  }

  private Map<String, String> describe(String from) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("DESCRIBE SELECT * FROM " + from)) {
      var columns = new LinkedHashMap<String, String>();
      while (rows.next()) {
        columns.put(rows.getString(1), rows.getString(2));
      }
      return columns;
    }
  }

  private static String select(Map<String, String> types, Map<String, String> there, String from) {
    return types.entrySet().stream()
        .map(
            wanted ->
                there.keySet().stream()
                        .filter(wanted.getKey()::equalsIgnoreCase)
                        .findFirst()
                        .map(
                            name ->
                                "CAST(" + Sql.identifier(name) + " AS " + wanted.getValue() + ")")
                        .orElse("CAST(NULL AS " + wanted.getValue() + ")")
                    + " AS "
                    + Sql.identifier(wanted.getKey()))
        .collect(Collectors.joining(", ", "SELECT ", " FROM " + from));
  }

  /** The columns of a file with the types in which they are wanted. */
  private static String typed(Map<String, String> there, Map<String, String> types) {
    return there.keySet().stream()
        .map(
            name ->
                Sql.literal(name)
                    + ": "
                    + Sql.literal(
                        types.entrySet().stream()
                            .filter(t -> t.getKey().equalsIgnoreCase(name))
                            .map(Map.Entry::getValue)
                            .findFirst()
                            .orElse("VARCHAR")))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private final class Csv implements RowsFile {
    private final Opened file;
    private final List<String> declared;
    private Map<String, String> columns = Map.of();

    Csv(Opened file, List<String> declared) {
      this.file = file;
      this.declared = declared;
    }

    @Override
    public String name() {
      return file.name();
    }

    @Override
    public boolean isEmpty() {
      return false;
    }

    @Override
    public Map<String, String> columns(boolean infer) throws SQLException {
      if (columns.isEmpty()) {
        // A line that does not fit is found when all are read, with its number.
        columns =
            named(describe("read_csv(" + dialect() + ", all_varchar=true, ignore_errors=true)"));
      }
      if (infer) {
        columns = named(inferred());
      }
      return columns;
    }

    private Map<String, String> inferred() throws SQLException {
      try {
        return describe("read_csv(" + dialect() + ", sample_size=-1)");
      } catch (SQLException e) {
        // It does not say which line does not fit; reading them all as text does.
        try (var statement = connection.createStatement()) {
          statement.execute("SELECT count(*) FROM (" + select(columns) + ")");
        }
        throw e;
      }
    }

    private Map<String, String> named(Map<String, String> found) {
      if (hasHeader() || found.size() != declared.size()) {
        return found;
      }
      var named = new LinkedHashMap<String, String>();
      var types = List.copyOf(found.values());
      for (int i = 0; i < types.size(); i++) {
        named.put(declared.get(i), types.get(i));
      }
      return named;
    }

    @Override
    public String select(Map<String, String> types) {
      return PartFiles.select(
          types,
          columns,
          "read_csv(" + dialect() + ", auto_detect=false, columns=" + typed(columns, types) + ")");
    }

    private boolean hasHeader() {
      return !option("header").orElse("true").equals("false");
    }

    private String dialect() {
      var delimiter =
          option("delimiter")
              .or(
                  () ->
                      file.first() == FirstBytes.ZSTD
                          ? Optional.empty()
                          : CsvHeader.separator(file.path(), file.first() == FirstBytes.GZIP))
              .orElse(",");
      var text =
          new StringBuilder(Sql.literal(file.path().toString()))
              .append(", delim=")
              .append(Sql.literal(delimiter))
              .append(", quote=")
              .append(Sql.literal(option("quote").orElse("\"")))
              .append(", escape=")
              .append(Sql.literal(option("escape").orElse("\"")))
              .append(", header=")
              .append(hasHeader())
              .append(", nullstr=['', ")
              .append(Sql.literal(option("null").orElse("")))
              .append("], compression=")
              .append(Sql.literal(file.first().compression()));
      text("encoding", "encoding", text);
      text("decimal_separator", "decimal_separator", text);
      text("date_format", "dateformat", text);
      text("timestamp_format", "timestampformat", text);
      // Said in any case: DuckDB would skip what does not look like its other lines.
      text.append(", skip=").append(whole("skip"));
      return text.toString();
    }

    private void text(String option, String parameter, StringBuilder to) {
      option(option)
          .ifPresent(
              value -> to.append(", ").append(parameter).append('=').append(Sql.literal(value)));
    }
  }

  private final class Parquet implements RowsFile {
    private final Opened file;
    private Map<String, String> columns = Map.of();

    Parquet(Opened file) {
      this.file = file;
    }

    @Override
    public String name() {
      return file.name();
    }

    private String from() {
      return "read_parquet(" + Sql.literal(file.path().toString()) + ", hive_partitioning=false)";
    }

    @Override
    public boolean isEmpty() {
      return false;
    }

    @Override
    public Map<String, String> columns(boolean infer) throws SQLException {
      columns = describe(from());
      return columns;
    }

    @Override
    public String select(Map<String, String> types) {
      return PartFiles.select(types, columns, from());
    }
  }

  private final class Json implements RowsFile {
    private final List<Opened> files;
    private Map<String, String> columns = Map.of();

    Json(List<Opened> files) {
      this.files = List.copyOf(files);
    }

    @Override
    public String name() {
      var first = files.getFirst().name();
      return files.size() == 1 ? first : first + " and " + (files.size() - 1) + " more";
    }

    private String from() {
      var kinds = files.stream().map(f -> f.first().compression()).distinct().toList();
      if (kinds.size() > 1) {
        throw new FaultException(
            Kind.BAD_BYTES,
            name() + ": some of them are compressed and some are not",
            "bring all of a batch in one form");
      }
      var layout =
          option("rows").isPresent()
              ? "newline_delimited"
              : switch (option("layout").orElse("auto")) {
                case "array" -> "array";
                case "lines" -> "newline_delimited";
                case "auto" -> "auto";
                case String other ->
                    throw new FaultException(
                        Kind.FAILED,
                        "the format has no layout '" + other + "'",
                        "layouts are array, lines, auto");
              };
      return "read_json("
          + files.stream()
              .map(f -> Sql.literal(f.path().toString()))
              .collect(Collectors.joining(", ", "[", "]"))
          + ", format="
          + Sql.literal(layout)
          + ", compression="
          + Sql.literal(kinds.getFirst());
    }

    /** An empty list has one column of DuckDB's own, and no row. */
    @Override
    public boolean isEmpty() throws SQLException {
      if (!columns(false).equals(Map.of("json", "JSON"))) {
        return false;
      }
      try (var statement = connection.createStatement();
          var row = statement.executeQuery("SELECT count(*) FROM " + from() + ")")) {
        row.next();
        return row.getLong(1) == 0;
      }
    }

    /** Every record may have keys of its own, so that all are looked at in any case. */
    @Override
    public Map<String, String> columns(boolean infer) throws SQLException {
      if (columns.isEmpty()) {
        columns = describe(from() + ", union_by_name=true, sample_size=-1)");
      }
      return columns;
    }

    @Override
    public String select(Map<String, String> types) {
      read = types;
      jsonSource = from();
      return PartFiles.select(types, columns, from() + ", columns=" + typed(columns, types) + ")");
    }
  }

  // ---- what is wrong

  Fault fault(Batch batch, SQLException e) {
    var error = SqlError.of(e);
    var part = partOf(batch, error.message());
    var kind = error.kind();
    if (kind == Kind.OUT_OF_MEMORY || kind == Kind.DISK_FULL || kind == Kind.REFUSED) {
      return Fault.of(
          kind, part + ": " + error.sentence(), "allow the step more, or load less at once");
    }
    var found = FileErrors.find(part, error.message());
    boolean values =
        found.aboutValues()
            || kind == Kind.TYPE_MISMATCH
            || error.message().contains("Failed to cast");
    var column = found.column().or(() -> values ? culprit() : Optional.empty());
    var next =
        values
            ? "correct the value in the source, or declare the column as string"
            : found.next().isEmpty() ? "look at the file" : found.next();
    var message =
        found.column().isEmpty() && column.isPresent()
            ? found.message() + " (column " + column.get() + ")"
            : found.message();
    var fault =
        Fault.of(values ? Kind.TYPE_MISMATCH : Kind.BAD_BYTES, message, next).with("file", part);
    if (column.isPresent()) {
      fault = fault.with("column", column.get());
    }
    return found.line() > 0 ? fault.with("line", Long.toString(found.line())) : fault;
  }

  private static String partOf(Batch batch, String message) {
    return batch.parts().stream()
        .filter(part -> message.contains(part.location()))
        .findFirst()
        .or(() -> batch.parts().stream().findFirst())
        .map(Batch.Part::name)
        .orElse("the batch");
  }

  /** JSON's errors do not name the column: the one that cannot be read alone. */
  private Optional<String> culprit() {
    if (jsonSource.isEmpty()) {
      return Optional.empty();
    }
    for (var column : read.entrySet()) {
      var alone =
          jsonSource
              + ", columns={"
              + Sql.literal(column.getKey())
              + ": "
              + Sql.literal(column.getValue())
              + "})";
      try (var statement = connection.createStatement();
          var rows =
              statement.executeQuery(
                  "SELECT count(" + Sql.identifier(column.getKey()) + ") FROM " + alone)) {
        rows.next();
      } catch (SQLException e) {
        return Optional.of(column.getKey());
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    for (var path : temporary) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        throw new UncheckedIOException(path + " cannot be removed", e);
      }
    }
  }

  /** What a file's first bytes say about the rest. */
  enum FirstBytes {
    TEXT("none"),
    GZIP("gzip"),
    ZSTD("zstd"),
    PARQUET("none"),
    HTML("none");

    private static final int LOOKED_AT = 512;

    private final String compression;

    FirstBytes(String compression) {
      this.compression = compression;
    }

    String compression() {
      return compression;
    }

    static FirstBytes of(Path file) throws IOException {
      byte[] bytes;
      try (var in = Files.newInputStream(file)) {
        bytes = in.readNBytes(LOOKED_AT);
      }
      if (startsWith(bytes, 0x1f, 0x8b)) {
        return GZIP;
      }
      if (startsWith(bytes, 0x28, 0xb5, 0x2f, 0xfd)) {
        return ZSTD;
      }
      if (startsWith(bytes, 'P', 'A', 'R', '1')) {
        return PARQUET;
      }
      var text =
          new String(bytes, java.nio.charset.StandardCharsets.UTF_8)
              .strip()
              .toLowerCase(Locale.ROOT);
      boolean html = text.startsWith("<!doctype html") || text.startsWith("<html");
      return html ? HTML : TEXT;
    }

    private static boolean startsWith(byte[] bytes, int... start) {
      if (bytes.length < start.length) {
        return false;
      }
      for (int i = 0; i < start.length; i++) {
        if ((bytes[i] & 0xff) != start[i]) {
          return false;
        }
      }
      return true;
    }

    /** Fails where the bytes are surely not what they are said to be. */
    void refuse(String name, Source.Format.Kind expected) {
      var wanted = expected.name().toLowerCase(Locale.ROOT);
      boolean wrong = this == HTML || (this == PARQUET) != (expected == Source.Format.Kind.PARQUET);
      if (wrong) {
        throw new FaultException(
            Fault.of(
                    Kind.BAD_BYTES,
                    switch (this) {
                      case HTML -> name + ": this is a web page, not " + wanted;
                      case PARQUET -> name + ": this is Parquet, not " + wanted;
                      case TEXT, GZIP, ZSTD -> name + ": this is no Parquet file";
                    },
                    this == HTML
                        ? "look what the server says: it may ask for a login, or report an error"
                        : "correct the source's format")
                .with("file", name));
      }
    }
  }
}
