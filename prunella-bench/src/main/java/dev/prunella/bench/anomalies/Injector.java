package dev.prunella.bench.anomalies;

import dev.prunella.bench.anomalies.Damage.Kind;
import dev.prunella.local.duckdb.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Damages one day of a table; column, category and intensity come from a seed. */
final class Injector {
  private static final double[] BIG = {100, 1000, 2.2046, 25.4, 0.01, 0.001, 1 / 2.2046, 1 / 25.4};
  private static final int[] HOURS = {1, 2, 5, 8, -2, -5};

  private final DailyTable table;
  private final int day;
  private final RandomGenerator random;
  private final String rows;
  private final List<Column> columns;

  /** A column as it is on that day. */
  private record Column(
      String name,
      String type,
      long rows,
      long filled,
      long distinct,
      double meanLength,
      boolean nonZero) {
    boolean isNumber() {
      return type.endsWith("INT")
          || type.endsWith("INTEGER")
          || type.equals("DOUBLE")
          || type.startsWith("DECIMAL");
    }

    boolean isWhole() {
      return type.endsWith("INT") || type.endsWith("INTEGER");
    }

    boolean isText() {
      return type.equals("VARCHAR") || type.equals("UUID");
    }

    boolean isTime() {
      return type.startsWith("TIMESTAMP") || type.equals("DATE");
    }

    String quoted() {
      return Sql.identifier(name);
    }
  }

  Injector(DailyTable table, int day, RandomGenerator random) throws SQLException {
    this.table = table;
    this.day = day;
    this.random = random;
    this.rows = table.relation(day);
    this.columns = read();
  }

  private List<Column> read() throws SQLException {
    var types = new LinkedHashMap<String, String>();
    try (var statement = table.connection().createStatement()) {
      try (var row = statement.executeQuery("DESCRIBE SELECT * FROM " + rows + " t")) {
        while (row.next()) {
          types.put(row.getString(1), row.getString(2));
        }
      }
      var asked =
          types.keySet().stream()
              .map(Sql::identifier)
              .map(
                  c ->
                      "count("
                          + c
                          + "), count(DISTINCT "
                          + c
                          + "), avg(length(CAST("
                          + c
                          + " AS VARCHAR))), count_if(TRY_CAST("
                          + c
                          + " AS DOUBLE) <> 0)")
              .collect(Collectors.joining(", "));
      var out = new ArrayList<Column>();
      try (var row = statement.executeQuery("SELECT count(*), " + asked + " FROM " + rows + " t")) {
        row.next();
        int at = 2;
        for (var e : types.entrySet()) {
          out.add(
              new Column(
                  e.getKey(),
                  e.getValue(),
                  row.getLong(1),
                  row.getLong(at),
                  row.getLong(at + 1),
                  row.getDouble(at + 2),
                  row.getLong(at + 3) > 0));
          at += 4;
        }
      }
      return out;
    }
  }

  /** The damage, or none where the day has nothing for it to hit. */
  Optional<Damage> damage(Kind kind) throws SQLException {
    return switch (kind) {
      case UNIT_ALL -> number().map(c -> scaled(kind, c, factor(), Optional.empty()));
      case UNIT_CATEGORY -> withinCategory();
      case CENTS ->
          number().map(c -> scaled(kind, c, random.nextBoolean() ? 100 : 0.01, Optional.empty()));
      case SIGN_FLIPPED -> number().map(c -> scaled(kind, c, -1, Optional.empty()));
      case DAY_MONTH -> dayAndMonth();
      case TIME_SHIFT -> shifted();
      case RECODED_NEW -> recoded(kind, false);
      case RECODED_PERMUTED -> recoded(kind, true);
      case SWAPPED -> swapped();
      case DUPLICATED_ALL ->
          Optional.of(Damage.of(kind, all() + " UNION ALL " + all(), List.of(), 1));
      case DUPLICATED_PART -> Optional.of(duplicated());
      case HALF_MISSING_RANDOM ->
          Optional.of(
              Damage.of(
                  kind, numbered("hash(prunella_n, " + seed() + ") % 2 = 0"), List.of(), 0.5));
      case HALF_MISSING_TAIL ->
          Optional.of(
              Damage.of(kind, numbered("prunella_n <= prunella_total / 2"), List.of(), 0.5));
      case NULLS_5 -> nulls(kind, 5);
      case NULLS_20 -> nulls(kind, 20);
      case NULLS_50 -> nulls(kind, 50);
      case TRUNCATED -> truncated();
      case STALE_AS_IS -> Optional.of(stale(kind));
      case STALE_REDATED -> Optional.of(stale(kind));
      case ZERO_ROWS -> Optional.of(Damage.of(kind, all() + " WHERE FALSE", List.of(), 0));
      case FAT_FINGER_10 -> fatFinger(kind, 10);
      case FAT_FINGER_1000 -> fatFinger(kind, 1000);
      case CASE_CHANGED -> cased();
    };
  }

  private String all() {
    return "SELECT * FROM " + rows + " t";
  }

  private int seed() {
    return random.nextInt(1_000_000);
  }

  private String numbered(String condition) {
    return "SELECT * EXCLUDE (prunella_n, prunella_total) FROM (SELECT *, row_number() OVER () AS"
        + " prunella_n, count(*) OVER () AS prunella_total FROM "
        + rows
        + " t) WHERE "
        + condition;
  }

  private String replaced(String expression, Column column) {
    return "SELECT * REPLACE (" + expression + " AS " + column.quoted() + ") FROM " + rows + " t";
  }

  private String replacedSome(String expression, Column column, String condition) {
    return "SELECT * EXCLUDE (prunella_n) REPLACE (CASE WHEN "
        + condition
        + " THEN "
        + expression
        + " ELSE "
        + column.quoted()
        + " END AS "
        + column.quoted()
        + ") FROM (SELECT *, row_number() OVER () AS prunella_n FROM "
        + rows
        + " t)";
  }

  private Optional<Column> any(List<Column> from) {
    return from.isEmpty() ? Optional.empty() : Optional.of(from.get(random.nextInt(from.size())));
  }

  private Optional<Column> number() {
    return any(
        columns.stream().filter(c -> c.isNumber() && c.distinct() >= 3 && c.nonZero()).toList());
  }

  private double factor() {
    if (random.nextBoolean()) {
      return BIG[random.nextInt(BIG.length)];
    }
    double near = 1 + 0.10 + 0.26 * random.nextDouble();
    return Math.round(1000 * (random.nextBoolean() ? near : 1 / near)) / 1000.0;
  }

  private Damage scaled(
      Kind kind, Column c, double factor, Optional<Map.Entry<String, String>> category) {
    var product = "CAST(" + c.quoted() + " AS DOUBLE) * " + factor;
    // Half of all programs round: to whole numbers where there were such, to cents otherwise.
    if (random.nextBoolean() && factor >= 1) {
      product = "round(" + product + ", " + (c.isWhole() ? 0 : 2) + ")";
    }
    var value = product;
    var expression =
        category
            .map(
                e ->
                    "CASE WHEN CAST("
                        + Sql.identifier(e.getKey())
                        + " AS VARCHAR) = "
                        + Sql.literal(e.getValue())
                        + " THEN "
                        + value
                        + " ELSE "
                        + c.quoted()
                        + " END")
            .orElse(value);
    return new Damage(kind, replaced(expression, c), List.of(c.name()), category, factor, Map.of());
  }

  private List<Column> categories() {
    return columns.stream()
        .filter(c -> c.isText() && c.distinct() >= 2 && c.distinct() <= 50)
        // On a day with few rows a key has few values too, but no category is found in it.
        .filter(c -> 2 * c.distinct() <= c.filled())
        .toList();
  }

  private List<String> values(Column c, int least) throws SQLException {
    var out = new ArrayList<String>();
    try (var statement = table.connection().createStatement();
        var row =
            statement.executeQuery(
                "SELECT CAST("
                    + c.quoted()
                    + " AS VARCHAR) v FROM "
                    + rows
                    + " t WHERE v IS NOT NULL GROUP BY 1 HAVING count(*) >= "
                    + least
                    + " ORDER BY 1")) {
      while (row.next()) {
        out.add(row.getString(1));
      }
    }
    return out;
  }

  private Optional<Damage> withinCategory() throws SQLException {
    var category = any(categories());
    var column = number();
    if (category.isEmpty() || column.isEmpty()) {
      return Optional.empty();
    }
    var values = values(category.get(), 5);
    if (values.isEmpty()) {
      return Optional.empty();
    }
    var value = values.get(random.nextInt(values.size()));
    return Optional.of(
        scaled(
            Kind.UNIT_CATEGORY,
            column.get(),
            factor(),
            Optional.of(Map.entry(category.get().name(), value))));
  }

  private Optional<Damage> dayAndMonth() {
    var date = table.days().get(day);
    if (date.getDayOfMonth() > 12 || date.getDayOfMonth() == date.getMonthValue()) {
      return Optional.empty();
    }
    return any(columns.stream().filter(Column::isTime).toList())
        .map(
            c ->
                Damage.of(
                    Kind.DAY_MONTH,
                    replaced(
                        "coalesce(try_strptime(strftime("
                            + c.quoted()
                            + ", '%Y-%d-%m %H:%M:%S'), '%Y-%m-%d %H:%M:%S'), CAST("
                            + c.quoted()
                            + " AS TIMESTAMP))",
                        c),
                    List.of(c.name()),
                    0));
  }

  private Optional<Damage> shifted() {
    int hours = HOURS[random.nextInt(HOURS.length)];
    return any(columns.stream().filter(c -> c.type().startsWith("TIMESTAMP")).toList())
        .map(
            c ->
                Damage.of(
                    Kind.TIME_SHIFT,
                    replaced(c.quoted() + " + INTERVAL (" + hours + ") HOUR", c),
                    List.of(c.name()),
                    hours));
  }

  private Optional<Damage> recoded(Kind kind, boolean permuted) throws SQLException {
    var column = any(categories());
    if (column.isEmpty()) {
      return Optional.empty();
    }
    var values = values(column.get(), 1);
    var targets = new ArrayList<String>(values);
    if (permuted) {
      Collections.rotate(targets, 1 + random.nextInt(Math.max(1, values.size() - 1)));
    } else {
      var numbers = new ArrayList<>(IntStream.range(10, 10 + values.size()).boxed().toList());
      Collections.shuffle(numbers, new java.util.Random(random.nextLong()));
      targets.replaceAll(v -> "K" + numbers.get(values.indexOf(v)));
    }
    var mapping = new LinkedHashMap<String, String>();
    for (int i = 0; i < values.size(); i++) {
      mapping.put(values.get(i), targets.get(i));
    }
    var cases =
        mapping.entrySet().stream()
            .map(e -> "WHEN " + Sql.literal(e.getKey()) + " THEN " + Sql.literal(e.getValue()))
            .collect(Collectors.joining(" "));
    var c = column.get();
    return Optional.of(
        new Damage(
            kind,
            replaced("CASE CAST(" + c.quoted() + " AS VARCHAR) " + cases + " END", c),
            List.of(c.name()),
            Optional.empty(),
            0,
            mapping));
  }

  private Optional<Damage> swapped() {
    var pairs = new ArrayList<List<Column>>();
    for (int i = 0; i < columns.size(); i++) {
      for (int j = i + 1; j < columns.size(); j++) {
        var a = columns.get(i);
        var b = columns.get(j);
        boolean alike =
            (a.isNumber() && b.isNumber())
                || (a.isText() && b.isText())
                || (a.isTime() && b.isTime());
        if (alike && a.distinct() >= 2 && b.distinct() >= 2) {
          pairs.add(List.of(a, b));
        }
      }
    }
    if (pairs.isEmpty()) {
      return Optional.empty();
    }
    var pair = pairs.get(random.nextInt(pairs.size()));
    var a = pair.get(0);
    var b = pair.get(1);
    return Optional.of(
        Damage.of(
            Kind.SWAPPED,
            "SELECT * REPLACE ("
                + a.quoted()
                + " AS "
                + b.quoted()
                + ", "
                + b.quoted()
                + " AS "
                + a.quoted()
                + ") FROM "
                + rows
                + " t",
            List.of(a.name(), b.name()),
            0));
  }

  private Damage duplicated() {
    double share = 0.2 + 0.4 * random.nextDouble();
    return Damage.of(
        Kind.DUPLICATED_PART,
        all() + " UNION ALL " + numbered("prunella_n <= " + share + " * prunella_total"),
        List.of(),
        share);
  }

  private Optional<Damage> nulls(Kind kind, int percent) {
    int seed = seed();
    return any(columns.stream().filter(c -> c.filled() > c.rows() / 2).toList())
        .map(
            c ->
                Damage.of(
                    kind,
                    replacedSome("NULL", c, "hash(prunella_n, " + seed + ") % 100 < " + percent),
                    List.of(c.name()),
                    percent / 100.0));
  }

  private Optional<Damage> truncated() {
    return any(columns.stream()
            .filter(c -> c.isText() && c.meanLength() >= 4 && c.distinct() >= 2)
            .toList())
        .map(
            c -> {
              int length = (int) Math.max(2, c.meanLength() * (0.3 + 0.5 * random.nextDouble()));
              return Damage.of(
                  Kind.TRUNCATED,
                  replaced("left(CAST(" + c.quoted() + " AS VARCHAR), " + length + ")", c),
                  List.of(c.name()),
                  length);
            });
  }

  private Damage stale(Kind kind) {
    long gap =
        java.time.temporal.ChronoUnit.DAYS.between(
            table.days().get(day - 1), table.days().get(day));
    var dated =
        columns.stream()
            .filter(Column::isTime)
            .map(c -> c.quoted() + " + INTERVAL (" + gap + ") DAY AS " + c.quoted())
            .collect(Collectors.joining(", "));
    var from = table.relation(day - 1);
    boolean redated = kind == Kind.STALE_REDATED && !dated.isEmpty();
    return Damage.of(
        kind,
        redated
            ? "SELECT * REPLACE (" + dated + ") FROM " + from + " t"
            : "SELECT * FROM " + from + " t",
        List.of(),
        (double) gap);
  }

  private Optional<Damage> fatFinger(Kind kind, int factor) {
    int cells = 1 + random.nextInt(3);
    int seed = seed();
    return number()
        .map(
            c ->
                Damage.of(
                    kind,
                    "SELECT * EXCLUDE (prunella_n) REPLACE (CASE WHEN prunella_n <= "
                        + cells
                        + " AND "
                        + c.quoted()
                        + " <> 0 THEN CAST("
                        + c.quoted()
                        + " AS DOUBLE) * "
                        + factor
                        + " ELSE "
                        + c.quoted()
                        + " END AS "
                        + c.quoted()
                        + ") FROM (SELECT *, row_number() OVER (ORDER BY coalesce("
                        + c.quoted()
                        + ", 0) = 0, hash(prunella_m, "
                        + seed
                        + ")) AS prunella_n FROM (SELECT *, row_number()"
                        + " OVER () AS prunella_m FROM "
                        + rows
                        + " t)) ",
                    List.of(c.name()),
                    factor))
        .map(
            d ->
                new Damage(
                    d.kind(),
                    withoutM(d.query()),
                    d.columns(),
                    d.category(),
                    d.amount(),
                    Map.of()));
  }

  private static String withoutM(String query) {
    return query.replace("EXCLUDE (prunella_n)", "EXCLUDE (prunella_n, prunella_m)");
  }

  private Optional<Damage> cased() {
    return any(columns.stream()
            .filter(c -> c.type().equals("VARCHAR") && c.meanLength() >= 3 && c.distinct() >= 2)
            .toList())
        .map(
            c ->
                Damage.of(
                    Kind.CASE_CHANGED,
                    replaced("lower(" + c.quoted() + ")", c),
                    List.of(c.name()),
                    0));
  }
}
