package dev.prunella.app.project;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prunella.app.yaml.Problems;
import dev.prunella.local.duckdb.QueryException;
import dev.prunella.local.duckdb.SqlTree;
import dev.prunella.local.duckdb.SqlWalk;
import dev.prunella.local.sql.KnownTables;
import dev.prunella.local.sql.SqlException;
import dev.prunella.local.sql.SqlReader;
import dev.prunella.pipeline.Position;
import dev.prunella.pipeline.SqlFacts;
import dev.prunella.refs.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Asks DuckDB's parser what models say; nothing is run. */
final class ModelSql {
  /** Words that are read as columns, and are the clock. */
  private static final Set<String> CLOCK_WORDS =
      Set.of("current_date", "current_time", "current_timestamp", "localtime", "localtimestamp");

  /** Functions that read the clock though DuckDB declares them constant, or does not say. */
  private static final Set<String> CLOCK_FUNCTIONS =
      Set.of("current_localtime", "current_localtimestamp", "ago");

  /** Values that a run pins: the next run has others, though its inputs are the same. */
  private static final Set<String> PINNED = Set.of("run_at", "seed");

  /** The same in every instance of the one engine in this process, and not cheap to ask for. */
  private static volatile @Nullable Functions asked;

  private final Connection parser;
  private final Functions functions;

  ModelSql(Connection parser) {
    this.parser = parser;
    this.functions = functions(parser);
  }

  /**
   * Functions of the engine, in small letters.
   *
   * @param restless those that may give another value for the same arguments
   */
  private record Functions(Set<String> all, Set<String> restless) {}

  private static Functions functions(Connection parser) {
    var known = asked;
    if (known == null) {
      known = ask(parser);
      asked = known;
    }
    return known;
  }

  private static Functions ask(Connection parser) {
    var all = new HashSet<String>();
    var restless = new HashSet<>(CLOCK_FUNCTIONS);
    try (var statement = parser.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT lower(function_name), bool_or(coalesce(stability, '') IN ('VOLATILE',"
                    + " 'CONSISTENT_WITHIN_QUERY')) FROM duckdb_functions() GROUP BY 1")) {
      while (rows.next()) {
        all.add(rows.getString(1));
        if (rows.getBoolean(2)) {
          restless.add(rows.getString(1));
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException("DuckDB does not answer: " + e.getMessage(), e);
    }
    return new Functions(Set.copyOf(all), Set.copyOf(restless));
  }

  /** A name of a table in the text. */
  record Read(TableName table, Position at) {}

  /**
   * What is seen without knowing any table.
   *
   * @param reads each table where it is named first
   * @param repeatable whether equal inputs give equal rows
   * @param unknown functions that the engine does not have, in small letters
   */
  record Seen(List<Read> reads, boolean repeatable, SortedSet<String> unknown) {}

  /** Looks over a model; empty, and a problem, when it is no SQL. */
  Optional<Seen> look(String sql, Problems.Of problems) {
    try {
      var tree = SqlTree.parse(parser, sql);
      var walk = new Look(tree, sql);
      walk.walk(tree.select());
      return Optional.of(new Seen(walk.reads, walk.repeatable, walk.unknown));
    } catch (QueryException e) {
      add(problems, e.at(), String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** Reads a model; empty, and its problems, when something in it is wrong. */
  Optional<SqlFacts> read(String sql, KnownTables known, Problems.Of problems) {
    try {
      return Optional.of(SqlReader.read(parser, sql, known));
    } catch (SqlException e) {
      e.problems().forEach(p -> add(problems, p.at(), p.message()));
      return Optional.empty();
    }
  }

  private static void add(Problems.Of problems, Optional<Position> at, String sentence) {
    // The place stands before the sentence already.
    var brief = at.map(p -> sentence.replace(" at " + p, "")).orElse(sentence);
    problems.add(at.map(Position::line).orElse(1), at.map(Position::column).orElse(0), brief);
  }

  private final class Look extends SqlWalk {
    private final SqlTree tree;
    private final String sql;
    private final List<Read> reads = new ArrayList<>();
    private final SortedSet<String> unknown = new TreeSet<>();
    private boolean repeatable = true;

    Look(SqlTree tree, String sql) {
      this.tree = tree;
      this.sql = sql;
    }

    @Override
    protected void enter(JsonNode node, Set<String> taken) {
      var called = lower(node.path("function_name").asText());
      if (!called.isEmpty() && !functions.all().contains(called)) {
        unknown.add(called);
      }
      // A table, a subquery, a function or a whole SELECT may have one.
      repeatable &= !node.path("sample").isObject();
      switch (node.path("type").asText()) {
        case "BASE_TABLE" -> {
          var parts = path(node);
          if (!isTaken(parts, taken)) {
            add(new TableName(parts), Position.in(sql, tree.start(node).orElse(0)));
          }
        }
        case "FUNCTION" -> repeatable &= !isRestless(node);
        case "COLUMN_REF" -> {
          var names = node.path("column_names");
          repeatable &= names.size() != 1 || !CLOCK_WORDS.contains(lower(names.path(0).asText()));
        }
        case "VALUE_PARAMETER" ->
            repeatable &= !PINNED.contains(lower(node.path("identifier").asText()));
        default -> {}
      }
    }

    /** The age of one moment is that up to today. */
    private boolean isRestless(JsonNode function) {
      var name = lower(function.path("function_name").asText());
      return functions.restless().contains(name)
          || (name.equals("age") && function.path("arguments").size() == 1);
    }

    private void add(TableName table, Position at) {
      if (reads.stream().noneMatch(read -> read.table().matches(table))) {
        reads.add(new Read(table, at));
      }
    }
  }
}
