package dev.prunella.local.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prunella.local.duckdb.SqlTree;
import dev.prunella.local.duckdb.SqlWalk;
import dev.prunella.local.sql.Edit;
import dev.prunella.local.sql.Pruning;
import dev.prunella.local.sql.SqlException;
import dev.prunella.local.sql.SqlLiteral;
import dev.prunella.local.sql.SqlProblem;
import dev.prunella.local.sql.SqlReader;
import dev.prunella.local.sql.SqlText;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.pipeline.Position;
import dev.prunella.pipeline.SqlFacts;
import dev.prunella.pipeline.StepTask;
import dev.prunella.refs.DidYouMean;
import dev.prunella.refs.TableName;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expression;

/**
 * A model's SQL with its parameters put in as typed literals, and the way back from a place in what
 * runs to the place in what the user wrote.
 */
final class ModelSql {
  private final String written;
  private final String text;
  private final StepTask task;
  private final List<TableName> reads;
  private final List<Edit> edits;

  private ModelSql(
      String written, String text, StepTask task, List<TableName> reads, List<Edit> edits) {
    this.written = written;
    this.text = text;
    this.task = task;
    this.reads = reads;
    this.edits = edits;
  }

  static ModelSql of(Connection connection, String written, StepTask task) {
    SqlFacts facts;
    try {
      facts = SqlReader.read(connection, written, table -> Optional.empty());
    } catch (SqlException e) {
      throw new FaultException(fault(task, e.problems().getFirst()));
    }
    var values = values(task);
    var edits = new ArrayList<Edit>();
    for (var parameter : facts.parameters()) {
      var value = value(values, parameter, task);
      for (var at : parameter.at()) {
        // A dollar sign ends a word before it; the literal's letters would not.
        boolean touches =
            at.offset() > 0 && Character.isLetterOrDigit(written.charAt(at.offset() - 1));
        edits.add(
            new Edit(at.offset(), 1 + parameter.name().length(), (touches ? " " : "") + value));
      }
    }
    edits.sort(Comparator.comparingInt(Edit::offset));
    return new ModelSql(
        written, SqlText.apply(written, edits), task, facts.reads(), List.copyOf(edits));
  }

  private static Fault fault(StepTask task, SqlProblem problem) {
    var kind =
        switch (problem.kind()) {
          case NOT_SQL, AMBIGUOUS_COLUMN -> Kind.SQL_INVALID;
          case REFUSED -> Kind.REFUSED;
          case UNKNOWN_TABLE, UNKNOWN_ALIAS -> Kind.UNKNOWN_TABLE;
          case UNKNOWN_COLUMN -> Kind.UNKNOWN_COLUMN;
        };
    var parts = problem.message().split(" Next: ", 2);
    var next =
        problem
            .suggestion()
            .map(name -> "did you mean '" + name + "'?")
            .orElse(parts.length > 1 ? parts[1] : "correct the SQL");
    var fault = Fault.of(kind, parts[0], next);
    return problem
        .at()
        .map(position -> at(task, fault, position))
        .orElseGet(() -> fault.at(task.step().place()));
  }

  private static Map<String, SqlLiteral> values(StepTask task) {
    var values = new LinkedHashMap<String, SqlLiteral>();
    task.interval()
        .ifPresent(
            interval -> {
              values.put("interval_start", SqlLiteral.of(interval.start()));
              values.put("interval_end", SqlLiteral.of(interval.end()));
            });
    task.intervalLabel().ifPresent(label -> values.put("interval", SqlLiteral.of(label)));
    values.put("run_at", SqlLiteral.of(task.runAt()));
    values.put("seed", SqlLiteral.of(task.seed()));
    return values;
  }

  private static SqlLiteral value(
      Map<String, SqlLiteral> values, SqlFacts.Parameter parameter, StepTask task) {
    var name = parameter.name();
    var value = values.get(name);
    if (value != null) {
      return value;
    }
    boolean needsInterval =
        task.interval().isEmpty()
            && Set.of("interval", "interval_start", "interval_end").contains(name);
    var fault =
        needsInterval
            ? Fault.of(
                Kind.SQL_INVALID,
                "'$" + name + "' has no value: this run is for no interval",
                "give the pipeline an interval, or leave the parameter out")
            : Fault.of(
                Kind.SQL_INVALID,
                "there is no parameter '$"
                    + name
                    + "'"
                    + DidYouMean.among(values.keySet(), name)
                        .map(near -> "; did you mean '$" + near + "'?")
                        .orElse(""),
                "parameters are $" + String.join(", $", values.keySet()));
    throw new FaultException(at(task, fault, parameter.at().getFirst()));
  }

  /** What runs. */
  String text() {
    return text;
  }

  StepTask task() {
    return task;
  }

  /** The tables that it reads, as it names them. */
  List<TableName> reads() {
    return reads;
  }

  /** What is certain about the rows of a table that it needs. */
  Optional<Expression> needs(Connection connection, TableName table, Schema schema) {
    return Pruning.of(connection, text, table, schema);
  }

  /**
   * The place in what was written of a byte of a statement that holds {@link #text}.
   *
   * @param offset counted in bytes of UTF-8, as DuckDB does
   */
  Optional<Position> at(String statement, int offset) {
    int start = statement.indexOf(text);
    var bytes = statement.getBytes(StandardCharsets.UTF_8);
    if (start < 0 || offset < 0 || offset > bytes.length) {
      return Optional.empty();
    }
    int at = new String(bytes, 0, offset, StandardCharsets.UTF_8).length() - start;
    if (at < 0 || at > text.length()) {
      return Optional.empty();
    }
    int longer = 0;
    for (var edit : edits) {
      int from = edit.offset() + longer;
      if (at < from) {
        break;
      }
      if (at < from + edit.replacement().length()) {
        return Optional.of(Position.in(written, edit.offset()));
      }
      longer += edit.replacement().length() - edit.length();
    }
    return Optional.of(Position.in(written, at - longer));
  }

  /** Where a table is first named. */
  Optional<Position> at(Connection connection, TableName table) {
    var tree = SqlTree.parse(connection, written);
    var places = new ArrayList<Position>();
    new SqlWalk() {
      @Override
      protected void enter(JsonNode node, Set<String> taken) {
        if (node.path("type").asText().equals("BASE_TABLE")
            && SqlWalk.path(node).equals(table.parts())) {
          tree.start(node).ifPresent(start -> places.add(Position.in(written, start)));
        }
      }
    }.walk(tree.select());
    return places.stream().min(Comparator.naturalOrder());
  }

  /** The fault at a place of the model's file. */
  Fault at(Fault fault, Position position) {
    return at(task, fault, position);
  }

  private static Fault at(StepTask task, Fault fault, Position position) {
    var place = task.step().place();
    return fault
        .at(place.at(place.line() + position.line() - 1))
        .with("position", position.toString());
  }
}
