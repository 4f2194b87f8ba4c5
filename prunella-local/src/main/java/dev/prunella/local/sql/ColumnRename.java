package dev.prunella.local.sql;

import dev.prunella.local.duckdb.SqlTree;
import dev.prunella.pipeline.SqlFacts;
import dev.prunella.pipeline.SqlFacts.ColumnName;
import dev.prunella.pipeline.SqlFacts.Lineage;
import dev.prunella.pipeline.SqlFacts.OutputColumn;
import dev.prunella.refs.TableName;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Follows a column that was renamed in a table, in the SQL of a model that reads it: every
 * reference takes the new name, and the model still gives the columns it gave.
 */
public final class ColumnRename {

  private ColumnRename() {}

  /** What is to be done. */
  public sealed interface Result {

    /** Apply these with {@link SqlText#apply}; none, if the column is not used. */
    record Edits(List<Edit> edits) implements Result {
      public Edits {
        edits = List.copyOf(edits);
      }
    }

    /**
     * It cannot be done by changing names alone.
     *
     * @param why sentences: what, and where
     */
    record Impossible(List<String> why) implements Result {
      public Impossible {
        why = List.copyOf(why);
      }
    }
  }

  /**
   * Plans the edits, and reads the changed text to be sure that it says the same as before.
   *
   * @param known the tables before the renaming
   * @throws SqlException if the SQL is wrong as it is
   */
  public static Result plan(
      Connection connection,
      String sql,
      KnownTables known,
      TableName table,
      String from,
      String to) {
    SqlTree tree = SqlReader.tree(connection, sql);
    List<Relation> result = new ArrayList<>();
    Reading reading = SqlReader.reading(connection, tree, known, result);
    List<String> why = obstacles(reading, table, from);
    if (!why.isEmpty()) {
      return new Result.Impossible(why);
    }
    List<Edit> edits = edits(connection, reading, table, from, to);
    SqlFacts before = SqlReader.read(connection, sql, known);
    SqlFacts after;
    try {
      after =
          SqlReader.read(connection, SqlText.apply(sql, edits), renamed(known, table, from, to));
    } catch (SqlException e) {
      return new Result.Impossible(List.of("the changed text would be wrong: " + e.getMessage()));
    }
    return same(before, after, table, from, to)
        ? new Result.Edits(edits)
        : new Result.Impossible(
            List.of("the changed text would not give the same columns from the same data"));
  }

  private static List<String> obstacles(Reading reading, TableName table, String from) {
    List<String> why = new ArrayList<>();
    for (Uses.Fixed fixed : reading.uses.fixed) {
      boolean meant =
          fixed.column().isEmpty() || fixed.column().equals(from.toLowerCase(Locale.ROOT));
      if (meant && fixed.table().matches(table)) {
        why.add(
            "'"
                + from
                + "' of "
                + table
                + " cannot be renamed by a word at "
                + reading.position(fixed.at())
                + ": "
                + fixed.why());
      }
    }
    for (Uses.Star star : reading.uses.stars) {
      if (star.table().matches(table) && !star.alone()) {
        why.add(
            "the star at "
                + reading.position(Math.max(0, star.end() - 1))
                + " brings out several tables. Next: write t.* for each.");
      }
    }
    return why;
  }

  private static List<Edit> edits(
      Connection connection, Reading reading, TableName table, String from, String to) {
    String sql = reading.tree.sql();
    String old =
        reading
            .columnsOf(table)
            .flatMap(names -> names.stream().filter(from::equalsIgnoreCase).findFirst())
            .orElse(from);
    List<Edit> edits = new ArrayList<>();
    for (Uses.Named use : reading.uses.named) {
      if (use.table().matches(table) && use.column().equalsIgnoreCase(from)) {
        NameParts.Part part =
            NameParts.of(sql, use.reference(), use.reference() + use.length()).get(use.part());
        String name =
            EngineWords.name(connection, to)
                + (use.givesName() ? " AS " + EngineWords.name(connection, old) : "");
        edits.add(new Edit(part.start(), part.end() - part.start(), name));
      }
    }
    for (Uses.Star star : reading.uses.stars) {
      if (star.table().matches(table)) {
        edits.add(
            new Edit(
                star.end(),
                0,
                " RENAME ("
                    + EngineWords.name(connection, to)
                    + " AS "
                    + EngineWords.name(connection, old)
                    + ")"));
      }
    }
    return edits;
  }

  private static KnownTables renamed(KnownTables known, TableName table, String from, String to) {
    return new KnownTables() {
      @Override
      public Optional<List<String>> columnsOf(TableName other) {
        Optional<List<String>> columns = known.columnsOf(other);
        return other.matches(table)
            ? columns.map(
                names -> names.stream().map(n -> n.equalsIgnoreCase(from) ? to : n).toList())
            : columns;
      }

      @Override
      public Optional<Collection<TableName>> names() {
        return known.names();
      }
    };
  }

  private static boolean same(
      SqlFacts before, SqlFacts after, TableName table, String from, String to) {
    if (before.columns().size() != after.columns().size()) {
      return false;
    }
    for (int i = 0; i < before.columns().size(); i++) {
      boolean equal =
          switch (before.columns().get(i)) {
            case OutputColumn.Named old ->
                after.columns().get(i) instanceof OutputColumn.Named now
                    && old.name().equals(now.name())
                    && lineage(old.lineage(), table, from, to)
                        .equals(lineage(now.lineage(), table, to, to));
            case OutputColumn.Unlisted old ->
                after.columns().get(i) instanceof OutputColumn.Unlisted now
                    && old.from().equals(now.from());
          };
      if (!equal) {
        return false;
      }
    }
    return true;
  }

  private static Lineage lineage(Lineage lineage, TableName table, String from, String to) {
    return switch (lineage) {
      case Lineage.Known known ->
          new Lineage.Known(
              known.kind(),
              columns(known.from(), table, from, to),
              columns(known.rows(), table, from, to));
      case Lineage.Unknown unknown ->
          new Lineage.Unknown(unknown.why(), columns(unknown.possible(), table, from, to));
    };
  }

  private static SortedSet<ColumnName> columns(
      SortedSet<ColumnName> columns, TableName table, String from, String to) {
    var renamed = new TreeSet<ColumnName>();
    for (ColumnName column : columns) {
      renamed.add(column.matches(table, from) ? new ColumnName(column.table(), to) : column);
    }
    return renamed;
  }
}
