package dev.prunella.app.project;

import dev.prunella.app.yaml.Problems;
import dev.prunella.contract.CodePlace;
import dev.prunella.local.sql.KnownTables;
import dev.prunella.pipeline.Graph;
import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.SqlFacts;
import dev.prunella.pipeline.SqlFacts.OutputColumn;
import dev.prunella.pipeline.Step;
import dev.prunella.refs.DidYouMean;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes steps of drafts: finds out what each reads, puts them into order, and reads the models in
 * that order, so that the columns of each are known to the next.
 */
final class StepsReader {
  private final List<Draft> drafts;
  private final LakeTables lake;
  private final Forsaken forsaken;
  private final ModelSql sql;
  private final Problems problems;

  /** Tables by their names in small letters: SQL does not tell them apart. */
  private final Map<String, TableName> steps = new HashMap<>();

  private final Map<String, TableName> inLake = new HashMap<>();
  private final Map<TableName, List<String>> columns = new HashMap<>();
  private final Map<TableName, SqlFacts> facts = new TreeMap<>();

  StepsReader(
      List<Draft> drafts, LakeTables lake, Forsaken forsaken, ModelSql sql, Problems problems) {
    this.drafts = drafts;
    this.lake = lake;
    this.forsaken = forsaken;
    this.sql = sql;
    this.problems = problems;
    drafts.forEach(draft -> steps.put(folded(draft.table()), draft.table()));
    lake.names().forEach(table -> inLake.putIfAbsent(folded(table), table));
  }

  /**
   * What became of it.
   *
   * @param graph empty when steps wait for one another
   * @param columns of tables that steps make, where they are known without running them
   */
  record Steps(
      Optional<Graph> graph,
      Map<TableName, SqlFacts> facts,
      Map<TableName, List<String>> columns) {}

  /** A table that a step reads, and where it says so. */
  private record ReadAt(TableName table, int line, int column) {}

  private record Linked(Draft draft, List<ReadAt> reads, boolean repeatable, boolean parsed) {
    Step step() {
      return draft.step(reads.stream().map(ReadAt::table).distinct().toList(), repeatable);
    }
  }

  static String folded(TableName table) {
    return table.toString().toLowerCase(Locale.ROOT);
  }

  Steps read() {
    var linked = new LinkedHashMap<TableName, Linked>();
    drafts.forEach(draft -> linked.put(draft.table(), link(draft)));
    var made = Graph.of(linked.values().stream().map(Linked::step).toList());
    var order =
        switch (made) {
          case Graph.Made.Sound(var graph) -> graph.inOrder().stream().map(Step::table).toList();
          case Graph.Made.Cycle(var cycle) -> {
            tell(cycle, linked);
            yield List.copyOf(linked.keySet());
          }
        };
    order.forEach(table -> Optional.ofNullable(linked.get(table)).ifPresent(this::columns));
    return new Steps(
        made instanceof Graph.Made.Sound(var graph) ? Optional.of(graph) : Optional.empty(),
        facts,
        columns);
  }

  private Linked link(Draft draft) {
    var path = draft.place().path();
    var at = problems.in(path);
    var reads = new ArrayList<ReadAt>();
    boolean repeatable = true;
    boolean parsed = true;
    if (draft.work() instanceof Step.Work.Sql(var text)) {
      var seen = sql.look(text, at);
      parsed = seen.isPresent();
      repeatable = seen.map(ModelSql.Seen::repeatable).orElse(true);
      seen.ifPresent(
          s ->
              s.reads()
                  .forEach(
                      r ->
                          resolve(r.table(), r.at().line(), r.at().column(), path)
                              .ifPresent(reads::add)));
    }
    for (var line : draft.reads()) {
      Names.table(line.text(), line.line(), at)
          .flatMap(table -> resolve(table, line.line(), 0, path))
          .ifPresent(reads::add);
    }
    for (var line : draft.dependsOn()) {
      Names.table(line.text(), line.line(), at)
          .flatMap(table -> resolve(table, line.line(), 0, path))
          .ifPresent(reads::add);
    }
    return new Linked(draft, reads, repeatable, parsed);
  }

  /** A table as it is called where it is made. */
  private Optional<ReadAt> resolve(TableName table, int line, int column, String path) {
    var at = problems.in(path);
    var made = Optional.ofNullable(steps.get(folded(table)));
    var found = made.or(() -> Optional.ofNullable(inLake.get(folded(table))));
    if (made.isEmpty()) {
      found.ifPresent(left -> forsaken.look(left, new CodePlace(path, line), "reads it"));
    }
    if (found.isEmpty() && !lake.complete()) {
      return Optional.of(new ReadAt(table, line, column));
    }
    if (found.isEmpty()) {
      at.add(
          line,
          column,
          "there is no table '"
              + table
              + "', neither made by this project nor in the lake"
              + guess(table).map(near -> "; did you mean '" + near + "'?").orElse(""));
    }
    return found.map(known -> new ReadAt(known, line, column));
  }

  private Optional<String> guess(TableName table) {
    var known = new ArrayList<String>();
    steps.values().forEach(t -> known.add(t.toString()));
    inLake.values().forEach(t -> known.add(t.toString()));
    return DidYouMean.among(known, table.toString())
        .or(
            () ->
                known.stream()
                    .filter(name -> folded(TableName.parse(name)).endsWith("." + folded(table)))
                    .sorted()
                    .findFirst());
  }

  private void tell(List<Step> cycle, Map<TableName, Linked> linked) {
    // Each reads the one before it; told the other way round it reads like a sentence.
    var loop = cycle.reversed();
    var sentence =
        loop.stream()
                .map(
                    step ->
                        "'" + step.table() + "' (" + place(step, next(loop, step), linked) + ")")
                .collect(
                    Collectors.joining(" reads ", "these steps wait for one another: ", " reads "))
            + "'"
            + loop.getFirst().table()
            + "'";
    var first = loop.getFirst();
    var read = where(first, next(loop, first), linked);
    problems
        .in(first.place().path())
        .add(read.map(ReadAt::line).orElse(1), read.map(ReadAt::column).orElse(0), sentence);
  }

  private static Step next(List<Step> loop, Step step) {
    return loop.get((loop.indexOf(step) + 1) % loop.size());
  }

  private static Optional<ReadAt> where(Step step, Step read, Map<TableName, Linked> linked) {
    return Optional.ofNullable(linked.get(step.table())).stream()
        .flatMap(l -> l.reads().stream())
        .filter(r -> r.table().equals(read.table()))
        .findFirst();
  }

  private static String place(Step step, Step read, Map<TableName, Linked> linked) {
    return step.place()
        .at(where(step, read, linked).map(ReadAt::line).orElse(step.place().line()))
        .toString();
  }

  private void columns(Linked linked) {
    var draft = linked.draft();
    switch (draft.work()) {
      case Step.Work.Load(var source) -> loaded(draft, source);
      case Step.Work.Sql(var text) -> {
        if (linked.parsed()) {
          var at = problems.in(draft.place().path());
          sql.read(text, known(), at)
              .ifPresent(
                  found -> {
                    facts.put(draft.table(), found);
                    if (found.allColumnsKnown()) {
                      columns.put(draft.table(), names(found));
                    }
                    materialized(draft, found, at);
                  });
        }
      }
      // What a program gives is known once it has run, and may change when its text does.
      case Step.Work.Python _, Step.Work.Command _ -> {}
    }
  }

  private static List<String> names(SqlFacts found) {
    return found.columns().stream()
        .filter(OutputColumn.Named.class::isInstance)
        .map(column -> ((OutputColumn.Named) column).name())
        .toList();
  }

  private void loaded(Draft draft, Source.Declared source) {
    var table = draft.table();
    if (source.onNewColumn() == Source.OnNewColumn.ADD) {
      return;
    }
    if (source.columns().isEmpty()) {
      // The first batch has pinned them.
      Optional.ofNullable(inLake.get(folded(table)))
          .flatMap(lake::columns)
          .ifPresent(known -> columns.put(table, known));
      return;
    }
    var all = new ArrayList<>(source.columns().stream().map(Source.Column::name).toList());
    if (source.byInterval()) {
      all.add(SourceReader.INTERVAL);
    }
    if (source.byInterval() || !(draft.how() instanceof Materialization.Full)) {
      all.add(SourceReader.BATCH);
    }
    columns.put(table, all);
  }

  private KnownTables known() {
    return table -> {
      var step = steps.get(folded(table));
      return step != null
          ? Optional.ofNullable(columns.get(step))
          : Optional.ofNullable(inLake.get(folded(table))).flatMap(lake::columns);
    };
  }

  /** A materialization's columns must be among those that the model gives. */
  private void materialized(Draft draft, SqlFacts found, Problems.Of at) {
    Collection<String> needed =
        switch (draft.how()) {
          case Materialization.IntervalBy(var column, var _) -> List.of(column);
          case Materialization.MergeBy(var key, var newest) ->
              Stream.concat(key.stream(), newest.stream()).toList();
          case Materialization.Full _, Materialization.Append _ -> List.of();
        };
    if (!found.allColumnsKnown()) {
      return;
    }
    for (var column : needed) {
      if (found.column(column).isEmpty()) {
        at.add(
            draft.howLine(),
            "the model gives no column '"
                + column
                + "'"
                + DidYouMean.among(names(found), column)
                    .map(near -> "; did you mean '" + near + "'?")
                    .orElse("; it gives " + String.join(", ", names(found))));
      }
    }
  }
}
