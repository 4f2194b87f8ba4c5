package dev.prunella.local.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.prunella.local.duckdb.Sql;
import dev.prunella.local.duckdb.SqlWalk;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What only the engine knows: which functions aggregate, and how it names an expression. */
final class EngineWords {

  /** The same in every instance of the one engine in this process, and not cheap to ask for. */
  private static volatile @Nullable Functions functions;

  private static volatile @Nullable Set<String> keywords;

  private static final String SELECT = "SELECT ";

  private EngineWords() {}

  /** Built-in functions, in small letters. */
  record Functions(Set<String> aggregates, Set<String> restless) {}

  static Functions functions(Connection connection) throws SQLException {
    Functions known = functions;
    if (known == null) {
      known = ask(connection);
      functions = known;
    }
    return known;
  }

  /** Words that may not stand as a name without quotes everywhere, in small letters. */
  static Set<String> keywords(Connection connection) throws SQLException {
    Set<String> known = keywords;
    if (known == null) {
      Set<String> found = new HashSet<>();
      try (var statement = connection.createStatement();
          var rows = statement.executeQuery("SELECT lower(keyword_name) FROM duckdb_keywords()")) {
        while (rows.next()) {
          found.add(rows.getString(1));
        }
      }
      known = Set.copyOf(found);
      keywords = known;
    }
    return known;
  }

  /** A name as it may stand in SQL, in quotes where it must. */
  static String name(Connection connection, String name) {
    try {
      boolean plain = name.matches("[a-z_][a-z0-9_]*") && !keywords(connection).contains(name);
      return plain ? name : Sql.identifier(name);
    } catch (SQLException e) {
      throw new IllegalStateException("DuckDB does not answer: " + e.getMessage(), e);
    }
  }

  private static Functions ask(Connection connection) throws SQLException {
    Set<String> aggregates = new HashSet<>();
    Set<String> restless = new HashSet<>();
    String query =
        "SELECT DISTINCT lower(function_name), function_type = 'aggregate', coalesce(stability, '') NOT IN ('', 'CONSISTENT')"
            + " FROM duckdb_functions() WHERE internal AND function_type IN ('aggregate', 'scalar')";
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      while (rows.next()) {
        if (rows.getBoolean(2)) {
          aggregates.add(rows.getString(1));
        }
        if (rows.getBoolean(3)) {
          restless.add(rows.getString(1));
        }
      }
    }
    return new Functions(Set.copyOf(aggregates), Set.copyOf(restless));
  }

  /**
   * How DuckDB names the columns of a query that have no name of their own, for all select lists of
   * it; by identity of the node.
   */
  static IdentityHashMap<JsonNode, String> names(Connection connection, JsonNode query)
      throws SQLException {
    List<JsonNode> nameless = new ArrayList<>();
    new SqlWalk() {
      @Override
      protected void enter(JsonNode node, Set<String> taken) {
        for (JsonNode item : node.path("select_list")) {
          if (item.path("alias").asText().isEmpty() && !plain(item)) {
            nameless.add(item);
          }
        }
      }
    }.walk(query);
    IdentityHashMap<JsonNode, String> names = new IdentityHashMap<>();
    if (nameless.isEmpty()) {
      return names;
    }
    try (var statement =
        connection.prepareStatement(
            "SELECT json_deserialize_sql(unnest.value) FROM (SELECT unnest(json_extract(?, '$[*]')) AS value) AS unnest")) {
      var statements = JsonNodeFactory.instance.arrayNode();
      nameless.forEach(item -> statements.add(selecting(item)));
      statement.setString(1, statements.toString());
      try (var rows = statement.executeQuery()) {
        for (JsonNode item : nameless) {
          if (rows.next()) {
            names.put(item, rows.getString(1).substring(SELECT.length()));
          }
        }
      }
    }
    return names;
  }

  private static boolean plain(JsonNode item) {
    String type = item.path("class").asText();
    return type.equals("COLUMN_REF") || type.equals("STAR");
  }

  /** The parse tree of a SELECT of one expression. */
  static JsonNode selecting(JsonNode... items) {
    var nodes = JsonNodeFactory.instance;
    var select = nodes.objectNode().put("type", "SELECT_NODE");
    select.set("cte_map", nodes.objectNode());
    var list = select.putArray("select_list");
    List.of(items).forEach(list::add);
    select.set("from_table", nodes.objectNode().put("type", "EMPTY"));
    select.put("aggregate_handling", "STANDARD_HANDLING");
    var tree = nodes.objectNode().put("error", false);
    tree.putArray("statements").addObject().set("node", select);
    return tree;
  }
}
