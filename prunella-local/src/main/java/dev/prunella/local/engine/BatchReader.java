package dev.prunella.local.engine;

import dev.prunella.local.LocalLake;
import dev.prunella.local.duckdb.DuckDbTypes;
import dev.prunella.local.duckdb.Sql;
import dev.prunella.local.sql.SqlLiteral;
import dev.prunella.local.transfer.ColumnType;
import dev.prunella.pipeline.Batch;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.StepTask;
import dev.prunella.refs.DidYouMean;
import dev.prunella.refs.ObjectId;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;

/**
 * A batch as one query, in the columns and types that were declared, or that the table has, or that
 * the bytes suggest. Holds temporary files until closed.
 */
final class BatchReader implements AutoCloseable {
  /** The start of the interval for which a row was loaded. */
  static final String INTERVAL = Source.INTERVAL;

  /** The batch that brought a row, where a table holds rows of several. */
  static final String BATCH = "_batch";

  private static final int MOST_PARTS = 10_000;

  private final StepTask task;
  private final Source.Declared source;
  private final Batch batch;
  private final Connection connection;
  private final PartFiles files;
  private final Corrected corrected;

  BatchReader(
      LocalLake lake, Connection connection, StepTask task, Corrected corrected, Batch batch) {
    this.task = task;
    this.source = corrected.source();
    this.corrected = corrected;
    this.batch = batch;
    this.connection = connection;
    this.files =
        new PartFiles(lake.config().scratch(), connection, source.format(), corrected.written());
  }

  /** Equal for declarations under which the same bytes become the same rows. */
  static String fingerprint(Corrected corrected) {
    var source = corrected.source();
    var text =
        source.format().kind()
            + "\n"
            + new TreeMap<>(source.format().options())
            + "\n"
            + source.columns()
            + "\n"
            + source.byInterval()
            + source.onNewColumn()
            + corrected.key();
    return ObjectId.of(text.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 32);
  }

  /** The batch's rows, with a source's columns of origin. */
  String query(Optional<Schema> there) {
    var known = known(there);
    var parts = batch.parts().stream().filter(p -> p.bytes() > 0 || !task.step().loads()).toList();
    if (parts.size() > MOST_PARTS) {
      throw new FaultException(
          Kind.BAD_BYTES,
          "the batch has "
              + parts.size()
              + " parts, at most "
              + MOST_PARTS
              + " can be read at once",
          "bring fewer, larger files");
    }
    try {
      var rows = parts.isEmpty() ? nothing(known) : rows(parts, known, there);
      return withOrigin(rows);
    } catch (SQLException e) {
      throw new FaultException(fault(e));
    }
  }

  private String withOrigin(String rows) {
    if (!task.step().loads()) {
      return rows;
    }
    if (!source.byInterval() && task.step().how() instanceof Materialization.Full) {
      // All rows are of the one batch that the table's snapshot names.
      return rows;
    }
    var origin = new StringBuilder("SELECT *, ");
    if (source.byInterval()) {
      var interval =
          task.interval()
              .orElseThrow(
                  () ->
                      new FaultException(
                          Kind.FAILED,
                          task.table()
                              + " is loaded interval by interval, and this run is for no interval",
                          "give the pipeline an interval"));
      origin.append(SqlLiteral.of(interval.start())).append(" AS \"_interval\", ");
    }
    return origin
        .append(Sql.literal(batch.id()))
        .append(" AS \"_batch\" FROM (")
        .append(rows)
        .append(") AS loaded")
        .toString();
  }

  /** The columns that must come, with DuckDB's types; none when anything may come. */
  private Map<String, String> known(Optional<Schema> there) {
    var known = new LinkedHashMap<String, String>();
    if (!source.columns().isEmpty()) {
      source.columns().forEach(c -> known.put(c.name(), ColumnType.duckDb(c.name(), c.type())));
    } else if (task.step().loads()) {
      there.ifPresent(
          schema ->
              schema.columns().stream()
                  .filter(c -> !OriginColumns.has(c.name()))
                  .forEach(c -> known.put(c.name(), DuckDbTypes.of(c.type()))));
    }
    return known;
  }

  private String nothing(Map<String, String> known) {
    if (known.isEmpty()) {
      throw new FaultException(
          Kind.NO_ROWS,
          task.table() + ": the batch is empty, so that not even its columns are known",
          "declare the columns of the source, or wait for its first rows");
    }
    return known.entrySet().stream()
        .map(c -> "CAST(NULL AS " + c.getValue() + ") AS " + Sql.identifier(c.getKey()))
        .collect(Collectors.joining(", ", "SELECT ", " WHERE false"));
  }

  private String rows(List<Batch.Part> parts, Map<String, String> known, Optional<Schema> there)
      throws SQLException {
    var readers = new ArrayList<RowsFile>();
    for (var reader : files.open(parts, expected(known))) {
      if (!reader.isEmpty()) {
        readers.add(asCorrected(reader));
      }
    }
    if (readers.isEmpty()) {
      return nothing(known);
    }
    boolean declared = !source.columns().isEmpty();
    var columns = new LinkedHashMap<String, Wanted>();
    known.forEach((name, type) -> columns.put(name, new Wanted(type, declared)));
    added(readers, known, there)
        .forEach(
            (name, type) ->
                columns.put(
                    name, new Wanted(type.equals(RowsFile.NOTHING) ? "VARCHAR" : type, false)));
    var selects = new ArrayList<String>();
    for (var reader : readers) {
      selects.add(reader.select(columns));
    }
    return String.join("\nUNION ALL ", selects);
  }

  /** The names that the files themselves should have. */
  private List<String> expected(Map<String, String> known) {
    var original = new HashMap<String, String>();
    corrected.renamed().forEach((from, to) -> original.put(to, from));
    return known.keySet().stream().map(name -> original.getOrDefault(name, name)).toList();
  }

  private RowsFile asCorrected(RowsFile reader) {
    return corrected.renamed().isEmpty() && corrected.ignored().isEmpty()
        ? reader
        : new RenamedFile(reader, corrected.renamed(), corrected.ignored());
  }

  /** The columns beside those that are known, in types that hold their values in every file. */
  private Map<String, String> added(
      List<RowsFile> readers, Map<String, String> known, Optional<Schema> there)
      throws SQLException {
    boolean infer = known.isEmpty();
    var added = new LinkedHashMap<String, String>();
    for (var reader : readers) {
      var found = reader.columns(infer);
      requireAll(reader, known, found);
      var news = new ArrayList<String>();
      for (var name : found.keySet()) {
        if (key(known, name).isEmpty() && isWanted(reader, name, known)) {
          news.add(name);
        }
      }
      var inferred = news.isEmpty() || infer ? found : reader.columns(true);
      for (var name : news) {
        var type = typeOf(name, there).orElse(inferred.getOrDefault(name, "VARCHAR"));
        var before = key(added, name);
        added.put(
            before.orElse(name),
            before.isEmpty()
                ? type
                : Described.common(
                    connection, added.getOrDefault(before.get(), RowsFile.NOTHING), type));
      }
    }
    return added;
  }

  private Optional<String> typeOf(String name, Optional<Schema> there) {
    return task.step().loads()
        ? there
            .map(schema -> schema.caseInsensitiveFindField(name))
            .map(field -> DuckDbTypes.of(field.type()))
        : Optional.empty();
  }

  private static Optional<String> key(Map<String, String> columns, String name) {
    return columns.keySet().stream().filter(name::equalsIgnoreCase).findFirst();
  }

  private void requireAll(RowsFile reader, Map<String, String> known, Map<String, String> found) {
    var missing = known.keySet().stream().filter(name -> key(found, name).isEmpty()).toList();
    if (missing.isEmpty()) {
      return;
    }
    var name = missing.getFirst();
    var others = found.keySet().stream().filter(f -> key(known, f).isEmpty()).toList();
    throw new FaultException(
        Fault.of(
                Kind.SCHEMA_CHANGED,
                reader.name()
                    + ": "
                    + (missing.size() == 1 ? "column '" : "columns '")
                    + String.join("', '", missing)
                    + (missing.size() == 1 ? "' is missing" : "' are missing")
                    + (others.isEmpty() ? "" : "; new there: " + String.join(", ", others)),
                DidYouMean.among(others, name)
                    .map(near -> "'" + near + "' looks like it: map it, or ask the owner")
                    .orElse("ask the owner of the source, or correct the declared columns"))
            .with("file", reader.name())
            .with("missing", String.join(",", missing))
            .with("new", String.join(",", others)));
  }

  private boolean isWanted(RowsFile reader, String name, Map<String, String> known) {
    if (OriginColumns.has(name.toLowerCase(Locale.ROOT)) && task.step().loads()) {
      throw new FaultException(
          Kind.SCHEMA_CHANGED,
          reader.name()
              + ": a column cannot be named '"
              + name
              + "', which says where rows come from",
          "rename the column in the source");
    }
    if (known.isEmpty()) {
      return true;
    }
    return switch (source.onNewColumn()) {
      case ADD -> true;
      case IGNORE -> false;
      case FAIL ->
          throw new FaultException(
              Fault.of(
                      Kind.SCHEMA_CHANGED,
                      reader.name() + ": there is a new column '" + name + "'",
                      "say 'on_new_column: add' or 'ignore', or declare the column")
                  .with("file", reader.name())
                  .with("new", name));
    };
  }

  /** What is wrong with the bytes, in the words of the file's own name. */
  Fault fault(SQLException e) {
    return files.fault(batch, e);
  }

  @Override
  public void close() {
    files.close();
  }
}
