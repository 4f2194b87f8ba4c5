package dev.prunella.bench.heal.fault;

import dev.prunella.bench.heal.fault.Kind.Unplayable;
import dev.prunella.bench.heal.ground.Feed;
import dev.prunella.bench.heal.scenario.Parameter;
import dev.prunella.bench.heal.scenario.Parameter.Holds;
import dev.prunella.bench.heal.scenario.Scenario.Planned;
import dev.prunella.local.duckdb.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where in a feed's rows a fault can be, by what stands in them: columns and values are those that
 * the plan names, or chosen by seed.
 */
final class Place {
  private static final Pattern DECIMAL = Pattern.compile("DECIMAL\\((\\d+),\\s*(\\d+)\\)");

  /** Values of a column repeat when there are no more of them than this share of the rows. */
  private static final double REPEAT = 0.5;

  private final Stage stage;
  private final Planned plan;
  private final Feed feed;
  private final String rows;
  private final List<Column> columns;

  /**
   * A column as it stands in the good rows of the fault's first interval.
   *
   * @param filled rows with a value
   * @param distinct how many values there are
   * @param zeros rows with a zero, for numbers
   */
  record Column(
      String name, String type, long rows, long filled, long distinct, long zeros, double length) {
    boolean isNumber() {
      return Holds.NUMBERS.is(type);
    }

    boolean isWhole() {
      return type.endsWith("INT") || type.endsWith("INTEGER");
    }

    boolean isDecimal() {
      return type.startsWith("DECIMAL");
    }

    boolean isText() {
      return Holds.TEXTS.is(type);
    }

    boolean isTime() {
      return Holds.TIMES.is(type);
    }

    boolean repeats() {
      return distinct >= 2 && distinct <= filled * REPEAT;
    }

    /** Digits behind the point that it holds; 6 for floating ones. */
    int scale() {
      var decimal = DECIMAL.matcher(type);
      return decimal.matches() ? Integer.parseInt(decimal.group(2)) : isWhole() ? 0 : 6;
    }

    String quoted() {
      return Sql.identifier(name);
    }
  }

  private Place(Stage stage, Planned plan, Feed feed, String rows, List<Column> columns) {
    this.stage = stage;
    this.plan = plan;
    this.feed = feed;
    this.rows = rows;
    this.columns = List.copyOf(columns);
  }

  /** Looks at the good rows of the fault's first interval. */
  static Place of(Stage stage, Planned plan) throws SQLException {
    return of(stage, plan, stage.feed(plan));
  }

  /** In what a feed brings. */
  static Place of(Stage stage, Planned plan, Feed feed) throws SQLException {
    var rows = stage.world().good(feed, plan.from());
    return new Place(stage, plan, feed, rows, look(stage, rows));
  }

  /** All columns in one scan. */
  private static List<Column> look(Stage stage, String rows) throws SQLException {
    var found = stage.columns(rows);
    var asked =
        found.stream()
            .map(column -> Sql.identifier(column.name()))
            .map(
                c ->
                    "count(%1$s), count(DISTINCT %1$s), count_if(TRY_CAST(%1$s AS DOUBLE) = 0), coalesce(avg(length(CAST(%1$s AS VARCHAR))), 0)"
                        .formatted(c))
            .collect(Collectors.joining(", "));
    var columns = new ArrayList<Column>();
    try (var statement = stage.world().connection().createStatement();
        var row = statement.executeQuery("SELECT count(*), " + asked + " FROM " + rows + " t")) {
      row.next();
      int at = 2;
      for (var column : found) {
        columns.add(
            new Column(
                column.name(),
                column.type(),
                row.getLong(1),
                row.getLong(at),
                row.getLong(at + 1),
                row.getLong(at + 2),
                row.getDouble(at + 3)));
        at += 4;
      }
    }
    return columns;
  }

  Feed feed() {
    return feed;
  }

  String rows() {
    return rows;
  }

  List<Column> columns() {
    return columns;
  }

  /** The column that the plan names, or one that fits. */
  Column column(Predicate<Column> fits, String what) {
    return column("column", fits, what);
  }

  /** The column that the plan names under a key, or one that fits. */
  Column column(String key, Predicate<Column> fits, String what) {
    var named = Optional.ofNullable(plan.with().get(key));
    if (named.isPresent()) {
      var actual = stage.world().names().column(named.get());
      return columns.stream()
          .filter(c -> c.name().equals(actual))
          .findFirst()
          .orElseThrow(
              () -> new Unplayable(feed.source() + " has no column '" + named.get() + "'"));
    }
    var fitting = columns.stream().filter(fits).toList();
    if (fitting.isEmpty()) {
      throw new Unplayable(feed.source() + " has no column " + what);
    }
    return stage.any(fitting);
  }

  /** A number that says something: mostly there, and not mostly zero. */
  Column number() {
    return column(
        c -> c.isNumber() && c.filled() > c.rows() / 2 && c.zeros() < c.filled() / 2 && !isFresh(c),
        "of numbers");
  }

  Column time() {
    return column(Column::isTime, "of times");
  }

  Column category() {
    return column(c -> c.isText() && c.repeats() && !isFresh(c), "of categories");
  }

  Column text() {
    return column(
        c -> c.isText() && c.length() >= 4 && c.distinct() >= 2 && !isFresh(c), "of texts");
  }

  /** A key that is new each day. */
  Column key() {
    return column(this::isFresh, "of keys");
  }

  private boolean isFresh(Column column) {
    return feed.fresh().stream()
        .anyMatch(key -> stage.world().names().column(key).equals(column.name()));
  }

  /** A condition that holds for one value of a category: that of the plan, or one by seed. */
  Within within() throws SQLException {
    var named = Optional.ofNullable(plan.with().get("where"));
    var column =
        named
            .map(Parameter.Condition::column)
            .map(w -> stage.world().names().column(w))
            .map(
                w ->
                    columns.stream()
                        .filter(c -> c.name().equals(w))
                        .findFirst()
                        .orElseThrow(
                            () -> new Unplayable(feed.source() + " has no column '" + w + "'")))
            .orElseGet(
                () ->
                    stage.any(
                        columns.stream()
                            .filter(c -> c.isText() && c.repeats() && !isFresh(c))
                            .toList()));
    var value = named.flatMap(Parameter.Condition::value).orElse("");
    if (value.isEmpty()) {
      value = stage.any(values(column, 5));
    }
    return new Within(column, value);
  }

  /** Values that occur so often, in their order. */
  List<String> values(Column column, int least) throws SQLException {
    var values = new ArrayList<String>();
    try (var statement = stage.world().connection().createStatement();
        var row =
            statement.executeQuery(
                "SELECT CAST("
                    + column.quoted()
                    + " AS VARCHAR) v FROM "
                    + rows
                    + " t WHERE v IS NOT NULL GROUP BY 1 HAVING count(*) >= "
                    + least
                    + " ORDER BY 1")) {
      while (row.next()) {
        values.add(row.getString(1));
      }
    }
    return values;
  }

  /** Digits behind the point that 19 of 20 values of a column do with. */
  int decimals(Column column) throws SQLException {
    try (var statement = stage.world().connection().createStatement();
        var row =
            statement.executeQuery(
                "SELECT coalesce(quantile_disc(length(rtrim(split_part(CAST("
                    + column.quoted()
                    + " AS VARCHAR), '.', 2), '0')), 0.95), 0) FROM "
                    + rows
                    + " t WHERE "
                    + column.quoted()
                    + " IS NOT NULL")) {
      row.next();
      return row.getInt(1);
    }
  }

  /** Rows with one value of a category. */
  record Within(Column column, String value) {
    String condition() {
      return column.quoted() + " = " + Sql.literal(value);
    }

    String words() {
      return column.name() + " = " + value;
    }
  }

  /** What the plan says under a key, or one of these by seed. */
  String text(String key, String... otherwise) {
    var text = plan.with().get(key);
    return text == null ? otherwise[stage.random().nextInt(otherwise.length)] : text;
  }

  /** A number that the plan gives, or else one of its choices by seed. */
  double number(Parameter.Amount wanted) {
    return wanted.of(plan.with(), stage.random());
  }

  /** The same, where it is reckoned. */
  double number(Parameter.Amount wanted, double reckoned) {
    return plan.with().containsKey(wanted.name()) ? number(wanted) : reckoned;
  }

  /** A number for hashing, by seed. */
  long salt() {
    return stage.random().nextInt(1_000_000);
  }

  /** A whole number below a bound, by seed. */
  int next(int bound) {
    return stage.random().nextInt(bound);
  }

  /** A number between two, by seed. */
  double share(double least, double most) {
    return least + (most - least) * stage.random().nextDouble();
  }

  /** The fault's first interval. */
  int from() {
    return plan.from();
  }

  /** Makes a fault at a place. */
  @FunctionalInterface
  interface Making {
    Fault at(Place place) throws SQLException;

    /** For a kind that is about the rows of a feed. */
    default Kind.Maker maker() {
      return (plan, stage) -> at(of(stage, plan));
    }
  }

  // ---- Relations made of others ----

  /** All values of a column replaced. */
  static String with(String rows, Column column, String expression) {
    return "(SELECT * REPLACE (CAST("
        + expression
        + " AS "
        + column.type()
        + ") AS "
        + column.quoted()
        + ") FROM "
        + rows
        + " t)";
  }

  /** Values of a column replaced where a condition holds. */
  static String where(String rows, Column column, String expression, String condition) {
    return with(
        rows,
        column,
        "CASE WHEN " + condition + " THEN " + expression + " ELSE " + column.quoted() + " END");
  }

  /** Values of a column replaced in rows by their number {@code n}, from 1 to {@code total}. */
  static String numbered(String rows, Column column, String expression, String condition) {
    return "(SELECT * EXCLUDE (n, total) FROM "
        + where(numbered(rows), column, expression, condition)
        + " t)";
  }

  /** Rows with their number {@code n} among {@code total}. */
  static String numbered(String rows) {
    return "(SELECT *, row_number() OVER () AS n, count(*) OVER () AS total FROM " + rows + " t)";
  }

  /** Some of the rows, by their number. */
  static String only(String rows, String condition) {
    return "(SELECT * EXCLUDE (n, total) FROM " + numbered(rows) + " t WHERE " + condition + ")";
  }

  /** Both, one after the other. */
  static String both(String first, String second) {
    return "(SELECT * FROM " + first + " t UNION ALL SELECT * FROM " + second + " t)";
  }

  /** A number times a factor, as its column holds it. */
  static String times(Column column, double factor) {
    return times(column, factor, column.scale());
  }

  /** The same, to so many digits behind the point. */
  static String times(Column column, double factor, int decimals) {
    return "round(CAST(" + column.quoted() + " AS DOUBLE) * " + factor + ", " + decimals + ")";
  }
}
