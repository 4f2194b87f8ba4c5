package dev.prunella.connect.dbt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.pipeline.SqlFacts;
import dev.prunella.refs.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The port on DuckDB's own parser: just enough of what the program gives. */
final class DuckDbSql implements ModelSql, AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Connection connection;
  private final Set<String> functions = new HashSet<>();
  private final Set<String> restless = new HashSet<>();

  DuckDbSql() {
    try {
      connection = DriverManager.getConnection("jdbc:duckdb:");
      try (var statement = connection.createStatement();
          var rows =
              statement.executeQuery(
                  "SELECT DISTINCT lower(function_name), coalesce(stability, 'CONSISTENT') FROM"
                      + " duckdb_functions()")) {
        while (rows.next()) {
          functions.add(rows.getString(1));
          if (!rows.getString(2).equals("CONSISTENT")) {
            restless.add(rows.getString(1));
          }
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  Connection connection() {
    return connection;
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Read read(String sql) {
    var tree = parse(sql);
    if (tree.path("error").asBoolean()) {
      return new Read.NotUnderstood(tree.path("error_message").asText());
    }
    var found = new Found();
    found.walk(tree.path("statements"), Set.of());
    var unknown = found.calls.stream().filter(f -> !functions.contains(f)).findFirst();
    if (unknown.isPresent()) {
      return new Read.NotUnderstood("DuckDB has no function " + unknown.get());
    }
    var facts =
        new SqlFacts(
            found.tables.stream().map(Place::name).distinct().toList(),
            List.of(),
            List.of(),
            new TreeSet<>());
    return new Read.Understood(facts, found.calls.stream().noneMatch(restless::contains));
  }

  @Override
  public String renameTables(String sql, Map<TableName, TableName> names) {
    var found = new Found();
    found.walk(parse(sql).path("statements"), Set.of());
    var bytes = sql.getBytes(StandardCharsets.UTF_8);
    var places = new ArrayList<>(found.tables);
    places.sort(Comparator.comparingInt(Place::at));
    var out = new StringBuilder();
    int at = 0;
    for (var place : places) {
      var name = names.get(place.name());
      if (name != null) {
        out.append(new String(bytes, at, place.at() - at, StandardCharsets.UTF_8));
        out.append(quoted(name));
        at = place.at() + nameLength(bytes, place);
      }
    }
    return out.append(new String(bytes, at, bytes.length - at, StandardCharsets.UTF_8)).toString();
  }

  /** An alias belongs to what the parser calls the place of the table. */
  private static int nameLength(byte[] bytes, Place place) {
    var rest = new String(bytes, place.at(), place.length(), StandardCharsets.UTF_8);
    var tokens = SqlTokens.of(rest);
    int last = 0;
    while (tokens.at(last + 1).is(".")) {
      last += 2;
    }
    return rest.substring(0, tokens.at(last).end()).getBytes(StandardCharsets.UTF_8).length;
  }

  static String quoted(TableName name) {
    return name.parts().stream()
        .map(p -> '"' + p.replace("\"", "\"\"") + '"')
        .collect(Collectors.joining("."));
  }

  private JsonNode parse(String sql) {
    try (var statement = connection.prepareStatement("SELECT json_serialize_sql(?)")) {
      statement.setString(1, sql);
      try (var rows = statement.executeQuery()) {
        rows.next();
        return JSON.readTree(rows.getString(1));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private record Place(TableName name, int at, int length) {}

  private static final class Found {
    final Set<Place> tables = new LinkedHashSet<>();
    final Set<String> calls = new TreeSet<>();

    void walk(JsonNode node, Set<String> taken) {
      if (!node.isObject()) {
        node.forEach(child -> walk(child, taken));
        return;
      }
      if (node.path("type").asText().equals("BASE_TABLE")) {
        var parts = new ArrayList<String>();
        node.path("qualified_name").path("path").forEach(p -> parts.add(p.asText()));
        if (parts.size() > 1 || !taken.contains(lower(parts.getFirst()))) {
          tables.add(
              new Place(
                  new TableName(parts),
                  node.path("query_location").asInt(),
                  node.path("query_location_length").asInt()));
        }
      }
      if (node.has("function_name")) {
        calls.add(lower(node.path("function_name").asText()));
      }
      var names = new HashSet<>(taken);
      for (var entry : node.path("cte_map").path("map")) {
        walk(entry.path("value"), names);
        names.add(lower(entry.path("key").asText()));
      }
      node.properties()
          .forEach(
              field -> {
                if (!field.getKey().equals("cte_map")) {
                  walk(field.getValue(), names);
                }
              });
    }

    private static String lower(String text) {
      return text.toLowerCase(Locale.ROOT);
    }
  }
}
