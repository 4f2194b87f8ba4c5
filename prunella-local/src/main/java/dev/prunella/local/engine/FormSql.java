package dev.prunella.local.engine;

import dev.prunella.local.duckdb.Sql;
import dev.prunella.pipeline.NumberForm;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Text in which numbers are written in a form, as DuckDB understands numbers. */
final class FormSql {
  private FormSql() {}

  /**
   * An expression of a text column: its numbers written plainly, NULL where a value is not written
   * in the form.
   */
  static String plain(String column, NumberForm form) {
    if (form.equals(NumberForm.PLAIN)) {
      return column;
    }
    var bare = bare(column, form);
    var digits = form.grouping().isEmpty() ? bare : ungrouped(bare, form);
    return form.point().equals(".") && form.grouping().isEmpty()
        ? digits
        : "CASE WHEN "
            + (form.point().equals(".") || form.grouping().equals(".")
                ? "false"
                : "contains(" + bare + ", '.')")
            + " THEN NULL ELSE replace("
            + digits
            + ", "
            + Sql.literal(form.point())
            + ", '.') END";
  }

  private static String bare(String column, NumberForm form) {
    if (form.before().isEmpty() && form.after().isEmpty()) {
      return column;
    }
    var conditions =
        Stream.of(
                form.before().isEmpty()
                    ? ""
                    : "starts_with(" + column + ", " + Sql.literal(form.before()) + ")",
                form.after().isEmpty()
                    ? ""
                    : "ends_with(" + column + ", " + Sql.literal(form.after()) + ")",
                "length(" + column + ") > " + (length(form.before()) + length(form.after())))
            .filter(c -> !c.isEmpty())
            .collect(Collectors.joining(" AND "));
    return "CASE WHEN "
        + conditions
        + " THEN substr("
        + column
        + ", "
        + (length(form.before()) + 1)
        + ", length("
        + column
        + ") - "
        + (length(form.before()) + length(form.after()))
        + ") END";
  }

  /** As DuckDB counts them: by code point. */
  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /** Only groups of three are groups: 1,5 has none, 1,234,5 has none, and 0,850 has none either. */
  private static String ungrouped(String bare, NumberForm form) {
    var pattern =
        "[+-]?([0-9]{1,3}|[1-9][0-9]{0,2}("
            + quoted(form.grouping())
            + "[0-9]{3})+)("
            + quoted(form.point())
            + "[0-9]*)?";
    return "CASE WHEN regexp_full_match("
        + bare
        + ", "
        + Sql.literal(pattern)
        + ") THEN replace("
        + bare
        + ", "
        + Sql.literal(form.grouping())
        + ", '') END";
  }

  /** For RE2: every character that is no letter and no digit may be escaped. */
  private static String quoted(String text) {
    var pattern = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (!Character.isLetterOrDigit(c) && c < 128) {
                pattern.append('\\');
              }
              pattern.appendCodePoint(c);
            });
    return pattern.toString();
  }
}
