package dev.prunella.app.project;

import dev.prunella.app.project.StepsReader.Steps;
import dev.prunella.app.yaml.Problems;
import dev.prunella.contract.Column;
import dev.prunella.contract.Contract;
import dev.prunella.contract.ContractChange;
import dev.prunella.contract.ContractChange.Subject;
import dev.prunella.contract.ContractDiff;
import dev.prunella.contract.ContractTable;
import dev.prunella.contract.LogicalType;
import dev.prunella.pipeline.SqlFacts.ColumnName;
import dev.prunella.pipeline.SqlFacts.Kind;
import dev.prunella.pipeline.SqlFacts.Lineage;
import dev.prunella.pipeline.SqlFacts.OutputColumn;
import dev.prunella.refs.TableName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Promises that rest on others, along the columns of models: none may contradict the one that it
 * rests on, and none may be taken back while another needs it.
 */
final class PromisesChain {
  private final List<Contract> contracts;
  private final Steps steps;
  private final Problems problems;
  private final Map<String, List<Edge>> edges;

  PromisesChain(List<Contract> contracts, Steps steps, Problems problems) {
    this.contracts = contracts;
    this.steps = steps;
    this.problems = problems;
    this.edges = edges(steps);
  }

  /**
   * A column that is made from another, or is that itself.
   *
   * @param path from the other to it
   * @param direct whether its values are the other's
   */
  private record Reached(ColumnName column, List<ColumnName> path, boolean direct) {
    String words() {
      return path.stream().map(ColumnName::toString).collect(Collectors.joining(" -> "));
    }
  }

  /** Tells problems; gives notes. */
  List<String> check(List<Contract> published) {
    var notes = new ArrayList<String>();
    for (var contract : contracts) {
      for (var table : contract.tables()) {
        for (var column : table.columns()) {
          reached(new ColumnName(table.table(), column.name()))
              .forEach(reached -> contradiction(table, column, reached));
        }
        unpromised(table, notes);
      }
    }
    for (var change : ContractDiff.between(published, contracts)) {
      if (change.breaks()) {
        taken(change, published);
      }
    }
    return notes;
  }

  private Optional<ContractTable> promised(TableName table) {
    return contracts.stream().flatMap(c -> c.table(table).stream()).findFirst();
  }

  private Optional<Column> promised(ColumnName column) {
    return promised(column.table()).flatMap(t -> t.column(column.column()));
  }

  /** How a column is made from another. */
  private record Edge(ColumnName into, boolean direct) {}

  private static String folded(ColumnName column) {
    return column.toString().toLowerCase(Locale.ROOT);
  }

  /** For each column, by its name in small letters, those that are made from it. */
  private static Map<String, List<Edge>> edges(Steps steps) {
    var edges = new HashMap<String, List<Edge>>();
    steps
        .facts()
        .forEach(
            (table, facts) -> {
              for (var output : facts.columns()) {
                if (output instanceof OutputColumn.Named(var name, Lineage.Known known)) {
                  var edge = new Edge(new ColumnName(table, name), known.kind() == Kind.DIRECT);
                  known
                      .from()
                      .forEach(
                          from ->
                              edges
                                  .computeIfAbsent(folded(from), _ -> new ArrayList<>())
                                  .add(edge));
                }
              }
            });
    return edges;
  }

  /**
   * Every column made from one, each once: those that have its values first, by the shortest way of
   * such, then the others.
   */
  private List<Reached> reached(ColumnName start) {
    var found = new LinkedHashMap<String, Reached>();
    found.put(folded(start), new Reached(start, List.of(start), true));
    walk(found, true);
    walk(found, false);
    return found.values().stream().skip(1).toList();
  }

  /** Goes on from what has been found. Bounded: each column is found once. */
  private void walk(Map<String, Reached> found, boolean directOnly) {
    var queue = new ArrayDeque<>(found.values());
    while (!queue.isEmpty()) {
      var at = queue.removeFirst();
      for (var edge : edges.getOrDefault(folded(at.column()), List.of())) {
        if (directOnly && !edge.direct()) {
          continue;
        }
        var path = new ArrayList<>(at.path());
        path.add(edge.into());
        var next = new Reached(edge.into(), path, at.direct() && edge.direct());
        if (found.putIfAbsent(folded(edge.into()), next) == null) {
          queue.addLast(next);
        }
      }
    }
  }

  private void contradiction(ContractTable table, Column column, Reached reached) {
    var other = promised(reached.column());
    if (!reached.direct() || other.isEmpty()) {
      return;
    }
    var here = column.logicalType();
    var there = other.get().logicalType();
    if (here.isEmpty() || there.isEmpty() || alike(here.get(), there.get())) {
      return;
    }
    problems
        .in(other.get().place().path())
        .add(
            other.get().place().line(),
            reached.column()
                + " is promised as "
                + there.get().word()
                + ", and "
                + table.table()
                + "."
                + column.name()
                + ", whose values it has, as "
                + here.get().word()
                + " ("
                + column.place()
                + "): "
                + reached.words());
  }

  /** A decimal without fraction is both. */
  private static boolean alike(LogicalType a, LogicalType b) {
    return a == b || (isNumber(a) && isNumber(b));
  }

  private static boolean isNumber(LogicalType type) {
    return type == LogicalType.INTEGER || type == LogicalType.NUMBER;
  }

  /** A promise that rests on columns about which the producer's contract is silent. */
  private void unpromised(ContractTable table, List<String> notes) {
    var facts = steps.facts().get(table.table());
    if (facts == null) {
      return;
    }
    for (var column : table.columns()) {
      var lineage = facts.column(column.name()).map(OutputColumn.Named::lineage);
      if (lineage.isPresent() && lineage.get() instanceof Lineage.Known known) {
        known.from().stream()
            .filter(
                source -> promised(source.table()).filter(t -> !t.columns().isEmpty()).isPresent())
            .filter(source -> promised(source).isEmpty())
            .forEach(
                source ->
                    notes.add(
                        column.place()
                            + ": "
                            + table.table()
                            + "."
                            + column.name()
                            + " is made from "
                            + source
                            + ", which the contract of "
                            + source.table()
                            + " does not promise"));
      }
    }
  }

  /** A promise that main has and this project takes back. */
  private void taken(ContractChange change, List<Contract> published) {
    var before = published.stream().flatMap(c -> c.table(change.table()).stream()).findFirst();
    var columns =
        change.column().isPresent()
            ? before.flatMap(t -> t.column(change.column().get())).stream().toList()
            : change.subject() == Subject.PRESENCE
                ? before.map(ContractTable::columns).orElse(List.of())
                : List.<Column>of();
    for (var column : columns) {
      for (var reached : reached(new ColumnName(change.table(), column.name()))) {
        promised(reached.column())
            .flatMap(needed -> needs(change.subject(), column, needed, reached.direct()))
            .ifPresent(need -> refuse(change, column, reached, need));
      }
    }
  }

  /** What a promise needs of one that was taken back; empty when it can do without. */
  private static Optional<String> needs(
      Subject subject, Column was, Column needed, boolean direct) {
    return switch (subject) {
      case PRESENCE -> Optional.of("is promised");
      case TYPE ->
          direct
                  && needed.logicalType().isPresent()
                  && needed.logicalType().equals(was.logicalType())
              ? needed.logicalType().map(t -> "is promised as " + t.word())
              : Optional.empty();
      case REQUIRED ->
          direct && needed.mustHaveValue()
              ? Optional.of("is promised never to be null")
              : Optional.empty();
      case UNIQUENESS ->
          direct && needed.unique() ? Optional.of("is promised to be unique") : Optional.empty();
      case RULE, FRESHNESS, OTHER -> Optional.empty();
    };
  }

  private void refuse(ContractChange change, Column column, Reached reached, String need) {
    var needed = promised(reached.column()).orElseThrow();
    var place =
        change.subject() == Subject.PRESENCE
            ? promised(change.table()).map(ContractTable::place).orElse(needed.place())
            : change.place();
    problems
        .in(place.path())
        .add(
            place.line(),
            "'"
                + change.table()
                + "."
                + column.name()
                + "' "
                + change.sentence()
                + ", but "
                + reached.column()
                + " "
                + need
                + " ("
                + needed.place()
                + ") and is made from it: "
                + reached.words()
                + "; keep the promise, or change that contract as well");
  }
}
