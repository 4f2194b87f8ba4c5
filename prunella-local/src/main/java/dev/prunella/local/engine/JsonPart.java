package dev.prunella.local.engine;

import dev.prunella.local.duckdb.Sql;
import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.pipeline.NumberForm;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** JSON files, read at once: every record may have keys of its own. */
final class JsonPart implements RowsFile {
  private final Connection connection;
  private final FormatOptions options;
  private final Map<String, NumberForm> forms;
  private final List<PartFile> files;
  private Map<String, String> columns = Map.of();
  private Map<String, Wanted> wanted = Map.of();
  private @Nullable ExactSelect select;

  /**
   * Files.
   *
   * @param forms of numbers that come as text, by the files' own names
   */
  JsonPart(
      Connection connection,
      FormatOptions options,
      Map<String, NumberForm> forms,
      List<PartFile> files) {
    this.connection = connection;
    this.options = options;
    this.forms = forms;
    this.files = List.copyOf(files);
  }

  @Override
  public String name() {
    var first = files.getFirst().name();
    return files.size() == 1 ? first : first + " and " + (files.size() - 1) + " more";
  }

  /** Without the closing parenthesis. */
  private String from(List<PartFile> some) {
    var kinds = some.stream().map(f -> f.first().compression()).distinct().toList();
    if (kinds.size() > 1) {
      throw new FaultException(
          Kind.BAD_BYTES,
          name() + ": some of them are compressed and some are not",
          "bring all of a batch in one form");
    }
    var layout =
        options.text("rows").isPresent()
            ? "newline_delimited"
            : switch (options.text("layout").orElse("auto")) {
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
        + some.stream()
            .map(f -> Sql.literal(f.path().toString()))
            .collect(Collectors.joining(", ", "[", "]"))
        + ", format="
        + Sql.literal(layout)
        + ", compression="
        + Sql.literal(kinds.getFirst());
  }

  private String from(List<PartFile> some, Map<String, String> types) {
    return from(some) + ", records=true, columns=" + Described.parameter(types) + ")";
  }

  /** An empty list has one column of DuckDB's own, and no row. */
  @Override
  public boolean isEmpty() throws SQLException {
    if (!columns(false).equals(Map.of("json", "JSON"))) {
      return false;
    }
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT count(*) FROM " + from(files) + ")")) {
      row.next();
      return row.getLong(1) == 0;
    }
  }

  /** All records are looked at in any case. */
  @Override
  public Map<String, String> columns(boolean infer) throws SQLException {
    if (columns.isEmpty()) {
      columns =
          Described.columns(connection, from(files) + ", union_by_name=true, sample_size=-1)");
    }
    return infer ? inferred() : columns;
  }

  private Map<String, String> inferred() throws SQLException {
    var guessed = new LinkedHashMap<String, Wanted>();
    columns.forEach((name, type) -> guessed.put(name, new Wanted(type, false)));
    var exact = ExactSelect.of(guessed, columns, this::rule);
    var fitting = exact.fitting(connection, from(files, exact.readAs(columns)));
    var inferred = new LinkedHashMap<String, String>();
    columns.forEach(
        (name, type) -> inferred.put(name, fitting.getOrDefault(name, true) ? type : "VARCHAR"));
    return inferred;
  }

  /** A number or a date may be written as text, too; what has parts comes as it was found. */
  private ExactSelect.Rule rule(String column, Wanted wanted, String there) {
    var form = forms.getOrDefault(column, NumberForm.PLAIN);
    var text = TextRule.of(wanted);
    if (text.isPresent()) {
      return new ExactSelect.Rule.Text(text.get(), text.get().isNumber() ? form : NumberForm.PLAIN);
    }
    return hasComparableParts(wanted.type()) && hasComparableParts(there)
        ? TypedRules.of(wanted, there, form)
        : new ExactSelect.Rule.Cast();
  }

  /** Whether an object is a map or a struct is a guess, and neither becomes the other. */
  private static boolean hasComparableParts(String type) {
    return (type.startsWith("STRUCT(") || type.endsWith("[]")) && !type.contains("MAP(");
  }

  @Override
  public String select(Map<String, Wanted> columnsWanted) {
    wanted = columnsWanted;
    var exact = ExactSelect.of(columnsWanted, columns, this::rule);
    select = exact;
    return exact.sql(from(files, exact.readAs(columns)));
  }

  @Override
  public Optional<Found> misfit() throws SQLException {
    if (select == null) {
      return Optional.empty();
    }
    var types = select.readAs(columns);
    for (var file : files) {
      var misfit = select.misfit(connection, from(List.of(file), types));
      if (misfit.isPresent()) {
        return misfit.map(m -> new Found(file.name(), 0, m));
      }
    }
    return Optional.empty();
  }

  /** Errors of DuckDB's reader do not name the column: the one that cannot be read alone. */
  Optional<String> culprit() {
    for (var column : wanted.entrySet()) {
      var type = column.getValue().type();
      var alone = from(files, Map.of(column.getKey(), type));
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
}
