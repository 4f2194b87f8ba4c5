package dev.prunella.local.quality;

import dev.prunella.local.LocalLake;
import dev.prunella.local.duckdb.DuckDbException;
import dev.prunella.local.duckdb.Sql;
import dev.prunella.local.engine.StepRows;
import dev.prunella.local.engine.TransformationSql;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.Transformation;
import dev.prunella.pipeline.Transformation.Category;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.DecimalType;

/**
 * An interval's numbers, and those of the intervals before it, each with its day and what it may be
 * grouped by, as temporary tables of one connection. Not thread-safe.
 */
final class UnitTables implements AutoCloseable {
  private static final AtomicLong NUMBER = new AtomicLong();
  private static final int EARLIER = 30;

  /** Of each earlier interval so many rows are enough. */
  private static final int SAMPLED = 20_000;

  private static final int MOST_COLUMNS = 12;
  private static final int MOST_VALUES = 200;
  private static final int MOST_DECIMALS = 4;

  private final Statements statements;
  private final String today;
  private final String before;

  /** Columns by which rows may be grouped, and the names that they have here. */
  private final Map<String, String> columns = new LinkedHashMap<>();

  private final Optional<Integer> scale;
  private final long intervals;

  private UnitTables(Connection connection, long number, Optional<Integer> scale, long intervals) {
    this.statements = new Statements(connection);
    this.today = "prunella_unit_today_" + number;
    this.before = "prunella_unit_before_" + number;
    this.scale = scale;
    this.intervals = intervals;
  }

  /**
   * Makes them.
   *
   * @param column of numbers
   * @param at column with the day of a row
   * @param damage what is done to the interval's rows before
   * @return empty where there is nothing to compare
   */
  static Optional<UnitTables> of(
      LocalLake lake,
      Connection connection,
      Table table,
      StepTask task,
      String column,
      String at,
      Optional<Transformation> damage)
      throws SQLException {
    var field = table.schema().caseInsensitiveFindField(column);
    var earlier = task.interval().map(i -> StepRows.written(table, i, EARLIER)).orElse(Map.of());
    if (field == null || table.schema().caseInsensitiveFindField(at) == null || earlier.isEmpty()) {
      return Optional.empty();
    }
    var rows = StepRows.of(lake, connection, table, task);
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    var made =
        new UnitTables(connection, NUMBER.incrementAndGet(), scale(field.type()), earlier.size());
    boolean done = false;
    try (var now = rows.get()) {
      int n = 0;
      for (var one : now.schema().columns()) {
        boolean groups =
            one.type().typeId() == Type.TypeID.STRING
                || one.type().typeId() == Type.TypeID.INTEGER
                || one.type().typeId() == Type.TypeID.LONG;
        if (groups && n < MOST_COLUMNS && !one.name().equalsIgnoreCase(column)) {
          made.columns.put(one.name(), "c" + n++);
        }
      }
      var relation =
          damage
              .map(d -> TransformationSql.over(now.relation(), d, now.columns()))
              .orElse(now.relation());
      made.statements.run(
          "CREATE TEMP TABLE " + made.today + " AS " + made.select(relation, column, at, ""));
      made.fillBefore(lake, table, task, earlier, column, at);
      made.keepWhatGroups();
      done = true;
      return Optional.of(made);
    } finally {
      if (!done) {
        made.close();
      }
    }
  }

  private static Optional<Integer> scale(Type type) {
    return type instanceof DecimalType decimal
        ? Optional.of(decimal.scale())
        : type.typeId() == Type.TypeID.INTEGER || type.typeId() == Type.TypeID.LONG
            ? Optional.of(0)
            : Optional.empty();
  }

  private void fillBefore(
      LocalLake lake,
      Table table,
      StepTask task,
      Map<DataInterval, Long> earlier,
      String column,
      String at)
      throws SQLException {
    statements.run("CREATE TEMP TABLE " + before + " AS SELECT * FROM " + today + " LIMIT 0");
    for (var interval : earlier.keySet()) {
      try (var rows =
          StepRows.of(lake, statements.connection(), table, task.over(interval)).orElse(null)) {
        if (rows != null) {
          statements.run(
              "INSERT INTO "
                  + before
                  + " "
                  + select(
                      rows.relation(),
                      column,
                      at,
                      " USING SAMPLE reservoir(" + SAMPLED + " ROWS) REPEATABLE (7)"));
        }
      }
    }
  }

  private String select(String relation, String column, String at, String sample) {
    var list = new StringBuilder();
    columns.forEach(
        (name, here) ->
            list.append(", CAST(")
                .append(Sql.identifier(name))
                .append(" AS VARCHAR) AS ")
                .append(here));
    return "SELECT CAST("
        + Sql.identifier(column)
        + " AS DOUBLE) AS x, CAST("
        + Sql.identifier(at)
        + " AS DATE) AS d"
        + list
        + " FROM "
        + relation
        + " AS rows WHERE x <> 0 AND isfinite(x)"
        + sample;
  }

  private void keepWhatGroups() throws SQLException {
    for (var column : List.copyOf(columns.keySet())) {
      long values =
          statements.number("SELECT count(DISTINCT " + columns.get(column) + ") FROM " + before);
      if (values < 2 || values > MOST_VALUES) {
        columns.remove(column);
      }
    }
  }

  /** Columns by which rows may be grouped. */
  List<String> groups() {
    return List.copyOf(columns.keySet());
  }

  /** How many earlier intervals there are. */
  long intervals() {
    return intervals;
  }

  /** Whether every row has a day. */
  boolean allHaveDays() throws SQLException {
    return statements.number("SELECT count(*) FROM " + today + " WHERE d IS NULL") == 0;
  }

  /**
   * Rows of the interval beside earlier ones.
   *
   * @param days how many rows each day has
   * @param shift of the mean logarithm
   * @param known how many earlier rows there are
   */
  record Group(Optional<Category> within, Map<LocalDate, Long> days, double shift, long known) {
    long rows() {
      return days.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /** All rows as one group. */
  Optional<Group> all() throws SQLException {
    return groupsBy("'all'", Optional.empty()).stream().findFirst();
  }

  /** Rows by the values of a column. */
  List<Group> by(String column) throws SQLException {
    return groupsBy(columns.getOrDefault(column, "NULL"), Optional.of(column));
  }

  private List<Group> groupsBy(String key, Optional<String> column) throws SQLException {
    var days = new LinkedHashMap<String, Map<LocalDate, Long>>();
    var sums = new LinkedHashMap<String, Double>();
    statements.query(
        "SELECT "
            + key
            + " AS k, CAST(d AS VARCHAR), count(*), sum(ln(abs(x))) FROM "
            + today
            + " WHERE k IS NOT NULL AND d IS NOT NULL GROUP BY ALL ORDER BY ALL",
        row -> {
          days.computeIfAbsent(row.getString(1), _ -> new TreeMap<>())
              .put(LocalDate.parse(row.getString(2)), row.getLong(3));
          sums.merge(row.getString(1), row.getDouble(4), Double::sum);
        });
    var groups = new ArrayList<Group>();
    statements.query(
        "SELECT "
            + key
            + " AS k, count(*), avg(ln(abs(x))) FROM "
            + before
            + " WHERE k IS NOT NULL GROUP BY ALL ORDER BY ALL",
        row -> {
          var value = row.getString(1);
          var own = days.get(value);
          if (own != null) {
            long n = own.values().stream().mapToLong(Long::longValue).sum();
            groups.add(
                new Group(
                    column.map(c -> new Category(c, value)),
                    own,
                    sums.getOrDefault(value, 0.0) / n - row.getDouble(3),
                    row.getLong(2)));
          }
        });
    return groups;
  }

  /**
   * Rows of the interval beside earlier ones that are alike in some columns.
   *
   * @param mean of the logarithm of a number by what its like had
   * @param spread of that
   * @param days how many rows each day has
   */
  record Likeness(List<String> by, double mean, double spread, Map<LocalDate, Long> days) {
    long rows() {
      return days.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /** Only rows whose like came often enough before. */
  Likeness alike(List<String> by, Optional<Category> within, long fewest) throws SQLException {
    var keys = by.stream().map(c -> columns.getOrDefault(c, "NULL")).toList();
    var list = String.join(", ", keys);
    var where = within.map(w -> " WHERE " + is(w)).orElse("");
    var joined =
        " FROM (SELECT * FROM "
            + today
            + where
            + ") AS t JOIN (SELECT "
            + list
            + ", avg(ln(abs(x))) AS usual FROM "
            + before
            + where
            + " GROUP BY "
            + list
            + " HAVING count(*) >= "
            + fewest
            + ") AS b USING ("
            + list
            + ")";
    var days = new TreeMap<LocalDate, Long>();
    statements.query(
        "SELECT CAST(d AS VARCHAR), count(*)" + joined + " WHERE d IS NOT NULL GROUP BY ALL",
        row -> days.put(LocalDate.parse(row.getString(1)), row.getLong(2)));
    var found = new double[2];
    statements.query(
        "SELECT coalesce(avg(r), 0), coalesce(stddev_samp(r), 0) FROM (SELECT ln(abs(x)) - usual AS r"
            + joined
            + ")",
        row -> {
          found[0] = row.getDouble(1);
          found[1] = row.getDouble(2);
        });
    return new Likeness(List.copyOf(by), found[0], found[1], days);
  }

  /**
   * How many rows lie far from what their like had; where no like is known, from what is usual.
   *
   * @param limit as a logarithm
   */
  long strays(List<String> by, Optional<Category> within, double limit) throws SQLException {
    var keys = by.stream().map(c -> columns.getOrDefault(c, "NULL")).toList();
    var list = String.join(", ", keys);
    var where = within.map(w -> " WHERE " + is(w)).orElse("");
    return statements.number(
        "SELECT count_if(abs(ln(abs(x)) - coalesce(usual, (SELECT avg(ln(abs(x))) FROM "
            + before
            + where
            + "))) > "
            + limit
            + ") FROM (SELECT * FROM "
            + today
            + where
            + ") AS t LEFT JOIN (SELECT "
            + list
            + ", avg(ln(abs(x))) AS usual FROM "
            + before
            + where
            + " GROUP BY "
            + list
            + ") AS b USING ("
            + list
            + ")");
  }

  /** The days of the interval's rows, of one category where one is named. */
  Map<LocalDate, Long> days(Optional<Category> within) throws SQLException {
    var days = new TreeMap<LocalDate, Long>();
    statements.query(
        "SELECT CAST(d AS VARCHAR), count(*) FROM "
            + today
            + " WHERE d IS NOT NULL"
            + within.map(w -> " AND " + is(w)).orElse("")
            + " GROUP BY ALL",
        row -> days.put(LocalDate.parse(row.getString(1)), row.getLong(2)));
    return days;
  }

  private String is(Category category) {
    return columns.getOrDefault(category.column(), "NULL") + " = " + Sql.literal(category.value());
  }

  /** To how many decimals numbers are written; empty where it is not to few. */
  Optional<Integer> decimals() throws SQLException {
    if (scale.isPresent()) {
      return scale;
    }
    for (int d = 0; d <= MOST_DECIMALS; d++) {
      long others =
          statements.number(
              "SELECT count(*) FROM "
                  + before
                  + " WHERE abs(x - round(x, "
                  + d
                  + ")) > 1e-9 * greatest(abs(x), 1)");
      if (others == 0) {
        return Optional.of(d);
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    try {
      statements.run("DROP TABLE IF EXISTS " + today);
      statements.run("DROP TABLE IF EXISTS " + before);
    } catch (SQLException e) {
      throw new DuckDbException("temporary tables cannot be dropped: " + e.getMessage(), e);
    }
  }
}
