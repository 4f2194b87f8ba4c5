package dev.prunella.local.sql;

import static dev.prunella.local.duckdb.SqlWalk.lower;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prunella.local.duckdb.SqlTree;
import dev.prunella.local.duckdb.SqlWalk;
import dev.prunella.refs.TableName;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Calls tables otherwise, at the places where the parser sees a table and nowhere else: not in
 * text, not in comments, not where a WITH clause has taken the name.
 */
public final class TableRename {

  private TableRename() {}

  /**
   * The text with the new names. A table whose last part changes keeps its old one as an alias, so
   * that {@code orders.amount} still means what it meant.
   *
   * @param names from old to new; letter case of the old ones does not count
   * @throws SqlException if the SQL is wrong as it is
   */
  public static String apply(Connection connection, String sql, Map<TableName, TableName> names) {
    var tree = SqlReader.tree(connection, sql);
    var edits = new ArrayList<Edit>();
    new SqlWalk() {
      @Override
      protected void enter(JsonNode node, Set<String> taken) {
        if (node.path("type").asText().equals("BASE_TABLE") && !isTaken(path(node), taken)) {
          target(path(node), names)
              .ifPresent(to -> edits.add(edit(connection, tree, node, path(node), to)));
        }
      }
    }.walk(tree.select());
    // Some nodes stand twice in the tree.
    return SqlText.apply(sql, edits.stream().distinct().toList());
  }

  private static Optional<TableName> target(List<String> parts, Map<TableName, TableName> names) {
    var written = new TableName(parts);
    return Optional.ofNullable(names.get(written))
        .or(
            () ->
                names.entrySet().stream()
                    .filter(entry -> entry.getKey().matches(written))
                    .map(Map.Entry::getValue)
                    .findFirst());
  }

  private static Edit edit(
      Connection connection, SqlTree tree, JsonNode node, List<String> parts, TableName to) {
    int start =
        tree.start(node)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "the engine does not say where " + String.join(".", parts) + " stands"));
    // Where the engine says how long it is, an alias is counted in.
    int end = tree.end(node).orElse(tree.sql().length());
    var written = NameParts.of(tree.sql(), start, end).subList(0, parts.size());
    int from = written.getFirst().start();
    var old = parts.getLast();
    boolean callsItself =
        node.path("alias").asText().isEmpty() && !lower(old).equals(lower(to.name()));
    var name =
        to.parts().stream()
            .map(part -> EngineWords.name(connection, part))
            .collect(Collectors.joining("."));
    return new Edit(
        from,
        written.getLast().end() - from,
        callsItself ? name + " AS " + EngineWords.name(connection, old) : name);
  }
}
