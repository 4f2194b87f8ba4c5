package dev.prunella.local.duckdb;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Quoting for SQL text. Every name and value that comes from data or people goes through here. */
public final class Sql {

  private Sql() {}

  /** An identifier in double quotes. */
  public static String identifier(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  /** A string literal in single quotes. */
  public static String literal(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  /** A dotted name of quoted parts. */
  public static String qualified(List<String> parts) {
    return parts.stream().map(Sql::identifier).collect(Collectors.joining("."));
  }

  static String list(Collection<String> values) {
    return values.stream().map(Sql::literal).collect(Collectors.joining(", ", "[", "]"));
  }

  static String field(String struct, String name) {
    return "struct_extract(" + struct + ", " + literal(name) + ")";
  }

  static String cast(String expression, String type) {
    return "CAST(" + expression + " AS " + type + ")";
  }

  /** A query in parentheses; the line break ends a trailing {@code --} comment of the query. */
  public static String subquery(String query) {
    return "(" + statement(query) + "\n)";
  }

  /** A query without what ends it. */
  public static String statement(String query) {
    String text = query.strip();
    while (text.endsWith(";")) {
      text = text.substring(0, text.length() - 1).strip();
    }
    return text;
  }
}
