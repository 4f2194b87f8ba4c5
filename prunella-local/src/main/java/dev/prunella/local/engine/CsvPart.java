package dev.prunella.local.engine;

import dev.prunella.local.duckdb.Sql;
import dev.prunella.local.transfer.CsvHeader;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.pipeline.NumberForm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A CSV file. What may lose something on its way from text is read as text, and looked at. */
final class CsvPart implements RowsFile {
  private final Connection connection;
  private final FormatOptions options;
  private final Map<String, NumberForm> forms;
  private final PartFile file;
  private final List<String> names;
  private Map<String, String> columns = Map.of();
  private @Nullable ExactSelect select;

  /**
   * A file.
   *
   * @param forms of columns whose numbers are written otherwise than the others', by the file's own
   *     names
   * @param names for a file that has none of its own
   */
  CsvPart(
      Connection connection,
      FormatOptions options,
      Map<String, NumberForm> forms,
      PartFile file,
      List<String> names) {
    this.connection = connection;
    this.options = options;
    this.forms = forms;
    this.file = file;
    this.names = List.copyOf(names);
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
      requireEncoding();
      var found = described();
      requireDistinct(found);
      columns = named(found);
    }
    return infer ? inferred() : columns;
  }

  private Map<String, String> described() throws SQLException {
    var from = "read_csv(" + dialect(options.hasHeader()) + ", all_varchar=true";
    try {
      return Described.columns(connection, from + ")");
    } catch (SQLException e) {
      if (PartFaults.isAboutEncoding(e)) {
        throw e;
      }
      // A line that does not fit is found when all are read, with its number.
      return Described.columns(connection, from + ", ignore_errors=true)");
    }
  }

  private void requireEncoding() {
    try {
      if (options.text("encoding").isEmpty() && FirstBytes.isUtf16(file.path())) {
        throw new FaultException(PartFaults.utf16(file.name()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file.name() + ": " + e.getMessage(), e);
    }
  }

  /** DuckDB calls the second of two equal names by another. */
  private void requireDistinct(Map<String, String> found) throws SQLException {
    if (!options.hasHeader() || found.keySet().stream().noneMatch(n -> n.matches("(?s).*_\\d+"))) {
      return;
    }
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT * FROM read_csv("
                    + dialect(false)
                    + ", all_varchar=true, ignore_errors=true) LIMIT 1")) {
      var seen = new HashSet<String>();
      int names = row.next() ? row.getMetaData().getColumnCount() : 0;
      for (int i = 1; i <= names; i++) {
        var name = row.getString(i);
        if (name != null && !seen.add(name.toLowerCase(Locale.ROOT))) {
          throw new FaultException(
              Fault.of(
                      Kind.SCHEMA_CHANGED,
                      file.name() + ": the header names '" + name + "' twice",
                      "name one of the columns otherwise in the source")
                  .with("file", file.name())
                  .with(Fault.COLUMN, name));
        }
      }
    }
  }

  private Map<String, String> inferred() throws SQLException {
    Map<String, String> guessed;
    try {
      guessed =
          named(
              Described.columns(
                  connection, "read_csv(" + dialect(options.hasHeader()) + ", sample_size=-1)"));
    } catch (SQLException e) {
      // It does not say which line does not fit; reading them all as text does.
      try (var statement = connection.createStatement()) {
        statement.execute("SELECT count(*) FROM " + from(columns));
      }
      throw e;
    }
    var wanted = new LinkedHashMap<String, Wanted>();
    guessed.forEach((name, type) -> wanted.put(name, new Wanted(type, false)));
    var exact = ExactSelect.of(wanted, columns, this::rule);
    var fitting = exact.fitting(connection, from(exact.readAs(columns)));
    var inferred = new LinkedHashMap<String, String>();
    guessed.forEach(
        (name, type) ->
            inferred.put(
                name,
                Optional.ofNullable(fitting.get(name))
                    .map(fits -> fits ? type : "VARCHAR")
                    .orElse(NOTHING)));
    return inferred;
  }

  private ExactSelect.Rule rule(String column, Wanted wanted, String there) {
    boolean formatted =
        wanted.type().equals("DATE")
            ? options.text("date_format").isPresent()
            : wanted.type().startsWith("TIMESTAMP") && options.text("timestamp_format").isPresent();
    if (formatted) {
      // Whoever says how a moment is written gets nothing but that.
      return new ExactSelect.Rule.Cast();
    }
    return TextRule.of(wanted)
        .<ExactSelect.Rule>map(rule -> new ExactSelect.Rule.Text(rule, form(column, rule)))
        .orElse(new ExactSelect.Rule.Cast());
  }

  private NumberForm form(String column, TextRule rule) {
    var own = forms.get(column);
    if (own != null && rule.isNumber()) {
      return own;
    }
    return rule.type().matches("(FLOAT|DOUBLE|DECIMAL).*")
        ? options
            .text("decimal_separator")
            .map(point -> new NumberForm("", "", "", point))
            .orElse(NumberForm.PLAIN)
        : NumberForm.PLAIN;
  }

  private Map<String, String> named(Map<String, String> found) {
    if (options.hasHeader() || found.size() != names.size()) {
      return found;
    }
    var named = new LinkedHashMap<String, String>();
    var types = List.copyOf(found.values());
    for (int i = 0; i < types.size(); i++) {
      named.put(names.get(i), types.get(i));
    }
    return named;
  }

  @Override
  public String select(Map<String, Wanted> wanted) {
    var exact = ExactSelect.of(wanted, columns, this::rule);
    select = exact;
    return exact.sql(from(exact.readAs(columns)));
  }

  @Override
  public Optional<Found> misfit() throws SQLException {
    if (select == null) {
      return Optional.empty();
    }
    var from = from(select.readAs(columns));
    var inOrder = from.substring(0, from.length() - 1) + ", parallel=false)";
    var misfit = select.misfit(connection, inOrder);
    return misfit.map(m -> new Found(file.name(), line(m.row()), m));
  }

  private long line(long row) {
    if (options.text("encoding").orElse("utf-8").toLowerCase(Locale.ROOT).startsWith("utf-16")) {
      return 0;
    }
    var lines =
        new CsvLines(
            options.text("quote").orElse("\"").charAt(0),
            options.text("escape").orElse("\"").charAt(0),
            options.whole("skip"),
            options.hasHeader(),
            columns.size() == 1);
    try {
      return lines.lineOf(file, row);
    } catch (IOException e) {
      throw new UncheckedIOException(file.name() + ": " + e.getMessage(), e);
    }
  }

  private String from(Map<String, String> types) {
    return "read_csv("
        + dialect(options.hasHeader())
        + ", auto_detect=false, columns="
        + Described.parameter(types)
        + ")";
  }

  private String dialect(boolean header) {
    var delimiter =
        options
            .text("delimiter")
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
            .append(Sql.literal(options.text("quote").orElse("\"")))
            .append(", escape=")
            .append(Sql.literal(options.text("escape").orElse("\"")))
            .append(", header=")
            .append(header)
            .append(", nullstr=['', ")
            .append(Sql.literal(options.text("null").orElse("")))
            .append("], compression=")
            .append(Sql.literal(file.first().compression()));
    text("encoding", "encoding", text);
    text("decimal_separator", "decimal_separator", text);
    text("date_format", "dateformat", text);
    text("timestamp_format", "timestampformat", text);
    // Said in any case: DuckDB would skip what does not look like its other lines.
    text.append(", skip=").append(options.whole("skip"));
    return text.toString();
  }

  private void text(String option, String parameter, StringBuilder to) {
    options
        .text(option)
        .ifPresent(
            value -> to.append(", ").append(parameter).append('=').append(Sql.literal(value)));
  }
}
