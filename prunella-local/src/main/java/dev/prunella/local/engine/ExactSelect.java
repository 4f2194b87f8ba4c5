package dev.prunella.local.engine;

import dev.prunella.local.duckdb.Sql;
import dev.prunella.pipeline.NumberForm;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A file's columns in the types that are wanted, in one pass that fails at a value which would not
 * arrive as it is; and, for the fault, which value that was.
 */
final class ExactSelect {
  /** By which a statement's error is known to come from here. */
  private static final String MARK = "prunella: a value does not fit:";

  private static final int SHOWN = 100;

  /** How a value is looked at. */
  sealed interface Rule {
    /** DuckDB's cast changes nothing that counts. */
    record Cast() implements Rule {}

    /**
     * Text.
     *
     * @param form how its numbers are written
     */
    record Text(TextRule rule, NumberForm form) implements Rule {
      /** Of a type whose values are written plainly. */
      Text(TextRule rule) {
        this(rule, NumberForm.PLAIN);
      }
    }

    /** A typed value, which must come back from the wanted type as it was. */
    record ThereAndBack(String type) implements Rule {}

    /** No value of the one type is one of the other. */
    record Never() implements Rule {}
  }

  /**
   * A wanted column.
   *
   * @param source as the file calls it; empty when it does not have it
   */
  record Cell(String name, Wanted wanted, Optional<String> source, Rule rule) {

    private String type() {
      return wanted.type();
    }

    /** What is read of it: x as it comes, y as it is understood, t as it is wanted. */
    private String read(int i) {
      if (source.isEmpty()) {
        return "CAST(NULL AS " + type() + ") AS t" + i;
      }
      var column = Sql.identifier(source.get());
      return switch (rule) {
        case Rule.Cast() -> "CAST(" + column + " AS " + type() + ") AS t" + i;
        case Rule.Text(var text, var form) -> {
          var understood = FormSql.plain(column, form);
          yield "%1$s AS x%4$d, %2$s AS y%4$d, %3$s AS t%4$d"
              .formatted(column, understood, text.value(understood), i);
        }
        case Rule.ThereAndBack _, Rule.Never() ->
            "%1$s AS x%3$d, TRY_CAST(%1$s AS %2$s) AS t%3$d".formatted(column, type(), i);
      };
    }

    private boolean isChecked() {
      return source.isPresent() && !(rule instanceof Rule.Cast);
    }

    private String fits(int i) {
      return switch (rule) {
        case Rule.Cast() -> "true";
        case Rule.Text(var text, var _) -> text.fits("y" + i, "t" + i);
        case Rule.ThereAndBack(var from) ->
            "(t%1$d IS NOT NULL AND TRY_CAST(t%1$d AS %2$s) IS NOT DISTINCT FROM x%1$d)"
                .formatted(i, from);
        case Rule.Never() -> "false";
      };
    }

    private String given(int i) {
      return (isChecked()
              ? "CASE WHEN x%1$d IS NULL THEN t%1$d WHEN %2$s THEN t%1$d ELSE CAST(error(concat(%3$s, ' ', left(CAST(x%1$d AS VARCHAR), %4$d))) AS %5$s) END"
                  .formatted(i, fits(i), Sql.literal(MARK), SHOWN, type())
              : "t" + i)
          + " AS "
          + Sql.identifier(name);
    }
  }

  private final List<Cell> cells;

  static boolean isCause(SQLException e) {
    return SqlError.of(e).message().contains(MARK);
  }

  ExactSelect(List<Cell> cells) {
    this.cells = List.copyOf(cells);
  }

  /**
   * The cells of a file.
   *
   * @param there the file's columns and their types
   */
  static ExactSelect of(Map<String, Wanted> wanted, Map<String, String> there, Rules rules) {
    var cells = new ArrayList<Cell>();
    wanted.forEach(
        (name, as) -> {
          var source = there.keySet().stream().filter(name::equalsIgnoreCase).findFirst();
          var rule =
              source.map(s -> rules.of(s, as, there.getOrDefault(s, ""))).orElse(new Rule.Cast());
          cells.add(new Cell(name, as, source, rule));
        });
    return new ExactSelect(cells);
  }

  /** Chooses by a column of the file, what is wanted of it and the type that it has there. */
  interface Rules {
    Rule of(String column, Wanted wanted, String there);
  }

  /** In which types a reader that is told has to read the file's columns. */
  Map<String, String> readAs(Map<String, String> there) {
    var types = new LinkedHashMap<String, String>();
    there.keySet().forEach(name -> types.put(name, "VARCHAR"));
    for (var cell : cells) {
      cell.source()
          .ifPresent(
              name ->
                  types.put(
                      name,
                      switch (cell.rule()) {
                        case Rule.Cast() -> cell.type();
                        case Rule.Text _ -> "VARCHAR";
                        case Rule.ThereAndBack(var type) -> type;
                        case Rule.Never() -> there.getOrDefault(name, "VARCHAR");
                      }));
    }
    return types;
  }

  private String inner(String first, String from) {
    var reads = new ArrayList<String>();
    if (!first.isEmpty()) {
      reads.add(first);
    }
    for (int i = 0; i < cells.size(); i++) {
      reads.add(cells.get(i).read(i));
    }
    return "(SELECT " + String.join(", ", reads) + " FROM " + from + ") AS r";
  }

  /** The columns, by their wanted names and in their order. */
  String sql(String from) {
    var given = new ArrayList<String>();
    for (int i = 0; i < cells.size(); i++) {
      given.add(cells.get(i).given(i));
    }
    return "SELECT " + String.join(", ", given) + " FROM " + inner("", from);
  }

  /**
   * The first row's first value that does not fit.
   *
   * @param from must give the rows in their order
   */
  Optional<Misfit> misfit(Connection connection, String from) throws SQLException {
    var which = new StringBuilder();
    var value = new StringBuilder();
    var becomes = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      if (cells.get(i).isChecked()) {
        var when = " WHEN x%d IS NOT NULL AND NOT %s THEN ".formatted(i, cells.get(i).fits(i));
        which.append(when).append(i);
        value.append(when).append("CAST(x").append(i).append(" AS VARCHAR)");
        becomes.append(when).append("CAST(t").append(i).append(" AS VARCHAR)");
      }
    }
    if (which.isEmpty()) {
      return Optional.empty();
    }
    var sql =
        "SELECT * FROM (SELECT n, CASE%s END AS which, CASE%s END AS value, CASE%s END AS becomes FROM %s) AS m WHERE which IS NOT NULL ORDER BY n LIMIT 1"
            .formatted(which, value, becomes, inner("row_number() OVER () AS n", from));
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      if (!row.next()) {
        return Optional.empty();
      }
      var cell = cells.get(row.getInt(2));
      return Optional.of(
          new Misfit(
              row.getLong(1),
              cell.source().orElse(cell.name()),
              row.getString(3),
              cell.wanted(),
              Optional.ofNullable(row.getString(4))));
    }
  }

  /**
   * For each column, whether all its values fit; {@code NULL} in DuckDB's sense, that is, left out,
   * where it has none.
   */
  Map<String, Boolean> fitting(Connection connection, String from) throws SQLException {
    var sums = new ArrayList<String>();
    for (int i = 0; i < cells.size(); i++) {
      var cell = cells.get(i);
      sums.add(
          cell.isChecked()
              ? "bool_and(CASE WHEN x%d IS NULL THEN NULL ELSE %s END)".formatted(i, cell.fits(i))
              : "bool_or(CASE WHEN t%d IS NULL THEN NULL ELSE true END)".formatted(i));
    }
    var fitting = new LinkedHashMap<String, Boolean>();
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                sums.stream().collect(Collectors.joining(", ", "SELECT ", " FROM "))
                    + inner("", from))) {
      row.next();
      for (int i = 0; i < cells.size(); i++) {
        boolean fits = row.getBoolean(i + 1);
        if (!row.wasNull()) {
          fitting.put(cells.get(i).name(), fits);
        }
      }
    }
    return fitting;
  }
}
