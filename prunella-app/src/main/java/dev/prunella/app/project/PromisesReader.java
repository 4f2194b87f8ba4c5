package dev.prunella.app.project;

import dev.prunella.app.contract.ContractFile;
import dev.prunella.app.project.StepsReader.Steps;
import dev.prunella.app.yaml.Problems;
import dev.prunella.contract.CodePlace;
import dev.prunella.contract.Column;
import dev.prunella.contract.Contract;
import dev.prunella.contract.ContractTable;
import dev.prunella.contract.Measure;
import dev.prunella.contract.RowCondition;
import dev.prunella.contract.Rule;
import dev.prunella.local.contract.ContractSql;
import dev.prunella.local.duckdb.QueryException;
import dev.prunella.refs.DidYouMean;
import dev.prunella.refs.TableName;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Holds contracts against the rest of the project: their tables and columns are there, their SQL
 * and patterns can be read, and they do not contradict one another.
 */
final class PromisesReader {
  private final List<ContractFile> files;
  private final Steps steps;
  private final LakeTables lake;
  private final Forsaken forsaken;
  private final Connection parser;
  private final Problems problems;
  private final Map<String, TableName> known = new TreeMap<>();

  PromisesReader(
      List<ContractFile> files,
      Steps steps,
      LakeTables lake,
      Forsaken forsaken,
      Connection parser,
      Problems problems) {
    this.files = files;
    this.steps = steps;
    this.lake = lake;
    this.forsaken = forsaken;
    this.parser = parser;
    this.problems = problems;
    lake.names().forEach(table -> known.put(StepsReader.folded(table), table));
    steps
        .graph()
        .ifPresent(g -> g.tables().forEach(table -> known.put(StepsReader.folded(table), table)));
  }

  /**
   * What came of it.
   *
   * @param contracts with tables called as they are where they are made
   * @param owners who answers for tables, where contracts say so
   */
  record Promises(
      List<ContractFile> contracts,
      List<String> notes,
      Map<TableName, LoadedProject.Care> owners) {}

  Promises read(List<Contract> published) {
    if (files.isEmpty() || steps.graph().isEmpty()) {
      return new Promises(List.of(), List.of(), Map.of());
    }
    var found = new ArrayList<ContractFile>();
    var notes = new ArrayList<String>();
    var owners = new HashMap<TableName, LoadedProject.Care>();
    var first = new HashMap<String, CodePlace>();
    for (var file : files) {
      var tables = file.contract().tables().stream().map(t -> table(t, first)).toList();
      var contract = file.contract();
      found.add(
          new ContractFile(
              new Contract(
                  contract.id(),
                  contract.version(),
                  contract.status(),
                  contract.place(),
                  tables,
                  contract.people()),
              file.document(),
              file.notes()));
      notes.addAll(file.notes());
      contract
          .people()
          .owner()
          .ifPresent(
              owner ->
                  tables.forEach(
                      t ->
                          owners.put(
                              t.table(),
                              new LoadedProject.Care(
                                  Optional.of(owner), List.of(), Optional.empty()))));
    }
    var contracts = found.stream().map(ContractFile::contract).toList();
    notes.addAll(new PromisesChain(contracts, steps, problems).check(published));
    return new Promises(found, notes, owners);
  }

  private ContractTable table(ContractTable written, Map<String, CodePlace> first) {
    var at = problems.in(written.place().path());
    var other = first.putIfAbsent(StepsReader.folded(written.table()), written.place());
    if (other != null && !other.path().equals(written.place().path())) {
      at.add(
          written.place().line(),
          "table '" + written.table() + "' has a contract already, in " + other + "; join them");
    }
    var name = Optional.ofNullable(known.get(StepsReader.folded(written.table())));
    if (name.isEmpty() && lake.complete()) {
      at.add(
          written.place().line(),
          "there is no table '"
              + written.table()
              + "', neither made by this project nor in the lake"
              + DidYouMean.among(
                      known.values().stream().map(TableName::toString).toList(),
                      written.table().toString())
                  .map(near -> "; did you mean '" + near + "'?")
                  .orElse(""));
    }
    name.filter(table -> !steps.graph().orElseThrow().tables().contains(table))
        .ifPresent(table -> forsaken.look(table, written.place(), "promises things of it"));
    name.flatMap(this::columns).ifPresent(columns -> columns(written, columns, at));
    rules(written);
    return new ContractTable(
        name.orElse(written.table()),
        written.place(),
        written.columns(),
        written.rules(),
        written.freshness(),
        written.onAnomaly(),
        written.description());
  }

  private Optional<List<String>> columns(TableName table) {
    boolean made = steps.graph().orElseThrow().tables().contains(table);
    return Optional.ofNullable(steps.columns().get(table))
        .or(() -> made ? Optional.empty() : lake.columns(table));
  }

  private static void columns(ContractTable written, List<String> columns, Problems.Of at) {
    for (var column : written.columns()) {
      if (columns.stream().noneMatch(c -> c.equalsIgnoreCase(column.name()))) {
        at.add(
            column.place().line(),
            "table '"
                + written.table()
                + "' has no column '"
                + column.name()
                + "'"
                + DidYouMean.among(columns, column.name())
                    .map(near -> "; did you mean '" + near + "'?")
                    .orElse("; it has " + String.join(", ", columns)));
      }
    }
  }

  private void rules(ContractTable table) {
    for (Column column : table.columns()) {
      column.limits().forEach(limit -> condition(limit, column.place()));
      column.rules().forEach(this::rule);
    }
    table.rules().forEach(this::rule);
  }

  private void rule(Rule rule) {
    switch (rule.measure()) {
      case Measure.FailingRows(var condition, _) -> condition(condition, rule.place());
      case Measure.QueryValue(var sql) -> tell(rule.place(), () -> query(sql, rule.place()));
      default -> {}
    }
  }

  private void condition(RowCondition condition, CodePlace place) {
    switch (condition) {
      case RowCondition.Holds(var sql) ->
          tell(place, () -> ContractSql.requireCondition(parser, sql));
      case RowCondition.Matches(_, var pattern) ->
          tell(place, () -> ContractSql.requirePattern(parser, pattern));
      case RowCondition.All(var all) -> all.forEach(c -> condition(c, place));
      default -> {}
    }
  }

  private void query(String sql, CodePlace place) {
    for (var parts : ContractSql.tables(parser, sql)) {
      var table = new TableName(parts);
      if (lake.complete() && !known.containsKey(StepsReader.folded(table))) {
        problems
            .in(place.path())
            .add(
                place.line(),
                "the query reads '"
                    + table
                    + "', which is neither made by this project nor in the lake"
                    + near(table).map(near -> "; did you mean '" + near + "'?").orElse(""));
      }
    }
  }

  private Optional<String> near(TableName table) {
    Stream<String> names = known.values().stream().map(TableName::toString);
    return DidYouMean.among(names.toList(), table.toString());
  }

  private void tell(CodePlace place, Runnable look) {
    try {
      look.run();
    } catch (QueryException e) {
      problems
          .in(place.path())
          .add(place.line(), String.valueOf(e.getMessage()).replace(" Next: ", " "));
    }
  }
}
