package dev.prunella.app.run;

import dev.prunella.app.project.LoadedProject;
import dev.prunella.contract.CodePlace;
import dev.prunella.pipeline.SqlFacts;
import dev.prunella.pipeline.SqlFacts.ColumnName;
import dev.prunella.pipeline.SqlFacts.Lineage;
import dev.prunella.pipeline.SqlFacts.OutputColumn;
import dev.prunella.pipeline.Step;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Follows tables and columns through a project's models, as their SQL says. */
public final class LineageReader {
  /** More is not told at once; what is left out is counted on by nobody. */
  private static final int MOST_NODES = 2_000;

  private final LoadedProject project;
  private final Function<TableName, Optional<List<String>>> columnsInLake;
  private final Set<Object> told = new HashSet<>();
  private int nodes;

  /**
   * For one question.
   *
   * @param columnsInLake those of tables that no SQL makes, where they are known
   */
  public LineageReader(
      LoadedProject project, Function<TableName, Optional<List<String>>> columnsInLake) {
    this.project = project;
    this.columnsInLake = columnsInLake;
  }

  /** Whether there was more than is told. */
  public boolean cut() {
    return nodes > MOST_NODES;
  }

  /** What a table is made from. */
  public LineageNode above(TableName table) {
    return table(table, t -> project.graph().step(t).map(Step::reads).orElse(List.of()));
  }

  /** What is made from a table. */
  public LineageNode below(TableName table) {
    return table(table, project.graph()::readersOf);
  }

  private LineageNode table(
      TableName table, Function<TableName, ? extends Collection<TableName>> next) {
    boolean again = !told.add(table);
    var following = new ArrayList<LineageNode>();
    if (!again && nodes++ < MOST_NODES) {
      new TreeSet<>(next.apply(table)).forEach(t -> following.add(table(t, next)));
    }
    var kind = project.graph().step(table).map(Step::kind).orElse("no step makes it");
    return new LineageNode(table.toString(), kind, place(table), "", again, following);
  }

  private Optional<CodePlace> place(TableName table) {
    return project.graph().step(table).map(Step::place);
  }

  /** The columns that a table is known to have. */
  public List<String> columns(TableName table) {
    return project
        .factsOf(table)
        .map(
            facts ->
                facts.columns().stream()
                    .filter(OutputColumn.Named.class::isInstance)
                    .map(c -> ((OutputColumn.Named) c).name())
                    .toList())
        .filter(names -> !names.isEmpty())
        .or(() -> columnsInLake.apply(table))
        .orElse(List.of());
  }

  /** Whether all columns of a table are known, so that another name is a mistake. */
  public boolean knowsColumns(TableName table) {
    return project
        .factsOf(table)
        .map(SqlFacts::allColumnsKnown)
        .orElse(columnsInLake.apply(table).isPresent());
  }

  /** What a column is made from. */
  public LineageNode above(ColumnName column) {
    return above(column, "");
  }

  private LineageNode above(ColumnName column, String as) {
    boolean again = as.isEmpty() && !told.add(key(column));
    var following = new ArrayList<LineageNode>();
    var facts = project.factsOf(column.table());
    var lineage = facts.flatMap(f -> f.column(column.column())).map(OutputColumn.Named::lineage);
    var kind = lineage.map(LineageReader::kind).orElse(facts.isPresent() ? "unknown" : end(column));
    if (!again && as.isEmpty() && nodes++ < MOST_NODES) {
      switch (lineage.orElse(null)) {
        case Lineage.Known(var _, var from, var rows) -> {
          from.forEach(c -> following.add(above(c, "")));
          rows.stream()
              .filter(r -> !from.contains(r))
              .forEach(c -> following.add(above(c, "rows")));
        }
        case Lineage.Unknown(var _, var possible) ->
            possible.forEach(c -> following.add(above(c, "")));
        case null -> {}
      }
    }
    return new LineageNode(
        column.toString(),
        as.isEmpty() ? kind : as,
        place(column.table()),
        note(facts, lineage),
        again && lineage.isPresent(),
        following);
  }

  private String end(ColumnName column) {
    return project.graph().step(column.table()).map(Step::kind).orElse("no step makes it");
  }

  private static String note(Optional<SqlFacts> facts, Optional<Lineage> lineage) {
    if (lineage.isPresent()) {
      return lineage.get() instanceof Lineage.Unknown(var why, var _) ? why : "";
    }
    return facts.stream()
        .flatMap(f -> f.columns().stream())
        .filter(OutputColumn.Unlisted.class::isInstance)
        .map(c -> ((OutputColumn.Unlisted) c).why())
        .findFirst()
        .orElse("");
  }

  private static String kind(Lineage lineage) {
    return switch (lineage) {
      case Lineage.Known(var kind, var _, var _) -> kind.name().toLowerCase(Locale.ROOT);
      case Lineage.Unknown _ -> "unknown";
    };
  }

  private static Object key(ColumnName column) {
    record Key(String table, String column) {}
    return new Key(
        column.table().toString().toLowerCase(Locale.ROOT),
        column.column().toLowerCase(Locale.ROOT));
  }

  /** What is made from a column. */
  public LineageNode below(ColumnName column) {
    var kind =
        project
            .factsOf(column.table())
            .flatMap(f -> f.column(column.column()))
            .map(c -> kind(c.lineage()))
            .orElse(end(column));
    return below(column, kind, "");
  }

  private LineageNode below(ColumnName column, String kind, String note) {
    boolean again = !told.add(key(column));
    var following = new ArrayList<LineageNode>();
    if (!again && nodes++ < MOST_NODES) {
      for (var reader : readersOf(column.table())) {
        following.addAll(usesIn(reader, column));
      }
    }
    return new LineageNode(
        column.toString(),
        kind,
        place(column.table()),
        note,
        again && !readersOf(column.table()).isEmpty(),
        following);
  }

  private Collection<TableName> readersOf(TableName table) {
    var readers = new TreeSet<TableName>(project.graph().readersOf(table));
    project
        .graph()
        .inOrder()
        .forEach(
            step -> {
              if (step.reads().stream().anyMatch(table::matches)) {
                readers.add(step.table());
              }
            });
    return readers;
  }

  /** What a step that reads a column's table makes of the column. */
  private List<LineageNode> usesIn(TableName reader, ColumnName column) {
    var facts = project.factsOf(reader);
    if (facts.isEmpty()) {
      var kind = project.graph().step(reader).map(Step::kind).orElse("");
      return List.of(
          new LineageNode(
              reader.toString(),
              "unknown",
              place(reader),
              "a " + kind + " step: which columns it uses cannot be known",
              false,
              List.of()));
    }
    var uses = new ArrayList<LineageNode>();
    boolean decidesRows = false;
    for (var output : facts.get().columns()) {
      switch (output) {
        case OutputColumn.Named named -> {
          var made = new ColumnName(reader, named.name());
          switch (named.lineage()) {
            case Lineage.Known(var _, var from, var rows) -> {
              if (has(from, column)) {
                uses.add(below(made, kind(named.lineage()), ""));
              }
              decidesRows |= has(rows, column);
            }
            case Lineage.Unknown(var why, var possible) -> {
              if (has(possible, column)) {
                uses.add(below(made, "unknown", why));
              }
            }
          }
        }
        case OutputColumn.Unlisted(var from, var why) -> {
          if (from.isEmpty() || from.stream().anyMatch(column.table()::matches)) {
            uses.add(
                new LineageNode(
                    reader.toString(), "unknown", place(reader), why, false, List.of()));
          }
        }
      }
    }
    if (decidesRows) {
      uses.add(
          new LineageNode(
              reader.toString(),
              "rows",
              place(reader),
              "decides which rows there are",
              false,
              List.of()));
    }
    return uses;
  }

  private static boolean has(Set<ColumnName> columns, ColumnName wanted) {
    return columns.stream().anyMatch(c -> c.matches(wanted.table(), wanted.column()));
  }
}
