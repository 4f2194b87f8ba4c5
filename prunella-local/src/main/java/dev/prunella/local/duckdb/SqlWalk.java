package dev.prunella.local.duckdb;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prunella.local.duckdb.QueryException.Reason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A walk over a whole parse tree that knows which names the WITH clauses have taken. */
public abstract class SqlWalk {
  private static final int MAX_DEPTH = 2_000;

  /**
   * Called for each node before those below it.
   *
   * @param taken the names, in small letters, that do not mean a table here
   */
  protected abstract void enter(JsonNode node, Set<String> taken);

  /**
   * Walks all of it.
   *
   * @throws QueryException if it is nested too deeply
   */
  public final void walk(JsonNode root) {
    visit(root, Set.of(), 0);
  }

  private void visit(JsonNode node, Set<String> taken, int depth) {
    if (depth > MAX_DEPTH) {
      throw new QueryException(Reason.REFUSED, "The query is nested too deeply to be checked.");
    }
    if (!node.isObject()) {
      node.forEach(child -> visit(child, taken, depth + 1));
      return;
    }
    enter(node, taken);
    Set<String> names = withClause(node, taken, depth);
    for (var field : node.properties()) {
      if (!field.getKey().equals("cte_map")) {
        visit(field.getValue(), names, depth + 1);
      }
    }
  }

  /** Each query of a WITH clause sees the names before it; what follows sees all. */
  private Set<String> withClause(JsonNode node, Set<String> taken, int depth) {
    JsonNode with = node.path("cte_map").path("map");
    boolean recursive = node.path("type").asText().equals("RECURSIVE_CTE_NODE");
    if (with.isEmpty() && !recursive) {
      return taken;
    }
    Set<String> names = new HashSet<>(taken);
    if (recursive) {
      names.add(lower(node.path("cte_name").asText()));
    }
    for (JsonNode entry : with) {
      visit(entry.path("value"), names, depth + 1);
      names.add(lower(entry.path("key").asText()));
    }
    return names;
  }

  /** The parts of the name of a table that a node refers to. */
  public static List<String> path(JsonNode table) {
    List<String> parts = new ArrayList<>();
    table.path("qualified_name").path("path").forEach(part -> parts.add(part.asText()));
    return parts;
  }

  /** Whether a name means a query of a WITH clause rather than a table. */
  public static boolean isTaken(List<String> parts, Set<String> taken) {
    return parts.size() == 1 && taken.contains(lower(parts.getFirst()));
  }

  /** As SQL compares names. */
  public static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
