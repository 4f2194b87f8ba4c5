package dev.prunella.app.pages;

import dev.prunella.app.access.Role;
import dev.prunella.app.project.MainTables;
import dev.prunella.app.run.LineageNode;
import dev.prunella.app.run.LineageReader;
import dev.prunella.app.serve.Answer;
import dev.prunella.app.serve.Refusal;
import dev.prunella.app.serve.Request;
import dev.prunella.app.serve.Route;
import dev.prunella.pipeline.SqlFacts.ColumnName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one column is made from, and what is made from it: {@code prunella lineage TABLE.COLUMN}.
 */
public final class ColumnPage {
  private final Pages pages;

  ColumnPage(Pages pages) {
    this.pages = pages;
  }

  List<Route> routes() {
    return List.of(
        Route.page(
            "/tables/{name}/columns/{column}",
            Role.VIEWER,
            "what a column is made from, and what is made from it",
            this::column));
  }

  /** How one column is made. */
  public record Made(String name, String kind, String place, String note) {}

  /**
   * What the page shows.
   *
   * @param graph from left to right; without boxes where it is too large for a drawing
   * @param above what it is made from, the nearest first; {@code below} what is made from it
   * @param cut whether there is more
   */
  public record View(
      String table, String column, Dag graph, List<Made> above, List<Made> below, boolean cut) {}

  private Answer column(Request request) {
    var table = TablePages.name(request.path("name"));
    var project = pages.workspace().codeTrees().now().project();
    var lake = MainTables.of(pages.workspace().lake());
    var up = new LineageReader(project, lake::columns);
    var down = new LineageReader(project, lake::columns);
    var column =
        up.columns(table).stream()
            .filter(request.path("column")::equalsIgnoreCase)
            .findFirst()
            .orElseThrow(() -> Refusal.missing("'" + table + "' has no such column"));
    var of = new ColumnName(table, column);
    var above = up.above(of);
    var below = down.below(of);
    var reads = new LinkedHashMap<String, Set<String>>();
    var kinds = new HashMap<String, String>();
    collect(above, true, reads, kinds);
    collect(below, false, reads, kinds);
    var view =
        new View(
            table.toString(),
            column,
            graph(above.name(), reads, kinds),
            made(above),
            made(below),
            up.cut() || down.cut());
    return pages.page(request, "column", table + "." + column, "tables", "", Map.of("view", view));
  }

  private static void collect(
      LineageNode node, boolean up, Map<String, Set<String>> reads, Map<String, String> kinds) {
    reads.computeIfAbsent(node.name(), _ -> new LinkedHashSet<>());
    kinds.putIfAbsent(node.name(), node.kind());
    for (var next : node.next()) {
      if (up) {
        reads.get(node.name()).add(next.name());
      } else {
        reads.computeIfAbsent(next.name(), _ -> new LinkedHashSet<>()).add(node.name());
      }
      collect(next, up, reads, kinds);
    }
  }

  private static Dag graph(String of, Map<String, Set<String>> reads, Map<String, String> kinds) {
    var ordered = new LinkedHashSet<String>();
    reads.keySet().forEach(name -> order(name, reads, ordered, new LinkedHashSet<>()));
    return Dag.of(
        ordered.stream()
            .map(
                name ->
                    new Dag.Node(
                        name,
                        name.equals(of) ? "this" : "none",
                        kinds.getOrDefault(name, ""),
                        reads.getOrDefault(name, Set.of())))
            .toList());
  }

  /** What is read stands before what reads it. */
  private static void order(
      String name, Map<String, Set<String>> reads, Set<String> ordered, Set<String> open) {
    if (ordered.contains(name) || !open.add(name)) {
      return;
    }
    reads.getOrDefault(name, Set.of()).forEach(read -> order(read, reads, ordered, open));
    ordered.add(name);
  }

  /** All below the root, each once. */
  private static List<Made> made(LineageNode root) {
    var made = new LinkedHashMap<String, Made>();
    var next = new ArrayList<>(root.next());
    for (int i = 0; i < next.size(); i++) {
      var node = next.get(i);
      made.putIfAbsent(
          node.name(),
          new Made(
              node.name(),
              node.kind(),
              node.place().map(Object::toString).orElse(""),
              node.note()));
      next.addAll(node.next());
    }
    return List.copyOf(made.values());
  }
}
