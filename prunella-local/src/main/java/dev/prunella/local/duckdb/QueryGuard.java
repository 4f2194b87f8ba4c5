package dev.prunella.local.duckdb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.local.duckdb.QueryException.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads SQL that a person typed with DuckDB's own parser: lets through exactly one SELECT and finds
 * the tables it names. What runs afterwards is locked down as well ({@link
 * DuckDbPool.Lease#lockDown}); this guard is for clear sentences and for names.
 */
public final class QueryGuard {
  private static final int MAX_QUERY_CHARS = 1_000_000;
  private static final int MAX_DEPTH = 2_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Functions in FROM that read nothing but their arguments. */
  private static final Set<String> TABLE_FUNCTIONS =
      Set.of(
          "range",
          "generate_series",
          "unnest",
          "repeat",
          "repeat_row",
          "json_each",
          "json_tree",
          "summary");

  /** Scalar functions that reach outside the rows of a query, or run text as SQL. */
  private static final Set<String> REFUSED_FUNCTIONS =
      Set.of(
          "getenv",
          "current_setting",
          "getvariable",
          "write_log",
          "nextval",
          "currval",
          "query",
          "query_table",
          "json_execute_serialized_sql",
          "json_serialize_plan",
          "add_parquet_key",
          "set_config",
          "parse_duckdb_log_message",
          "current_query",
          "read_text",
          "read_blob",
          "sleep_ms");

  private QueryGuard() {}

  /**
   * What a query is made of.
   *
   * @param sql the text, unchanged
   * @param tables the names it reads, each as its parts, without those of its own WITH clauses
   */
  public record Checked(String sql, List<List<String>> tables) {
    public Checked {
      tables = tables.stream().map(List::copyOf).toList();
    }
  }

  /**
   * Checks a query.
   *
   * @throws QueryException if it is not one SELECT, or reaches for more than tables
   */
  public static Checked check(Connection connection, String sql) {
    if (sql.length() > MAX_QUERY_CHARS) {
      throw refused("The query is longer than " + MAX_QUERY_CHARS + " characters.");
    }
    if (sql.indexOf('\0') >= 0) {
      throw refused("The query contains a NUL character.");
    }
    JsonNode parsed = parse(connection, sql);
    JsonNode statements = parsed.path("statements");
    if (statements.size() != 1) {
      throw refused(
          statements.isEmpty()
              ? "There is no query. Next: write one SELECT."
              : "These are " + statements.size() + " statements. Next: run one SELECT at a time.");
    }
    var walk = new Walk();
    walk.visit(statements.get(0), Set.of(), 0);
    return new Checked(sql, List.copyOf(walk.tables));
  }

  private static JsonNode parse(Connection connection, String sql) {
    try (var statement = connection.prepareStatement("SELECT json_serialize_sql(?)")) {
      statement.setString(1, sql);
      try (var row = statement.executeQuery()) {
        row.next();
        JsonNode parsed = JSON.readTree(row.getString(1));
        if (!parsed.path("error").asBoolean(true)) {
          return parsed;
        }
        String message = parsed.path("error_message").asText();
        if (parsed.path("error_type").asText().equals("parser")) {
          throw new QueryException(
              Reason.INVALID, "This is not SQL: " + message + position(parsed, sql) + ".");
        }
        throw refused(
            "Only a SELECT can be run here"
                + (message.startsWith("Only SELECT") ? "" : " (" + message + ")")
                + ". Next: write one SELECT; write tables with the commands made for it.");
      }
    } catch (JsonProcessingException e) {
      throw refused("The query is nested too deeply to be checked.");
    } catch (SQLException e) {
      throw new QueryException(Reason.INVALID, "This is not SQL: " + e.getMessage(), e);
    }
  }

  private static String position(JsonNode error, String sql) {
    int at = error.path("position").asInt(-1);
    if (at < 0 || at > sql.length()) {
      return "";
    }
    long line = sql.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
    return " in line " + line + ", column " + (at - sql.lastIndexOf('\n', at - 1));
  }

  private static QueryException refused(String message) {
    return new QueryException(Reason.REFUSED, message);
  }

  /** A walk over the parse tree that knows which names a WITH clause has taken. */
  private static final class Walk {
    private final Set<List<String>> tables = new LinkedHashSet<>();

    void visit(JsonNode node, Set<String> taken, int depth) {
      if (depth > MAX_DEPTH) {
        throw refused("The query is nested too deeply to be checked.");
      }
      if (!node.isObject()) {
        node.forEach(child -> visit(child, taken, depth + 1));
        return;
      }
      inspect(node, taken);
      Set<String> names = withClause(node, taken, depth);
      for (var field : node.properties()) {
        if (!field.getKey().equals("cte_map")) {
          visit(field.getValue(), names, depth + 1);
        }
      }
    }

    /** Each query of a WITH clause sees the names before it; what follows sees all. */
    private Set<String> withClause(JsonNode node, Set<String> taken, int depth) {
      Set<String> names = new HashSet<>(taken);
      if (node.path("type").asText().equals("RECURSIVE_CTE_NODE")) {
        names.add(lower(node.path("cte_name").asText()));
      }
      for (JsonNode entry : node.path("cte_map").path("map")) {
        visit(entry.path("value"), names, depth + 1);
        names.add(lower(entry.path("key").asText()));
      }
      return names;
    }

    private void inspect(JsonNode node, Set<String> taken) {
      switch (node.path("type").asText()) {
        case "BASE_TABLE" -> table(node, taken);
        case "TABLE_FUNCTION" ->
            tableFunction(node.path("function").path("function_name").asText());
        case "SHOW_REF" -> {
          if (!node.path("query").isObject()) {
            throw refused(
                "SHOW is not available here. Next: list tables with 'prunella table list'.");
          }
        }
        case "VALUE_PARAMETER" ->
            throw refused(
                "The query has a parameter such as ? or $1. Next: write the value itself.");
        case "FUNCTION" -> function(node.path("function_name").asText());
        default -> {}
      }
    }

    private void table(JsonNode node, Set<String> taken) {
      if (node.path("at_clause").isObject()) {
        throw refused(
            "AT is not available inside a query. Next: choose the commit or time for the whole query.");
      }
      List<String> parts = new ArrayList<>();
      node.path("qualified_name").path("path").forEach(part -> parts.add(part.asText()));
      if (parts.size() != 1 || !taken.contains(lower(parts.getFirst()))) {
        tables.add(parts);
      }
    }

    private void tableFunction(String name) {
      if (!TABLE_FUNCTIONS.contains(lower(name))) {
        throw refused(
            "'"
                + name
                + "' cannot be read from here: a query sees the lake's tables only. Next: import the data as a table first.");
      }
    }

    private void function(String name) {
      if (REFUSED_FUNCTIONS.contains(lower(name))) {
        throw refused(
            "Function '" + name + "' is not available: a query sees the lake's tables only.");
      }
    }

    private static String lower(String name) {
      return name.toLowerCase(Locale.ROOT);
    }
  }
}
