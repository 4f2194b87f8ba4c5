package dev.prunella.local.engine;

import dev.prunella.local.duckdb.Sql;
import dev.prunella.pipeline.Transformation;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Renders a change of rows as a query over a relation; it changes nothing that is stored. */
public final class TransformationSql {

  private TransformationSql() {}

  /**
   * The changed rows, in parentheses, with the relation's columns.
   *
   * @param columns the relation's columns, in order
   */
  public static String over(String relation, Transformation change, List<String> columns) {
    return switch (change) {
      case Transformation.Scale s -> replace(relation, scaled(s));
      case Transformation.FlipDayAndMonth f -> replace(relation, List.of(flipped(f.column())));
      case Transformation.Shift s ->
          replace(
              relation,
              s.columns().stream()
                  .map(Sql::identifier)
                  .map(c -> c + " + to_seconds(" + s.by().toSeconds() + ") AS " + c)
                  .toList());
      case Transformation.Recode r -> replace(relation, List.of(recoded(r)));
      case Transformation.Swap s ->
          replace(
              relation,
              List.of(
                  Sql.identifier(s.first()) + " AS " + Sql.identifier(s.second()),
                  Sql.identifier(s.second()) + " AS " + Sql.identifier(s.first())));
      case Transformation.KeepOneIn k -> oneIn(relation, k.copies(), columns);
      case Transformation.Distinct() -> "(SELECT DISTINCT * FROM " + relation + " t)";
      case Transformation.Respell r -> replace(relation, List.of(respelt(r)));
      case Transformation.Cells c -> replace(relation, List.of(cells(c)));
      case Transformation.Convert c -> replace(relation, List.of(converted(c)));
    };
  }

  private static String replace(String relation, List<String> expressions) {
    return "(SELECT * REPLACE (" + String.join(", ", expressions) + ") FROM " + relation + " t)";
  }

  private static List<String> scaled(Transformation.Scale s) {
    return s.columns().stream()
        .map(Sql::identifier)
        .map(
            c -> {
              var exact = "CAST(" + c + " AS DOUBLE)" + times(s.factor());
              // A sign rounds nothing: taken back, it gives the very number that was.
              boolean roundsNothing = Math.abs(s.factor()) == 1;
              var product =
                  s.decimals()
                      .filter(_ -> !roundsNothing)
                      .map(d -> rounded(exact, d))
                      .orElse(exact);
              return s.within()
                      .map(w -> "CASE WHEN " + is(w) + " THEN " + product + " ELSE " + c + " END")
                      .orElse(product)
                  + " AS "
                  + c;
            })
        .toList();
  }

  /**
   * What was multiplied by a whole number is divided by that: 35 times 0.01 is more than the 0.35
   * that it is compared with.
   */
  private static String times(double factor) {
    double taken = 1 / factor;
    return isWhole(taken) && !isWhole(factor) ? " / " + taken : " * " + factor;
  }

  private static boolean isWhole(double number) {
    return Math.rint(number) == number;
  }

  /**
   * To so many decimals; a value that is exact with two more was written so and keeps them: only
   * what a damage has rounded is rounded.
   */
  private static String rounded(String exact, int decimals) {
    var more = "round(" + exact + ", " + (decimals + 2) + ")";
    return "CASE WHEN abs("
        + exact
        + " - "
        + more
        + ") <= 1e-9 * greatest(abs("
        + exact
        + "), 1) THEN "
        + more
        + " ELSE round("
        + exact
        + ", "
        + decimals
        + ") END";
  }

  /** A whole number is written without a fraction where rows are grouped by it. */
  private static String is(Transformation.Category category) {
    var column = Sql.identifier(category.column());
    return "(CAST("
        + column
        + " AS VARCHAR) = "
        + Sql.literal(category.value())
        + " OR CAST(TRY_CAST("
        + column
        + " AS BIGINT) AS VARCHAR) = "
        + Sql.literal(category.value())
        + ")";
  }

  private static String flipped(String column) {
    var c = Sql.identifier(column);
    return "CASE WHEN day("
        + c
        + ") <= 12 THEN make_timestamp(year("
        + c
        + "), day("
        + c
        + "), month("
        + c
        + "), 0, 0, 0.0) + (CAST("
        + c
        + " AS TIMESTAMP) - date_trunc('day', CAST("
        + c
        + " AS TIMESTAMP))) ELSE CAST("
        + c
        + " AS TIMESTAMP) END AS "
        + c;
  }

  private static String recoded(Transformation.Recode recode) {
    var c = Sql.identifier(recode.column());
    var text = "CAST(" + c + " AS VARCHAR)";
    return "CASE "
        + recode.values().entrySet().stream()
            .map(
                e ->
                    "WHEN "
                        + text
                        + " = "
                        + Sql.literal(e.getKey())
                        + " THEN "
                        + Sql.literal(e.getValue()))
            .collect(Collectors.joining(" "))
        + " ELSE "
        + text
        + " END AS "
        + c;
  }

  private static String oneIn(String relation, int copies, List<String> columns) {
    var all = columns.stream().map(Sql::identifier).collect(Collectors.joining(", "));
    return "(SELECT * FROM "
        + relation
        + " t QUALIFY row_number() OVER (PARTITION BY "
        + all
        + ") % "
        + copies
        + " = 1)";
  }

  private static String respelt(Transformation.Respell respell) {
    var c = Sql.identifier(respell.column());
    return switch (respell.to()) {
          case UPPER -> "upper(" + c + ")";
          case LOWER -> "lower(" + c + ")";
          case TRIMMED -> "trim(" + c + ", ' \t\r\n')";
        }
        + " AS "
        + c;
  }

  private static String cells(Transformation.Cells cells) {
    var c = Sql.identifier(cells.column());
    return cells.cells().stream()
        .map(
            cell ->
                "WHEN "
                    + isCell(cells.column(), cell)
                    + " THEN "
                    + (cell.factor() == 1
                        ? "NULL"
                        : "CAST(" + c + " AS DOUBLE)" + times(cell.factor())))
        .collect(Collectors.joining(" ", "CASE ", " ELSE " + c + " END AS " + c));
  }

  /**
   * A condition that holds for a cell: what finds the cells that a change is about, finds those
   * that are changed.
   */
  public static String isCell(String column, Transformation.Cell cell) {
    return isRow(cell.row())
        + " AND abs(CAST("
        + Sql.identifier(column)
        + " AS DOUBLE) - "
        + cell.value()
        + ") <= 1e-9 * abs("
        + cell.value()
        + ")";
  }

  /** A condition that holds for rows with these values; for all where none are given. */
  public static String isRow(Map<String, String> values) {
    return values.entrySet().stream()
        .map(
            e ->
                " AND CAST("
                    + Sql.identifier(e.getKey())
                    + " AS VARCHAR) = "
                    + Sql.literal(e.getValue()))
        .collect(Collectors.joining("", "true", ""));
  }

  private static String converted(Transformation.Convert convert) {
    var c = Sql.identifier(convert.column());
    var day = day(convert.at());
    var by =
        convert.rates().of().entrySet().stream()
            .map(
                e ->
                    "WHEN DATE '"
                        + e.getKey()
                        + "' THEN CAST('"
                        + e.getValue().toPlainString()
                        + "' AS DOUBLE)")
            .collect(
                Collectors.joining(
                    " ",
                    "CASE " + day + " ",
                    " ELSE error('there is no rate of ' || coalesce(CAST("
                        + day
                        + " AS VARCHAR), 'a row without a day')) END"));
    var exact = "CAST(" + c + " AS DOUBLE) " + (convert.divides() ? "/" : "*") + " (" + by + ")";
    var product = convert.decimals().map(d -> "round(" + exact + ", " + d + ")").orElse(exact);
    var condition = convert.within().map(w -> is(w) + " AND ").orElse("") + c + " IS NOT NULL";
    return "CASE WHEN " + condition + " THEN " + product + " ELSE " + c + " END AS " + c;
  }

  /** The day of a row; of a moment the day in UTC, whatever zone the session has. */
  private static String day(String column) {
    var c = Sql.identifier(column);
    return "(CASE WHEN typeof("
        + c
        + ") = 'TIMESTAMP WITH TIME ZONE' THEN CAST(CAST("
        + c
        + " AS TIMESTAMPTZ) AT TIME ZONE 'UTC' AS DATE) ELSE CAST("
        + c
        + " AS DATE) END)";
  }
}
