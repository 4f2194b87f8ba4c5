package dev.prunella.local.duckdb;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prunella.local.duckdb.QueryException.Reason;
import dev.prunella.pipeline.Position;
import java.sql.Connection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads SQL that a person typed with DuckDB's own parser: lets through exactly one SELECT and finds
 * the tables it names. What runs afterwards is locked down as well ({@link
 * DuckDbPool.Lease#lockDown}); this guard is for clear sentences and for names.
 */
public final class QueryGuard {
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

  /** Whether a query may have parameters. */
  public enum Parameters {
    REFUSED,
    NAMED
  }

  /**
   * Checks a query.
   *
   * @throws QueryException if it is not one SELECT, or reaches for more than tables
   */
  public static Checked check(Connection connection, String sql) {
    return new Checked(sql, check(SqlTree.parse(connection, sql), Parameters.REFUSED));
  }

  /**
   * The tables that a parsed query reads.
   *
   * @throws QueryException if it reaches for more than tables
   */
  public static List<List<String>> check(SqlTree tree, Parameters parameters) {
    var walk = new Walk(tree, parameters);
    walk.walk(tree.select());
    return List.copyOf(walk.tables);
  }

  private static final class Walk extends SqlWalk {
    private final Set<List<String>> tables = new LinkedHashSet<>();
    private final SqlTree tree;
    private final Parameters parameters;
    private JsonNode here;

    Walk(SqlTree tree, Parameters parameters) {
      this.tree = tree;
      this.parameters = parameters;
      this.here = tree.select();
    }

    private QueryException refused(String message) {
      var start = tree.start(here);
      return start.isPresent()
          ? new QueryException(Reason.REFUSED, message, Position.in(tree.sql(), start.getAsInt()))
          : new QueryException(Reason.REFUSED, message);
    }

    @Override
    protected void enter(JsonNode node, Set<String> taken) {
      String type = node.path("type").asText();
      here = node;
      switch (type) {
        case "BASE_TABLE" -> table(node, taken);
        case "TABLE_FUNCTION" ->
            tableFunction(node.path("function").path("function_name").asText());
        case "SHOW_REF" -> {
          if (!node.path("query").isObject()) {
            throw refused(
                "SHOW is not available here. Next: list tables with 'prunella table list'.");
          }
        }
        case "VALUE_PARAMETER" -> parameter(node.path("identifier").asText());
        case "FUNCTION" -> function(node.path("function_name").asText());
        default -> {
          // INSERT, UPDATE, DELETE and MERGE may stand in a WITH clause.
          if (type.endsWith("_QUERY_NODE")) {
            throw refused(
                "Only a SELECT can be run here, also inside WITH. Next: write one SELECT; write tables with the commands made for it.");
          }
        }
      }
    }

    private void parameter(String name) {
      if (parameters == Parameters.REFUSED) {
        throw refused("The query has a parameter such as ? or $1. Next: write the value itself.");
      }
      if (name.chars().allMatch(Character::isDigit)) {
        throw refused(
            "The query has a parameter without a name, ? or $"
                + name
                + ". Next: give it a name, such as $interval_start.");
      }
    }

    private void table(JsonNode node, Set<String> taken) {
      if (node.path("at_clause").isObject()) {
        throw refused(
            "AT is not available inside a query. Next: choose the commit or time for the whole query.");
      }
      List<String> parts = path(node);
      if (!isTaken(parts, taken)) {
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
  }
}
