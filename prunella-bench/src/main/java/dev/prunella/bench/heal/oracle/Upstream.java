package dev.prunella.bench.heal.oracle;

import dev.prunella.bench.heal.fault.Script;
import dev.prunella.bench.heal.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What tables are made from, by the names that the system under test sees. */
final class Upstream {
  private Upstream() {}

  /**
   * A table and all that it is made from.
   *
   * @param graph what each table is made from directly
   */
  static Set<String> of(Map<String, Set<String>> graph, String table) {
    var found = new TreeSet<String>();
    var open = new ArrayList<String>(List.of(table));
    while (!open.isEmpty()) {
      var next = open.removeLast();
      if (found.add(next)) {
        open.addAll(graph.getOrDefault(next, Set.of()));
      }
    }
    return found;
  }

  /** The tables that faults touch, and all that are made from them. */
  static Set<String> suffering(World world, Script script, Map<String, Set<String>> graph) {
    return below(world, script.affects(), graph);
  }

  /** Tables by the ground's own names, and all that are made from them. */
  static Set<String> below(World world, Set<String> logical, Map<String, Set<String>> graph) {
    var roots =
        logical.stream().map(table -> world.names().table(table)).collect(Collectors.toSet());
    return graph.keySet().stream()
        .filter(table -> of(graph, table).stream().anyMatch(roots::contains))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
