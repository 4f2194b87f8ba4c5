package dev.prunella.pipeline;

import dev.prunella.refs.TableName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Steps and what they read of one another; free of cycles. */
public final class Graph {
  private final Map<TableName, Step> steps;
  private final Map<TableName, SortedSet<TableName>> readers;

  private Graph(Map<TableName, Step> inOrder, Map<TableName, SortedSet<TableName>> readers) {
    this.steps = Collections.unmodifiableMap(inOrder);
    this.readers = readers;
  }

  /** What making a graph comes to. */
  public sealed interface Made {
    record Sound(Graph graph) implements Made {}

    /**
     * Steps that wait for one another.
     *
     * @param tables each reads the one before it, and the first reads the last
     */
    record Cycle(List<Step> tables) implements Made {
      public Cycle {
        tables = List.copyOf(tables);
      }
    }
  }

  /** The same steps, each changed in what it does not read or produce. */
  public Graph with(UnaryOperator<Step> change) {
    var changed = new LinkedHashMap<TableName, Step>();
    steps.forEach((table, step) -> changed.put(table, change.apply(step)));
    return new Graph(changed, readers);
  }

  /** Puts steps into an order in which each comes after what it reads, else by name. */
  public static Made of(Collection<Step> all) {
    var byTable = new TreeMap<TableName, Step>();
    all.forEach(step -> byTable.put(step.table(), step));
    var readers = new HashMap<TableName, SortedSet<TableName>>();
    var waitsFor = new HashMap<TableName, Integer>();
    for (var step : byTable.values()) {
      var inside = step.reads().stream().filter(byTable::containsKey).distinct().toList();
      waitsFor.put(step.table(), inside.size());
      inside.forEach(read -> readers.computeIfAbsent(read, _ -> new TreeSet<>()).add(step.table()));
    }
    var ready = new TreeSet<TableName>();
    waitsFor.forEach(
        (table, count) -> {
          if (count == 0) {
            ready.add(table);
          }
        });
    var order = new LinkedHashMap<TableName, Step>();
    while (!ready.isEmpty()) {
      var table = ready.removeFirst();
      order.put(table, require(byTable, table));
      for (var reader : readers.getOrDefault(table, Collections.emptySortedSet())) {
        if (waitsFor.merge(reader, -1, Integer::sum) == 0) {
          ready.add(reader);
        }
      }
    }
    return order.size() == byTable.size()
        ? new Made.Sound(new Graph(order, readers))
        : new Made.Cycle(cycle(byTable, order.keySet()));
  }

  private static Step require(Map<TableName, Step> steps, TableName table) {
    return Optional.ofNullable(steps.get(table)).orElseThrow();
  }

  /** Walks from any step that was left over to one it waits for, until one comes again. */
  private static List<Step> cycle(Map<TableName, Step> all, Set<TableName> done) {
    var path = new LinkedHashSet<TableName>();
    var at = all.keySet().stream().filter(t -> !done.contains(t)).findFirst().orElseThrow();
    while (path.add(at)) {
      at =
          require(all, at).reads().stream()
              .filter(t -> all.containsKey(t) && !done.contains(t))
              .findFirst()
              .orElseThrow();
    }
    var tables = new ArrayList<>(path);
    var loop = tables.subList(tables.indexOf(at), tables.size());
    return loop.reversed().stream().map(t -> require(all, t)).toList();
  }

  /** Each step after all that it reads. */
  public List<Step> inOrder() {
    return List.copyOf(steps.values());
  }

  public Set<TableName> tables() {
    return steps.keySet();
  }

  public Optional<Step> step(TableName table) {
    return Optional.ofNullable(steps.get(table));
  }

  /** The steps of this graph that a step reads directly. */
  public Set<TableName> readsInside(TableName table) {
    return step(table)
        .map(
            s -> {
              var inside = new TreeSet<>(s.reads());
              inside.retainAll(steps.keySet());
              return (Set<TableName>) inside;
            })
        .orElse(Set.of());
  }

  /** The steps that read a table directly. */
  public SortedSet<TableName> readersOf(TableName table) {
    return Collections.unmodifiableSortedSet(
        readers.getOrDefault(table, Collections.emptySortedSet()));
  }

  /** Everything that is computed from these, directly or not; without these. */
  public SortedSet<TableName> downstream(Collection<TableName> of) {
    return reach(of, this::readersOf);
  }

  /** Everything of this graph that these are computed from, directly or not; without these. */
  public SortedSet<TableName> upstream(Collection<TableName> of) {
    return reach(of, this::readsInside);
  }

  private static SortedSet<TableName> reach(
      Collection<TableName> from, Function<TableName, ? extends Set<TableName>> next) {
    var found = new TreeSet<TableName>();
    var open = new ArrayDeque<>(from);
    while (!open.isEmpty()) {
      for (var table : next.apply(open.poll())) {
        if (found.add(table)) {
          open.add(table);
        }
      }
    }
    found.removeAll(new TreeSet<>(from));
    return found;
  }

  /** The same with only these steps; what they read of the others is read as it stands. */
  public Graph only(Set<TableName> wanted) {
    var kept = steps.values().stream().filter(s -> wanted.contains(s.table())).toList();
    return switch (of(kept)) {
      case Made.Sound(var graph) -> graph;
      case Made.Cycle _ -> throw new IllegalStateException("a part of a DAG has no cycle");
    };
  }
}
