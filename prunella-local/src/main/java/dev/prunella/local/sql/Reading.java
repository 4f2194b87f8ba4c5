package dev.prunella.local.sql;

import static dev.prunella.local.duckdb.SqlWalk.lower;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prunella.local.duckdb.SqlTree;
import dev.prunella.local.duckdb.SqlWalk;
import dev.prunella.pipeline.Position;
import dev.prunella.pipeline.SqlFacts.ColumnName;
import dev.prunella.pipeline.SqlFacts.Parameter;
import dev.prunella.refs.DidYouMean;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What comes to light while one query is read. For one thread. */
final class Reading {
  private static final int MAX_PROBLEMS = 50;

  /** Nested recursive queries are read several times each; this ends a hostile nest of them. */
  private static final int MAX_STEPS = 3_000_000;

  final SqlTree tree;
  final EngineWords.Functions functions;
  final IdentityHashMap<JsonNode, String> names;
  final SortedSet<String> warnings = new TreeSet<>();
  final Uses uses = new Uses();

  private final KnownTables known;
  private final Set<SqlProblem> problems = new LinkedHashSet<>();
  private final Map<List<String>, TableName> tables = new LinkedHashMap<>();
  private final Map<TableName, Integer> firstRead = new HashMap<>();
  private final Map<TableName, Optional<List<String>>> columns = new HashMap<>();
  private final Map<TableName, Map<String, ColumnName>> spellings = new HashMap<>();
  private final Map<String, SortedSet<Integer>> parameters = new TreeMap<>();
  private int steps;

  Reading(
      SqlTree tree,
      KnownTables known,
      EngineWords.Functions functions,
      IdentityHashMap<JsonNode, String> names) {
    this.tree = tree;
    this.known = known;
    this.functions = functions;
    this.names = names;
  }

  void step() {
    if (++steps > MAX_STEPS) {
      throw new SqlException(
          List.of(
              new SqlProblem(
                  SqlProblem.Kind.REFUSED,
                  "The query is nested too deeply to be read. Next: split it into several models.",
                  Optional.empty(),
                  Optional.empty())));
    }
  }

  /** Notes that a table is read; two spellings of a name are one table. */
  TableName table(List<String> parts, JsonNode node) {
    List<String> key = parts.stream().map(part -> lower(part)).toList();
    TableName table = tables.computeIfAbsent(key, k -> new TableName(parts));
    int at = tree.start(node).orElse(Integer.MAX_VALUE);
    firstRead.merge(table, at, Math::min);
    if (columnsOf(table).isEmpty()) {
      known.names().ifPresent(all -> mustExist(table, all, at));
    }
    return table;
  }

  private void mustExist(TableName table, Collection<TableName> all, int at) {
    if (all.stream().noneMatch(table::matches)) {
      List<String> sameName =
          all.stream()
              .filter(other -> other.name().equalsIgnoreCase(table.name()))
              .map(TableName::toString)
              .sorted()
              .toList();
      Optional<String> suggestion =
          sameName.size() == 1
              ? Optional.of(sameName.getFirst())
              : DidYouMean.among(all.stream().map(TableName::toString).toList(), table.toString());
      problem(SqlProblem.Kind.UNKNOWN_TABLE, "unknown table '" + table + "'", at, suggestion);
    }
  }

  Optional<List<String>> columnsOf(TableName table) {
    return columns.computeIfAbsent(table, known::columnsOf);
  }

  /** A column by its first spelling. */
  ColumnName column(TableName table, String name) {
    return spellings
        .computeIfAbsent(table, t -> new HashMap<>())
        .computeIfAbsent(lower(name), n -> new ColumnName(table, name));
  }

  /**
   * Parameters stand in places that say nothing about columns, too: so the whole tree is searched.
   */
  void findParameters() {
    new SqlWalk() {
      @Override
      protected void enter(JsonNode node, Set<String> taken) {
        if (node.path("type").asText().equals("VALUE_PARAMETER")) {
          parameter(node);
        }
      }
    }.walk(tree.select());
  }

  private void parameter(JsonNode node) {
    String name = lower(node.path("identifier").asText());
    var at = tree.start(node);
    if (at.isPresent()) {
      parameters.computeIfAbsent(name, n -> new TreeSet<>()).add(at.getAsInt());
    } else {
      problem(
          SqlProblem.Kind.REFUSED,
          "parameter $" + name + " stands where the engine does not say",
          0,
          Optional.empty());
    }
  }

  void problem(SqlProblem.Kind kind, String what, int at, Optional<String> suggestion) {
    if (problems.size() < MAX_PROBLEMS) {
      problems.add(SqlProblem.named(kind, what, position(at), suggestion));
    }
  }

  Position position(int at) {
    return Position.in(tree.sql(), at);
  }

  int at(JsonNode node) {
    OptionalInt start = tree.start(node);
    return start.orElse(0);
  }

  void failIfWrong() {
    if (!problems.isEmpty()) {
      List<SqlProblem> ordered = new ArrayList<>(problems);
      ordered.sort(Comparator.comparing(problem -> problem.at().orElseThrow()));
      throw new SqlException(ordered);
    }
  }

  List<TableName> reads() {
    return tables.values().stream()
        .sorted(Comparator.comparingInt(table -> firstRead.getOrDefault(table, 0)))
        .toList();
  }

  List<Parameter> parameters() {
    return parameters.entrySet().stream()
        .sorted(Comparator.comparingInt(entry -> entry.getValue().first()))
        .map(
            entry ->
                new Parameter(
                    entry.getKey(),
                    entry.getValue().stream().map(this::position).collect(Collectors.toList())))
        .toList();
  }
}
