package dev.prunella.local.quality;

import dev.prunella.local.LocalLake;
import dev.prunella.local.duckdb.ContentHash;
import dev.prunella.local.duckdb.Sql;
import dev.prunella.local.engine.StepRows;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.StepWatch;
import dev.prunella.quality.BrokenDependency;
import dev.prunella.quality.MovedTimes;
import dev.prunella.quality.RatioMiddles;
import dev.prunella.quality.RowSample;
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
  private static final int MOST_TIMES = 4;
  private static final long MOMENTS_OF_EACH = 2_000;

  /** Of larger intervals the hours are what alarms are made of, and to read forty takes long. */
  private static final double MOST_ROWS = 2_000_000;

  private final LocalLake lake;

  public SecondLook(LocalLake lake) {
    this.lake = lake;
  }

  /**
   * What may be wrong besides, in words: the ratio of two numbers that has moved as never before, a
   * column that had one value for each of another's and has several, or times that would be
   * likelier if clocks had been some hours off.
   */
  public Optional<String> doubt(Table table, StepTask task, StepWatch watch) {
    return look(
        table,
        task,
        watch,
        Optional.empty(),
        (connection, days) -> {
          var sample =
              new SampleReader(connection)
                  .read(days.stream().map(Day::relation).toList(), ROWS_OF_EACH * days.size());
          int today = days.size() - 1;
          var odd =
              RatioMiddles.of(sample, today)
                  .map(RatioMiddles.Moved::words)
                  .or(() -> BrokenDependency.of(sample, today).map(BrokenDependency::words));
          return odd.isPresent()
              ? odd
              : movedTimes(connection, days, task, sample).map(MovedTimes::words);
        });
  }

  private static Optional<MovedTimes> movedTimes(
      Connection connection, List<Day> days, StepTask task, RowSample sample) throws SQLException {
    if (sample.rowsPerInterval() > MOST_ROWS) {
      return Optional.empty();
    }
    var today = days.getLast();
    var moments = new MomentsByHour(connection, task.zone());
    MovedTimes most = null;
    int looked = 0;
    for (var column : MomentsByHour.columns(today.rows())) {
      var now = moments.of(column, today.interval(), today.rows(), 1);
      if (now.isEmpty() || !now.get().tells() || looked++ >= MOST_TIMES) {
        continue;
      }
      long oneIn = Math.max(1, now.get().count() / MOMENTS_OF_EACH);
      var some = oneIn == 1 ? now : moments.of(column, today.interval(), today.rows(), oneIn);
      var before = new ArrayList<MovedTimes.Day>();
      for (var day : days.subList(0, days.size() - 1)) {
        moments.of(column, day.interval(), day.rows(), oneIn).ifPresent(before::add);
      }
      var moved = MovedTimes.of(column, before, some.orElseThrow()).orElse(null);
      if (moved != null && (most == null || moved.power() > most.power())) {
        most = moved;
      }
    }
    return Optional.ofNullable(most);
  }

  /** By which exactly the rows of a step are known again; empty where there is nothing to read. */
  public Optional<String> content(Table table, StepTask task, StepWatch watch) {
    return StepQuery.ask(
        lake,
        task,
        watch,
        task.table() + " cannot be read",
        connection -> {
          var rows = StepRows.of(lake, connection, table, task);
          try {
            return rows.map(r -> ContentHash.of(connection, r.relation(), r.schema()).toString());
          } finally {
            rows.ifPresent(StepRows::close);
          }
        });
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
        (connection, days) -> {
          var letters = new TreeSet<>(letters(connection, days.getLast().relation()));
          for (var earlier : days.subList(0, days.size() - 1)) {
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

  /** The rows of an interval. */
  private record Day(DataInterval interval, StepRows rows) {
    String relation() {
      return rows.relation();
    }
  }

  @FunctionalInterface
  private interface Looking<T> {
    /**
     * Looks.
     *
     * @param days earlier intervals, and as the last the one that is looked at
     */
    T at(Connection connection, List<Day> days) throws SQLException;
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
    var open = new ArrayList<Day>();
    try {
      for (var one : StepRows.written(table, interval, INTERVALS).keySet()) {
        StepRows.of(lake, connection, table, task.over(one))
            .ifPresent(rows -> open.add(new Day(one, rows)));
      }
      var today = StepRows.of(lake, connection, table, task);
      today.ifPresent(rows -> open.add(new Day(interval, rows)));
      return today.isEmpty() || open.size() == 1 ? otherwise : looking.at(connection, open);
    } finally {
      open.forEach(day -> day.rows().close());
    }
  }
}
