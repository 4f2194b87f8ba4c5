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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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

  PromisesChain(List<Contract> contracts, Steps steps, Problems problems) {
    this.contracts = contracts;
    this.steps = steps;
    this.problems = problems;
  }

  /**
   * A column that is made from another.
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

  /** Every column made from one, each once, by the shortest way in the order of the steps. */
  private List<Reached> reached(ColumnName start) {
    var found = new HashMap<ColumnName, Reached>();
    var inOrder = new ArrayList<Reached>();
    for (var step : steps.graph().orElseThrow().inOrder()) {
      var facts = steps.facts().get(step.table());
      if (facts == null) {
        continue;
      }
      for (var output : facts.columns()) {
        if (output instanceof OutputColumn.Named(var name, Lineage.Known known)) {
          var here = new ColumnName(step.table(), name);
          from(start, known, found)
              .map(
                  before -> {
                    var path = new ArrayList<>(before.path());
                    path.add(here);
                    boolean direct = before.direct() && known.kind() == Kind.DIRECT;
                    return new Reached(here, path, direct);
                  })
              .ifPresent(
                  reached -> {
                    if (found.putIfAbsent(here, reached) == null) {
                      inOrder.add(reached);
                    }
                  });
        }
      }
    }
    return inOrder;
  }

  private static Optional<Reached> from(
      ColumnName start, Lineage.Known known, Map<ColumnName, Reached> found) {
    for (var source : known.from()) {
      if (source.matches(start.table(), start.column())) {
        return Optional.of(new Reached(source, List.of(source), true));
      }
    }
    return known.from().stream()
        .flatMap(
            source ->
                found.values().stream()
                    .filter(r -> source.matches(r.column().table(), r.column().column())))
        .findFirst();
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
