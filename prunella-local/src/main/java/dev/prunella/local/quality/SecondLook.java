package dev.prunella.local.quality;

import dev.prunella.local.LocalLake;
import dev.prunella.local.duckdb.Sql;
import dev.prunella.local.engine.StepRows;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.StepWatch;
import dev.prunella.quality.RatioMiddles;
import dev.prunella.quality.RatioMiddles.Moved;
import dev.prunella.quality.TypeClass;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.Table;

/**
 * Looks at rows that were damaged and put right by what neither found nor explained the damage: a
 * second one may lie beside it. Thread-safe.
 */
public final class SecondLook {
  private static final int INTERVALS = 40;
  private static final int ROWS_OF_EACH = 500;
  private static final int MOST_READ = 20_000;

  private final LocalLake lake;

  public SecondLook(LocalLake lake) {
    this.lake = lake;
  }

  /** The ratio of two numbers that has moved as never before. */
  public Optional<Moved> moved(Table table, StepTask task, StepWatch watch) {
    return look(
        table,
        task,
        watch,
        Optional.empty(),
        (connection, rows) ->
            Optional.of(
                    new SampleReader(connection)
                        .read(
                            rows.stream().map(StepRows::relation).toList(),
                            ROWS_OF_EACH * rows.size()))
                .flatMap(sample -> RatioMiddles.of(sample, rows.size() - 1)));
  }

  /**
   * Letters beyond ASCII that no earlier interval had: bytes that are read by another encoding than
   * they were written in make letters, too. Empty where there is none to compare with.
   */
  public Optional<Set<String>> newLetters(Table table, StepTask task, StepWatch watch) {
    return look(
        table,
        task,
        watch,
        Optional.empty(),
        (connection, rows) -> {
          var letters = new TreeSet<>(letters(connection, rows.getLast().relation()));
          for (var earlier : rows.subList(0, rows.size() - 1)) {
            if (letters.isEmpty()) {
              break;
            }
            letters.removeAll(
                letters(connection, "(FROM " + earlier.relation() + " LIMIT " + MOST_READ + ")"));
          }
          return Optional.of(letters);
        });
  }

  private static Set<String> letters(Connection connection, String relation) throws SQLException {
    var letters = new TreeSet<String>();
    for (var column : TableColumns.of(connection, relation)) {
      if (column.type() == TypeClass.TEXT) {
        var sql =
            "SELECT DISTINCT unnest(regexp_extract_all(CAST("
                + Sql.identifier(column.name())
                + " AS VARCHAR), '[^\\x00-\\x7F]')) FROM "
                + relation
                + " t";
        try (var statement = connection.createStatement();
            var found = statement.executeQuery(sql)) {
          while (found.next()) {
            letters.add(found.getString(1));
          }
        }
      }
    }
    return letters;
  }

  @FunctionalInterface
  private interface Looking<T> {
    /**
     * Looks.
     *
     * @param rows of earlier intervals, and as the last those that are looked at
     */
    T at(Connection connection, List<StepRows> rows) throws SQLException;
  }

  /**
   * Opens what is looked at.
   *
   * @param otherwise where there is nothing to compare
   */
  private <T> T look(Table table, StepTask task, StepWatch watch, T otherwise, Looking<T> looking) {
    return StepQuery.ask(
        lake,
        task,
        watch,
        task.table() + " cannot be looked at",
        connection -> look(connection, table, task, otherwise, looking));
  }

  private <T> T look(
      Connection connection, Table table, StepTask task, T otherwise, Looking<T> looking)
      throws SQLException {
    var interval = task.interval().orElseThrow();
    var open = new ArrayList<StepRows>();
    try {
      for (var one : StepRows.written(table, interval, INTERVALS).keySet()) {
        StepRows.of(lake, connection, table, task.over(one)).ifPresent(open::add);
      }
      var today = StepRows.of(lake, connection, table, task);
      today.ifPresent(open::add);
      return today.isEmpty() || open.size() == 1 ? otherwise : looking.at(connection, open);
    } finally {
      open.forEach(StepRows::close);
    }
  }
}
