package dev.prunella.local.sql;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.refs.TableName;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import net.jqwik.api.AfterFailureMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.expressions.Evaluator;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a query can do without; first by example, then against the engine. */
class PruningTest {
  private static final Schema SCHEMA =
      new Schema(
          optional(1, "rid", Types.IntegerType.get()),
          optional(2, "id", Types.IntegerType.get()),
          optional(3, "d", Types.DateType.get()),
          optional(4, "k", Types.StringType.get()),
          optional(5, "n", Types.DecimalType.of(6, 2)),
          optional(6, "ts", Types.TimestampType.withoutZone()),
          optional(7, "big", Types.LongType.get()),
          optional(8, "f", Types.DoubleType.get()),
          optional(9, "tz", Types.TimestampType.withZone()));

  private static final String COLUMNS =
      "(rid int, id int, d date, k varchar, n decimal(6,2), ts timestamp, big bigint, f double, tz timestamptz)";

  private static final Connection DUCKDB = open();

  private static Connection open() {
    try {
      var connection = DriverManager.getConnection("jdbc:duckdb:");
      try (var s = connection.createStatement()) {
        s.execute("set threads = 1");
        s.execute("set timezone = 'Asia/Tokyo'");
        for (String table : List.of("a", "b", "c")) {
          s.execute("create table " + table + COLUMNS);
        }
      }
      return connection;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterContainer
  static void close() throws SQLException {
    DUCKDB.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "select * from a where id = 3 | id == 3",
        "select * from a where 3 < id and k = 'x' | (id > 3 and k == `x`)",
        "select * from a where d >= date '2024-01-02' | d >= 2024-01-02",
        "select * from a where d >= '2024-01-02' and d < date '2024-01-02' + interval 2 day | (d >= 2024-01-02 and d < 2024-01-04)",
        "select * from a where d < timestamp '2024-01-02 12:00:00' | none",
        "select * from a where ts >= date '2024-01-02' | ts >= 2024-01-02T00:00",
        "select * from a where ts between '2024-01-02' and '2024-01-03 10:00' | (ts >= 2024-01-02T00:00 and ts <= 2024-01-03T10:00)",
        "select * from a where tz >= timestamp '2024-01-02' | none",
        "select * from a where f > 3 | none",
        "select * from a where n <= 1.5 | n <= 1.50",
        "select * from a where n <= 1.555 | none",
        "select * from a where id in (1, 2) or id is not null | (id in (1, 2) or not_null(id))",
        "select * from a where id in (1, 2.5) | none",
        "select * from a where id = 1 or k like 'x%' | none",
        "select * from a where id = 1 and k like 'x%' | id == 1",
        "select * from a where not (id = 1) | none",
        "select * from a where id is null | none",
        "select * from a where id + 1 = 2 | none",
        "select * from a where id = $p | none",
        "select * from a where d = current_date | none",
        "select * from a where k = 5 | none",
        "select * from A as x where X.ID = 1 | id == 1",
        "select * from a join b on a.id = b.id where a.d = '2024-01-01' and b.id = 2 | d == 2024-01-01",
        "select * from a join b on a.id = b.id where k = 'x' | none",
        "select * from a left join b on a.id = b.id and a.k = 'x' | none",
        "select * from b left join a on a.id = b.id and a.k = 'x' | k == `x`",
        "select * from b left join a on a.id = b.id where a.k = 'x' | k == `x`",
        "select * from b full join a on a.id = b.id and a.k = 'x' | none",
        "select * from b full join a on a.id = b.id where a.k = 'x' | k == `x`",
        "select * from b asof join a on a.k = b.k and b.d >= a.d where a.k = 'x' | none",
        "select * from a asof join b on a.k = b.k and a.d >= b.d where a.k = 'x' | k == `x`",
        "select * from b anti join a on a.id = b.id and a.k = 'x' | none",
        "select * from a positional join b where a.k = 'x' | none",
        "select * from a using sample 3 rows | none",
        "select * from a tablesample 50% where id = 1 | none",
        "with s as (select * from a where id = 1) select * from s where k = 'x' | id == 1",
        "with a as (select 1 as id) select * from a where id = 1 | none",
        "select * from a where id = 1 union all select * from a where id = 2 | (id == 1 or id == 2)",
        "select * from a where id = 1 union all select * from a | none",
        "select * from b where exists (select 1 from a where a.id = b.id and a.k = 'x') | k == `x`",
        "select * from b where id not in (select id from a where d = '2024-01-01') | d == 2024-01-01",
        "select * from a x, a y where x.id = 1 and y.id = 2 | (id == 1 or id == 2)",
        "select * from a x, a y where x.id = 1 | none",
        "select id as k from a where k = 'x' | k == `x`",
        "select * from b | none",
        "from (pivot a on k in ('x') using sum(id)) | none",
        "select * from a t(id) where id = 1 | none"
      })
  void onlyWhatIsCertainPrunes(String sql, String expected) {
    assertThat(Pruning.of(DUCKDB, sql, TableName.of("a"), SCHEMA).map(e -> text(e)).orElse("none"))
        .isEqualTo(expected.replace('`', '"'));
  }

  private static String text(Expression expression) {
    return Pattern.compile("\\b(197\\d\\d|170\\d{13})\\b")
        .matcher(expression.toString().replaceAll("ref\\(name=\"(\\w+)\"\\)", "$1"))
        .replaceAll(
            number -> {
              long value = Long.parseLong(number.group());
              return value < 100_000
                  ? LocalDate.ofEpochDay(value).toString()
                  : LocalDateTime.ofEpochSecond(value / 1_000_000, 0, ZoneOffset.UTC).toString();
            });
  }

  @Property(tries = 500, afterFailure = AfterFailureMode.RANDOM_SEED)
  void pruningNeverChangesAResult(@ForAll long seed) throws SQLException {
    var random = new Random(seed);
    var tables = new RandomQueries(random);
    List<@Nullable Object[]> rows = tables.rows();
    fill("a", rows);
    fill("b", tables.rows());
    fill("c", tables.rows());
    String sql = tables.query();
    var pruned = Pruning.of(DUCKDB, sql, TableName.of("a"), SCHEMA);
    if (pruned.isEmpty()) {
      return;
    }
    List<String> before = result(sql);
    var evaluator = new Evaluator(SCHEMA.asStruct(), pruned.get());
    fill("a", rows.stream().filter(row -> evaluator.eval(row(row))).toList());
    assertThat(result(sql)).as("%s%npruned by %s", sql, pruned.get()).isEqualTo(before);
  }

  private static GenericRecord row(@Nullable Object[] values) {
    var row = GenericRecord.create(SCHEMA);
    for (int i = 0; i < values.length; i++) {
      row.set(i, values[i]);
    }
    return row;
  }

  private static void fill(String table, List<@Nullable Object[]> rows) throws SQLException {
    try (var s = DUCKDB.createStatement()) {
      s.execute("create or replace table " + table + COLUMNS);
      for (Object[] row : rows) {
        s.execute("insert into " + table + " values " + sql(row));
      }
    }
  }

  private static String sql(@Nullable Object[] row) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < row.length; i++) {
      Object value = row[i];
      values.add(
          value == null
              ? "null"
              : switch (i) {
                case 2 -> "date '1970-01-01' + " + value;
                case 3 -> "'" + value + "'";
                case 5 -> "make_timestamp(" + value + ")";
                case 8 -> "make_timestamptz(" + value + ")";
                default -> value.toString();
              });
    }
    return "(" + String.join(", ", values) + ")";
  }

  private static List<String> result(String sql) throws SQLException {
    try (var s = DUCKDB.createStatement();
        var rows = s.executeQuery(sql)) {
      List<String> all = new ArrayList<>();
      int width = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        String[] row = new String[width];
        for (int i = 0; i < width; i++) {
          row[i] = rows.getString(i + 1);
        }
        all.add(Arrays.toString(row));
      }
      all.sort(null);
      return all;
    }
  }

  /** Rows of few values, and queries that join and divide them in every way. */
  private record RandomQueries(Random random) {
    private static final long DAY = 86_400_000_000L;
    private static final int FIRST_DAY = 19_723; // 2024-01-01

    List<@Nullable Object[]> rows() {
      List<@Nullable Object[]> rows = new ArrayList<>();
      int count = random.nextInt(6);
      for (int i = 0; i < count; i++) {
        int day = FIRST_DAY + random.nextInt(4);
        long micros = day * DAY + random.nextInt(3) * 43_200_000_000L / 2;
        rows.add(
            new @Nullable Object[] {
              i,
              maybe(random.nextInt(4)),
              maybe(day),
              maybe(pick("x", "y", "z")),
              maybe(new BigDecimal(random.nextInt(4)).movePointLeft(1).setScale(2)),
              maybe(micros),
              maybe((long) random.nextInt(4)),
              maybe(random.nextInt(3) * 1.0),
              maybe(micros)
            });
      }
      return rows;
    }

    private @Nullable Object maybe(Object value) {
      return random.nextInt(5) == 0 ? null : value;
    }

    private String pick(String... choices) {
      return choices[random.nextInt(choices.length)];
    }

    String query() {
      String query = select();
      return switch (random.nextInt(9)) {
        case 0 -> "with s as (" + query + ") select * from s" + (random.nextBoolean() ? "" : ", b");
        case 1 -> query + " union all " + select();
        case 2 -> query + " except " + select();
        case 3 -> "select b.rid, exists (" + query + ") from b";
        case 4 ->
            "select b.rid from b where "
                + pick("", "not ")
                + "exists (select 1 from a where a.id = b.id and "
                + condition("a")
                + ")";
        case 5 ->
            "select b.rid, l.n from b, lateral (select count(*) as n from a where a.id = b.id and "
                + condition("a")
                + ") l";
        case 6 -> "select count(*), max(rid) from (" + query + ") q";
        default -> query;
      };
    }

    private String select() {
      String from = "a";
      List<String> seen = new ArrayList<>(List.of("a"));
      boolean first = random.nextBoolean();
      if (!first) {
        from = "b";
        seen.set(0, "b");
      }
      int joins = random.nextInt(3);
      for (String next : first ? List.of("b", "c") : List.of("a", "c")) {
        if (joins-- <= 0) {
          break;
        }
        String other = seen.get(random.nextInt(seen.size()));
        String kind =
            pick(
                "join",
                "left join",
                "right join",
                "full join",
                "semi join",
                "anti join",
                "asof join",
                "asof left join",
                "positional join",
                "cross");
        String on = next + ".id = " + other + ".id";
        if (random.nextBoolean()) {
          on += " and " + condition(random.nextBoolean() ? next : other);
        }
        from =
            switch (kind) {
              case "cross" -> from + " cross join " + next;
              case "positional join" -> from + " positional join " + next;
              case "asof join", "asof left join" ->
                  from + " " + kind + " " + next + " on " + next + ".k = " + other + ".k and "
                      + other + ".d >= " + next + ".d";
              default ->
                  from
                      + " "
                      + kind
                      + " "
                      + next
                      + " on "
                      + (random.nextInt(4) == 0
                          ? "coalesce(" + other + ".id, 1) = coalesce(" + next + ".id, 2)"
                          : on);
            };
        if (!kind.equals("semi join") && !kind.equals("anti join")) {
          seen.add(next);
        }
      }
      StringBuilder where = new StringBuilder();
      for (String table : seen) {
        if (random.nextInt(3) > 0) {
          where.append(where.isEmpty() ? " where " : " and ").append(condition(table));
        }
      }
      return "select " + seen.getFirst() + ".rid" + " from " + from + where;
    }

    private String condition(String table) {
      return switch (random.nextInt(8)) {
        case 0 -> "(" + simple(table) + " or " + simple(table) + ")";
        case 1 -> "(" + simple(table) + " and " + simple(table) + ")";
        case 2 -> "not (" + simple(table) + ")";
        default -> simple(table);
      };
    }

    private String simple(String t) {
      String op = pick("=", "<", "<=", ">", ">=", "<>");
      String day = "2024-01-0" + (1 + random.nextInt(4));
      return switch (random.nextInt(17)) {
        case 0 -> t + ".id " + op + " " + random.nextInt(4);
        case 1 -> random.nextInt(4) + " " + op + " " + t + ".id";
        case 2 -> t + ".d " + op + " date '" + day + "'";
        case 3 -> t + ".d " + op + " '" + day + "'";
        case 4 -> t + ".d " + op + " timestamp '" + day + pick(" 00:00:00", " 06:00:00") + "'";
        case 5 -> t + ".ts " + op + " '" + day + pick("", " 06:00:00") + "'";
        case 6 ->
            t + ".ts " + op + " date '" + day + "' + interval " + random.nextInt(30) + " hour";
        case 7 -> t + ".k " + op + " '" + pick("x", "y", "z", "") + "'";
        case 8 -> t + ".n " + op + " " + pick("0", "1", "0.1", "0.25", "0.125", "1e-1", "'0.1'");
        case 9 -> t + ".id in (" + random.nextInt(4) + ", " + pick("1", "2.5", "null", "'3'") + ")";
        case 10 -> t + ".d between '2024-01-02' and date '" + day + "'";
        case 11 -> t + ".k is not null";
        case 12 -> t + ".id is null";
        case 13 -> t + ".big " + op + " " + pick("1", "'1.4'", "'1.6'", "1.5", "'2'");
        case 14 -> t + ".tz " + op + " timestamp '" + day + "'";
        case 15 -> t + ".f " + op + " " + random.nextInt(3);
        default -> "cast(" + t + ".ts as date) " + op + " '" + day + "'";
      };
    }
  }
}
