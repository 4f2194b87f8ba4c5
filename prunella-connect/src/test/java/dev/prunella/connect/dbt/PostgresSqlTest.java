package dev.prunella.connect.dbt;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What PostgreSQL gives is what DuckDB gives after translation, or it is refused. */
class PostgresSqlTest {
  private static final String TABLE =
      """
      CREATE TABLE t (id int, a int, b int, big bigint, price numeric(10,2), ratio double precision,
        name text, day date, ts timestamp);
      INSERT INTO t VALUES
        (1, 7, 2, 7000000000, 10.05, 2.5, 'Ada', '2024-05-03', '2024-05-03 13:14:15.5'),
        (2, -7, 2, 3, -0.35, 0.1, 'Bob ', '2024-02-29', '2024-02-29 23:59:59'),
        (3, 5, 3, 10, 201.00, -2.5, 'éva', '2023-12-31', '2023-12-31 00:00:00'),
        (4, null, 4, null, null, null, null, null, null),
        (5, 9, 4, 11, 1.25, 1e10, '', '2024-01-01', '2024-01-01 06:30:00')""";

  private static EmbeddedPostgres server;
  private static Connection postgres;
  private static Connection duckDb;

  @BeforeAll
  static void start() throws IOException, SQLException {
    server = EmbeddedPostgres.builder().start();
    postgres = server.getPostgresDatabase().getConnection();
    duckDb = DriverManager.getConnection("jdbc:duckdb:");
    for (var connection : List.of(postgres, duckDb)) {
      try (var statement = connection.createStatement()) {
        statement.execute(TABLE);
      }
    }
  }

  @AfterAll
  static void stop() throws IOException, SQLException {
    duckDb.close();
    postgres.close();
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Division.
        "select id, a / b, a/b*2, -a / b, (a + 1) / b, a / 2 from t order by id",
        "select id, a / 2.0, a * 1.0 / b, 100.0 * a / b, a / b::numeric, price / 3 from t order by"
            + " id",
        "select id, a::float / b, cast(a as numeric) / b, price / b, ratio / 2 from t order by id",
        "select count(*) / 2, sum(case when a > 0 then 1 else 0 end) / 2 from t",
        "select avg(a) / 2, sum(a) * 1.0 / count(*), sum(a)::numeric / count(*) from t",
        "select sum(price) / 2.0, sum(a) / 2.0 from t",
        "select id, (a - 1.0) / b, coalesce(a, 0.0) / b, -7/2 from t order by id",
        // Rounding.
        "select id, round(a / 200.0, 2), round(201 / 200.0, 2), round(price * 1.1, 1) from t order"
            + " by id",
        "select round(avg(a), 2), round(avg(price) / 3, 4), round(sum(a)::numeric / count(*), 3)"
            + " from t",
        "select round((1.005)::numeric, 2), trunc(-5.678, 1), round(2.5, 0), round(-2.5, 0)",
        "select floor(price), ceil(price), floor(ratio), price::int from t order by id",
        // Nulls and order.
        "select id, row_number() over (order by a desc) from t order by id",
        "select id from t order by a desc, id",
        "select id from t order by a desc nulls last, id",
        "select id from t order by a, id",
        "select id as desc from t order by name DESC limit 2",
        "select string_agg(name, ',' order by name collate \"C\" desc) from t",
        "select first_value(id) over (order by ratio desc, id) from t order by id",
        "select greatest(a, b), least(a, b), coalesce(a, b) from t order by id",
        "select distinct on (b) b, id from t order by b, a desc",
        // Numbers without a size, and PostgreSQL's float.
        "select id, a::numeric, price::numeric, ratio::float, 1.23456789::numeric from t order by"
            + " id",
        "select cast(0.1 as float) + 0.2, 1e10::float, 16777217::float",
        // Text.
        "select id, upper(trim(name)), name || '!', 'a' || a, length(name), left(name, 1) from t"
            + " order by id",
        "select id, substring(name from 2 for 2), substr(name, 2), split_part(name, 'd', 1), "
            + "position('o' in name), strpos(name, 'o'), replace(name, 'a', 'b') from t order by id",
        "select concat(name, null, 'x'), concat_ws('-', 'a', null, 'b'), md5(name) from t order by"
            + " id",
        "select name like 'A%', name ilike 'a_a', name like '%!%%' escape '!' from t order by id",
        "select a::text, day::text, ts::text, (a > 0)::text from t order by id",
        "select 'it''s', E'a\\tb', $$q'q$$, name as \"Odd Name\" from t order by id -- a comment ~",
        "select lpad(a::text, 4, '0'), reverse(name), ascii('a'), chr(98), initial from (select *,"
            + " left(name,1) as initial from t) x order by id",
        // Dates.
        "select id, day + 1, day - 1, day - date '2024-01-01', day + interval '1 month' from t order"
            + " by id",
        "select id, ts - timestamp '2024-01-01', ts::date, cast(ts as date) from t order by id",
        "select date_trunc('month', ts), date_trunc('week', ts), date_trunc('day', ts) from t order"
            + " by id",
        "select extract(year from day), extract(dow from day), extract(isodow from day), "
            + "extract(week from day), extract(epoch from ts), date_part('month', day) from t order"
            + " by id",
        "select id, extract(epoch from (ts - timestamp '2024-01-01')) / 60.0 from t order by id",
        "select ts + interval '1 day 02:00:00', ts + interval '90' minute from t order by id",
        "select day between '2024-01-01' and '2024-12-31', day > '2024-02-01' from t order by id",
        // Queries.
        "with x as (select b, sum(a) as s from t group by b) select x.b, s, s is null from x order"
            + " by b",
        "select b, count(*) filter (where a > 0), bool_or(a > 0), array_agg(id order by id) from t"
            + " group by b order by b",
        "select a % b, mod(a, b), abs(a), sign(a), power(b, 2), sqrt(b), 2 ^ 3, -2 ^ 2 from t order"
            + " by id",
        "select percentile_cont(0.5) within group (order by a), stddev(a), variance(a) from t",
        "select lag(a) over (partition by b order by id), sum(a) over (order by id) from t order by"
            + " id",
        "select n from generate_series(1, 3) as g (n) order by n",
        "select id from t where a in (select b from t) or exists (select 1 from t u where u.id ="
            + " t.a) order by id",
        "select 1 union all select 2 union select 2 order by 1",
        "select case when a / b > 2 then 'big' else 'small' end from t order by id",
        "select null || 'a', 5 & 3, 5 | 3, 1 << 3, a is distinct from b from t order by id"
      })
  void bothGiveTheSame(String sql) throws SQLException {
    var translation = PostgresSql.translate(sql, Set.of());
    assertThat(translation).isInstanceOf(Translation.Translated.class);
    var translated = ((Translation.Translated) translation).sql();
    assertThat(rows(duckDb, translated)).as(translated).isEqualTo(rows(postgres, sql));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select sum(big) / 2 from t",
        "select sum(a) / count(*) from t",
        "select extract(year from day) / 10 from t",
        "with x as (select floor(price) as f from t) select f / 2 from x",
        "select name ~ 'd' from t",
        "select name similar to 'A%' from t",
        "select regexp_replace(name, 'a', 'b') from t",
        "select name like 'a\\_%' from t",
        "select name::varchar(2) from t",
        "select cast(name as character varying(2)) from t",
        "select name::char from t",
        "select extract(second from ts) from t",
        "select date_part('seconds', ts) from t",
        "select round(ratio) from t",
        "select floor(a / b::numeric) from t",
        "select (a / 2.0)::int from t",
        "select cast(avg(a) as integer) from t",
        "select substr(name, -1) from t",
        "select substring(name from 'A.') from t",
        "select to_char(day, 'YYYY') from t",
        "select format('%s', name) from t",
        "select generate_series(1, 2)",
        "select d from generate_series(1, 2) as d",
        "select '{\"a\": 1}'::json ->> 'a'",
        "select array_length(array[]::int[], 1)",
        "select ts::timestamp(0) from t",
        "select to_timestamp('2024', 'YYYY')"
      })
  void whatWouldSilentlyDifferIsRefused(String sql) throws SQLException {
    assertThat(rows(postgres, sql)).as("PostgreSQL runs it").isNotEmpty();
    assertThat(PostgresSql.translate(sql, Set.of())).isInstanceOf(Translation.Refused.class);
  }

  @Test
  void wordsInTextsAndCommentsAndNamesAreLeftAlone() {
    var sql =
        "select '/ desc ::numeric ~' as \"x / desc\", /* a / b /* ~ */ desc */ t.desc -- ~ /\nfrom t";
    assertThat(PostgresSql.translate(sql, Set.of()))
        .isEqualTo(new Translation.Translated(sql, List.of()));
  }

  @Test
  void aRefusalNamesTheLine() {
    assertThat(PostgresSql.translate("select 1,\n  name ~ 'a'\nfrom t", Set.of()))
        .isEqualTo(
            new Translation.Refused(
                "line 2: ~ matches a part of a text in PostgreSQL, and the whole in DuckDB"));
  }

  @Test
  void aDivisionOfAnotherModelsSumIsRefusedAlsoUnderAnotherName() {
    var names =
        DoubtfulColumns.of(
            List.of(
                "select k, coalesce(sum(a), 0) - 1 as total, count(*) as n, max(b) top from t group"
                    + " by k",
                "with x as (select total t2, n from up) select t2 as \"T3\", n from x",
                "select case when extract(year from d) > 1 then 2 end as y, d as day from t"));
    assertThat(names).contains("total", "t2", "T3", "y").doesNotContain("n", "top", "day", "k");
    assertThat(PostgresSql.translate("select \"T3\" / n from v", names))
        .isInstanceOf(Translation.Refused.class);
    assertThat(PostgresSql.translate("select \"T3\" * 1.0 / n, n / 2 as half from v", names))
        .isInstanceOf(Translation.Refused.class);
    assertThat(PostgresSql.translate("select \"T3\" * 1.0 / n from v", names))
        .isInstanceOf(Translation.Translated.class);
  }

  @Test
  void whatIsOnlyNearIsNoted() {
    var translation =
        (Translation.Translated) PostgresSql.translate("select a / 2.0 from t", Set.of());
    assertThat(translation.notes())
        .containsExactly("quotients are doubles of about 15 digits, not numerics");
  }

  /** Numbers to twelve digits, for PostgreSQL has more and DuckDB's doubles are noisy after. */
  private static List<List<String>> rows(Connection connection, String sql) throws SQLException {
    var found = new ArrayList<List<String>>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        var row = new ArrayList<String>();
        for (int c = 1; c <= rows.getMetaData().getColumnCount(); c++) {
          row.add(comparable(rows.getObject(c), rows.getString(c)));
        }
        found.add(row);
      }
    }
    return found;
  }

  private static String comparable(Object value, String text) {
    return switch (value) {
      case null -> "null";
      case Number number ->
          new BigDecimal(number.toString())
              .round(new java.math.MathContext(12))
              .stripTrailingZeros()
              .toPlainString();
      case Boolean truth -> truth.toString();
      case java.sql.Array _ -> text.replaceAll("[{}\\[\\] ]", "");
      case java.sql.Timestamp time -> time.toString();
      case java.sql.Date day -> day.toString() + " 00:00:00.0";
      case java.time.LocalDate day -> day + " 00:00:00.0";
      case java.time.LocalDateTime time -> java.sql.Timestamp.valueOf(time).toString();
      default -> interval(text);
    };
  }

  /** The driver of PostgreSQL spells an interval out. */
  private static String interval(String text) {
    return text.replaceAll("(\\d+) day\\b", "$1 days").replaceAll("(:\\d\\d)\\.0+$", "$1");
  }
}
