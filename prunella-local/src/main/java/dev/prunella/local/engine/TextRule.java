package dev.prunella.local.engine;

import dev.prunella.local.duckdb.Sql;
import java.util.Optional;

/**
 * When text stands for exactly a value of a type. DuckDB's casts are kinder: they round, read
 * {@code 1_000} and {@code 0x10} as numbers, and leave out a time, an offset or the seventh digit
 * of a second. A value that is written as DuckDB would write it needs no second look, and most are.
 *
 * @param type DuckDB's
 * @param pattern what else a value may look like, as a regular expression of RE2
 * @param also what must hold beside the pattern, of {@code %1$s}, the text, and {@code %2$s}, the
 *     value; may be empty
 */
record TextRule(String type, String pattern, String also) {
  private static final String DAY = "\\s*[0-9]{1,6}[-/][0-9]{1,2}[-/][0-9]{1,2}";
  private static final String CLOCK = "[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{0,%d}0*)?)?\\s*";
  private static final String MIDNIGHT = "([ T]0{1,2}:00(:00(\\.0*)?)?)?\\s*";
  private static final int MICROS = 6;
  private static final int NANOS = 9;

  /** So few digits that a double tells any two such numbers apart. */
  private static final String WITH_EXPONENT =
      "\\s*[+-]?[0-9]{1,9}(\\.[0-9]{1,6})?[eE][+-]?[0-9]{1,3}\\s*";

  private static final String SAME_AS_DOUBLE =
      "CAST(%2$s AS DOUBLE) = TRY_CAST(trim(%1$s) AS DOUBLE)";

  /**
   * A double takes the nearest value that it has, which is what it is for; but a whole number that
   * it has not was somebody's name for something, and none becomes infinite.
   */
  private static final String NEAREST =
      "(NOT isinf(%2$s) OR regexp_matches(%1$s, '[iI]'))"
          + " AND (NOT regexp_full_match(%1$s, '\\s*[+-]?[0-9]{7,}\\s*') OR TRY_CAST(%2$s AS HUGEINT) = TRY_CAST(trim(%1$s) AS HUGEINT))";

  /** Empty for a type whose values DuckDB reads from text without a change, or not at all. */
  static Optional<TextRule> of(Wanted wanted) {
    var type = wanted.type();
    int bracket = type.indexOf('(');
    return switch (bracket < 0 ? type : type.substring(0, bracket)) {
      case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT" ->
          Optional.of(number(type, whole(wanted) + "(\\.0*)?"));
      case "DECIMAL" -> Optional.of(number(type, decimal(wanted, scale(type))));
      case "FLOAT", "DOUBLE" -> Optional.of(new TextRule(type, approximate(wanted), NEAREST));
      case "DATE" -> Optional.of(new TextRule(type, DAY + MIDNIGHT, ""));
      case "TIME" -> Optional.of(new TextRule(type, "\\s*" + CLOCK.formatted(MICROS), ""));
      case "TIMESTAMP" -> Optional.of(moment(type, MICROS, "\\s*"));
      case "TIMESTAMP_NS" -> Optional.of(moment(type, NANOS, "\\s*"));
      case "TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE" ->
          Optional.of(new TextRule(type, "[^.]*(\\.[0-9]{0,6}0*([^0-9].*)?)?", ""));
      case "BOOLEAN", "UUID" -> Optional.of(new TextRule(type, ".*", ""));
      default -> Optional.empty();
    };
  }

  private static TextRule number(String type, String pattern) {
    return new TextRule(
        type,
        "\\s*" + pattern + "\\s*|" + WITH_EXPONENT,
        "(NOT regexp_matches(%1$s, '[eE]') OR " + SAME_AS_DOUBLE + ")");
  }

  private static String whole(Wanted wanted) {
    return wanted.declared() ? "[+-]?[0-9]+" : "-?(0|[1-9][0-9]*)";
  }

  private static String decimal(Wanted wanted, int scale) {
    var whole = wanted.declared() ? "[+-]?[0-9]*" : "-?(0|[1-9][0-9]*)?";
    return whole + "(\\.[0-9]{0," + scale + "}0*)?";
  }

  private static String approximate(Wanted wanted) {
    return "\\s*(("
        + whole(wanted)
        + ")?(\\.[0-9]*)?([eE][+-]?[0-9]+)?|[+-]?\\.[0-9]+|[+-]?(?i:nan|inf|infinity))\\s*";
  }

  private static TextRule moment(String type, int digits, String end) {
    return new TextRule(type, DAY + "([ T]" + CLOCK.formatted(digits) + ")?" + end, "");
  }

  private static int scale(String decimal) {
    return Integer.parseInt(
        decimal.substring(decimal.indexOf(',') + 1, decimal.indexOf(')')).strip());
  }

  /** Whether its values are numbers. */
  boolean isNumber() {
    return type.matches("(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|DECIMAL|FLOAT|DOUBLE).*");
  }

  /** The value of a text, NULL where it has none. */
  String value(String text) {
    return "TRY_CAST(" + text + " AS " + type + ")";
  }

  /** True where a text, which is not NULL, stands for exactly a value; true, false or NULL. */
  String fits(String text, String value) {
    return "CASE WHEN "
        + value
        + " IS NULL THEN false WHEN CAST("
        + value
        + " AS VARCHAR) = "
        + text
        + " THEN true ELSE regexp_full_match("
        + text
        + ", "
        + Sql.literal(pattern)
        + ")"
        + (also.isEmpty() ? "" : " AND " + also.formatted(text, value))
        + " END";
  }
}
