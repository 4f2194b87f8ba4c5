package dev.prunella.local.fetch;

import static dev.prunella.local.fetch.FileFetcherTest.fault;
import static dev.prunella.local.fetch.FileFetcherTest.got;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.local.Secrets;
import dev.prunella.local.SomeTask;
import dev.prunella.pipeline.Batch;
import dev.prunella.pipeline.Cancellation;
import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.pipeline.Fetcher.Fetched;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.StepLimits;
import dev.prunella.pipeline.StepWatch;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real PostgreSQL, and a SQLite file; what was kept is read back by DuckDB. */
class JdbcFetcherTest {
  private static final Instant NOW = Instant.parse("2026-11-23T03:00:00Z");
  private static EmbeddedPostgres server;

  @TempDir Path temp = Path.of("");
  private String zone = "UTC";
  private Source.OnEmpty onEmpty = Source.OnEmpty.KEEP_LAST_GOOD;
  private List<Source.Column> columns = List.of();
  private StepLimits limits = StepLimits.DEFAULT.withTime(Duration.ofSeconds(60));

  @BeforeAll
  static void startServer() throws Exception {
    server = EmbeddedPostgres.builder().start();
    sql(
        "CREATE TABLE sales (id int, at timestamptz, local_at timestamp, amount numeric(12,2))",
        "INSERT INTO sales VALUES (1, '2026-11-21T23:30:00Z', '2026-11-22 00:30', 1.10),"
            + " (2, '2026-11-22T12:00:00Z', '2026-11-22 13:00', 2.20),"
            + " (3, '2026-11-22T23:00:00Z', '2026-11-23 00:00', 3.30)",
        "CREATE ROLE reader LOGIN PASSWORD 'swordfish-7731'",
        "CREATE TABLE hidden (id int)");
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  @BeforeEach
  void plain() {
    zone = "UTC";
    onEmpty = Source.OnEmpty.KEEP_LAST_GOOD;
    columns = List.of();
  }

  @Test
  void everyTypeIsKeptExactly() throws Exception {
    var batch =
        got(
            fetch(
                "select true as b, 1::int2 as i2, 2147483647 as i4, 9223372036854775807 as i8,"
                    + " 0.1::float4 as f4, 0.1::float8 as f8, 12345678901234567890.12::numeric(22,2) as n,"
                    + " 1.5::numeric as any_n, '' as empty, null::text as nothing, 'caf\u00e9 \uD83E\uDD8A' as t,"
                    + " date '0044-03-15' as d, time '23:59:59.123456' as tm,"
                    + " timestamp '2026-03-29 02:30:00.000001' as ts,"
                    + " timestamptz '2026-03-29 02:30:00.000001+02' as tz,"
                    + " 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid as u,"
                    + " '{\"a\": 1.10}'::json as j, array[1,null,3] as arr, '\\x00ff'::bytea as bin,"
                    + " interval '1 month 2 days' as iv, 'x'::bpchar as c, inet '10.0.0.1' as ip"));
    assertThat(rows(batch, "select * from rows"))
        .containsExactly(
            "true|1|2147483647|9223372036854775807|0.1|0.1|12345678901234567890.12"
                + "|1.500000000000000000||null|caf\u00e9 \uD83E\uDD8A|0044-03-15|23:59:59.123456"
                + "|2026-03-29 02:30:00.000001|2026-03-29 00:30:00.000001+00"
                + "|a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11|{\"a\": 1.10}|[1,null,3]|\\x00\\xFF"
                + "|1 mon 2 days|x|10.0.0.1");
    assertThat(
            rows(
                batch,
                "select column_type from (describe select * from rows) where column_name in"
                    + " ('b','i2','i8','f4','n','any_n','nothing','d','tm','ts','tz','u','bin')"))
        .containsExactly(
            "BOOLEAN",
            "INTEGER",
            "BIGINT",
            "FLOAT",
            "DECIMAL(22,2)",
            "DECIMAL(38,18)",
            "VARCHAR",
            "DATE",
            "TIME",
            "TIMESTAMP",
            "TIMESTAMP WITH TIME ZONE",
            "UUID",
            "BLOB");
  }

  @Test
  void declaredDecimalIsTaken() throws Exception {
    columns = List.of(new Source.Column("n", "decimal(20, 4)"));
    var batch = got(fetch("select 1.5::numeric as n"));
    assertThat(rows(batch, "select typeof(n), n from rows"))
        .containsExactly("DECIMAL(20,4)|1.5000");
  }

  @Test
  void valueThatNoTypeHoldsExactlyIsAnErrorThatNamesIt() {
    for (var value :
        List.of(
            "1.0000000000000000001::numeric",
            "123456789012345678901::numeric",
            "'NaN'::numeric",
            "timestamp 'infinity'",
            "timestamptz '-infinity'",
            "date 'infinity'",
            "time '24:00'")) {
      var fault = fault(fetch("select 1 as id, " + value + " as v"));
      assertThat(fault.kind()).as(value).isEqualTo(Kind.TYPE_MISMATCH);
      assertThat(fault.message()).as(value).contains("column v, row 1");
    }
  }

  @Test
  void intervalIsBoundInThePipelinesZone() throws Exception {
    var byInstant =
        "select id from sales where at >= :interval_start and at < :interval_end order by id";
    var byLocal =
        "select id from sales where local_at >= :interval_start and local_at < :interval_end order by 1";
    zone = "Europe/Berlin";
    assertThat(rows(got(fetch(byInstant)), "from rows")).containsExactly("1", "2");
    assertThat(rows(got(fetch(byLocal)), "from rows")).containsExactly("1", "2");
    zone = "UTC";
    assertThat(rows(got(fetch(byInstant)), "from rows")).containsExactly("2", "3");
  }

  @Test
  void queryWithAnOperatorOfQuestionMarksRuns() throws Exception {
    var batch = got(fetch("select '{\"a\":1}'::jsonb ? 'a' as has where now() > :interval_start;"));
    assertThat(rows(batch, "from rows")).containsExactly("true");
  }

  @Test
  void sameRowsMakeTheSameBatch() {
    var query = "select * from sales order by id";
    assertThat(got(fetch(query)).id()).isEqualTo(got(fetch(query)).id());
  }

  @Test
  void manyRowsStreamThrough() throws Exception {
    var batch =
        got(fetch("select i, repeat('x', 100) as x from generate_series(1, 300000) as g(i)"));
    assertThat(rows(batch, "select count(*), sum(i), min(length(x)) from rows"))
        .containsExactly("300000|45000150000|100");
    assertThat(batch.parts().getFirst().name()).endsWith("/postgres (300000 rows)");
    assertThat(temp.resolve("scratch")).isEmptyDirectory();
  }

  @Test
  void noRowsAreNoRowsUnlessTheyMayBeNone() {
    assertThat(fault(fetch("select 1 as a where false")).kind()).isEqualTo(Kind.NO_ROWS);
    onEmpty = Source.OnEmpty.ALLOW;
    assertThat(got(fetch("select 1 as a where false")).parts()).isEmpty();
  }

  @Test
  void errorsAreToldApartAndPlaced() {
    var column = fault(fetch("select id,\n  amont\nfrom sales where at > :interval_start"));
    assertThat(column.kind()).isEqualTo(Kind.UNKNOWN_COLUMN);
    assertThat(column.message())
        .contains("the server says: \"ERROR: column 'amont' does not exist")
        .contains("sales.amount")
        .endsWith("(line 2 of the query: amont)");
    assertThat(column.facts()).containsEntry("sqlstate", "42703").containsEntry("query_line", "2");
    assertThat(fault(fetch("select * from sale")).kind()).isEqualTo(Kind.UNKNOWN_TABLE);
    assertThat(fault(fetch("selec 1")).kind()).isEqualTo(Kind.SQL_INVALID);
    assertThat(fault(fetch("select 1/(id-1) from sales")).kind()).isEqualTo(Kind.TYPE_MISMATCH);
    assertThat(fault(fetch("select 1 as a, 2 as \"A\"")).message()).contains("two columns named a");
    assertThat(fault(fetch("set work_mem = '1MB'")).kind()).isEqualTo(Kind.SQL_INVALID);
  }

  @Test
  void sourceIsOnlyRead() throws Exception {
    for (var change :
        List.of(
            "delete from sales returning id",
            "with gone as (delete from sales returning *) select * from gone",
            "select 1; delete from sales",
            "commit; delete from sales returning id")) {
      assertThat(fault(fetch(change)).kind()).as(change).isEqualTo(Kind.REFUSED);
    }
    assertThat(rows(got(fetch("select count(*) as n from sales")), "from rows"))
        .containsExactly("3");
  }

  @Test
  void passwordIsResolvedAtTheLastMomentAndTold() {
    var good = jdbc(url(), "reader", "secret:env/DB_PASSWORD", "select 1 as a");
    assertThat(fetch(good)).isInstanceOf(Fetched.Got.class);
    var denied = jdbc(url(), "reader", "secret:env/DB_PASSWORD", "select * from hidden");
    assertThat(fault(fetch(denied)).kind()).isEqualTo(Kind.ACCESS_DENIED);
    var missing = jdbc(url(), "reader", "secret:env/DB_PASWORD", "select 1 as a");
    assertThat(fault(fetch(missing)).message()).contains("did you mean 'DB_PASSWORD'?");
    var inUrl = url() + "&password=secret:env/DB_PASSWORD&nonsense=%zz";
    assertThat(fetch(jdbc(inUrl, "reader", "", "select * from hidden")).toString())
        .doesNotContain("swordfish");
    var unknown = jdbc("jdbc:oracle:thin:x/swordfish-7731@h", "x", "", "select 1");
    assertThat(fault(fetch(unknown)).message()).contains("there is no driver");
  }

  @Test
  void serverThatIsNotThereIsUnreachableWithoutItsPassword() throws Exception {
    int free;
    try (var socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    var url = "jdbc:postgresql://localhost:" + free + "/x?password=secret:env/DB_PASSWORD";
    var fault = fault(fetch(jdbc(url, "x", "", "select 1")));
    assertThat(fault.kind()).isEqualTo(Kind.SOURCE_UNREACHABLE);
    assertThat(fault.message()).startsWith("jdbc:postgresql://localhost:" + free + "/x: ");
    assertThat(fault.toString()).doesNotContain("swordfish");
  }

  @Test
  void serverThatAcceptsAndSaysNothingIsNotAwaitedForever() throws Exception {
    try (var silent = new ServerSocket(0)) {
      long start = System.nanoTime();
      var url = "jdbc:postgresql://localhost:" + silent.getLocalPort() + "/x?loginTimeout=1";
      assertThat(fault(fetch(jdbc(url, "x", "", "select 1"))).kind())
          .isEqualTo(Kind.SOURCE_UNREACHABLE);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }
  }

  @Test
  void timeLimitEndsTheQueryOnTheServer() throws Exception {
    limits = StepLimits.DEFAULT.withTime(Duration.ofMillis(800));
    var fault = fault(fetch("select pg_sleep(60) as limited"));
    assertThat(fault.kind()).isEqualTo(Kind.TIMED_OUT);
    assertThat(running("limited")).isZero();
  }

  @Test
  void cancellingEndsTheQueryOnTheServer() throws Exception {
    var cancellation = new Cancellation();
    var later = FetchWatch.after(Duration.ofMillis(700), cancellation::cancel);
    long start = System.nanoTime();
    var source = jdbc(url(), "postgres", "", "select pg_sleep(60) as cancelled");
    assertThat(fetch(source, FileFetcherTest.watch(cancellation)))
        .isInstanceOf(Fetched.Failed.class);
    later.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    assertThat(running("cancelled")).isZero();
  }

  @Test
  void sqliteFileIsReadAsItStands() throws Exception {
    var file = temp.resolve("shop.db");
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      statement.execute("create table t (id integer, at text, amount real, note text, n integer)");
      statement.execute(
          "insert into t values (9007199254740993, '2026-11-22 10:00:00', 1.5, '', 1)");
      statement.execute("insert into t values (2, '2026-11-23 10:00:00', null, null, 'many')");
    }
    var url = "jdbc:sqlite:" + file;
    var query = "select id, amount, note from t where at >= :interval_start and at < :interval_end";
    assertThat(rows(got(fetch(jdbc(url, "", "", query))), "from rows"))
        .containsExactly("9007199254740993|1.5|");
    assertThat(fault(fetch(jdbc(url, "", "", "select n from t order by id desc"))).message())
        .contains("column n, row 2");
    assertThat(fetch(jdbc(url, "", "", "delete from t"))).isInstanceOf(Fetched.Failed.class);
    assertThat(rows(got(fetch(jdbc(url, "", "", "select count(*) as c from t"))), "from rows"))
        .containsExactly("2");
  }

  private Fetched fetch(String query) {
    return fetch(jdbc(url(), "postgres", "", query));
  }

  private Fetched fetch(Source.Jdbc source) {
    return fetch(source, StepWatch.nobody());
  }

  private Fetched fetch(Source.Jdbc source, StepWatch watch) {
    var fetcher =
        new LocalFetcher(
            temp,
            temp.resolve("scratch"),
            new Secrets(Map.of("DB_PASSWORD", "swordfish-7731")),
            new Folder(temp),
            Clock.fixed(NOW, ZoneOffset.UTC),
            FetchLimits.DEFAULT);
    var declared =
        new Source.Declared(
            source,
            Source.Format.of(Source.Format.Kind.CSV),
            columns,
            true,
            onEmpty,
            Source.OnNewColumn.FAIL,
            Optional.empty());
    assertThat(declared.format().kind()).isEqualTo(Source.Format.Kind.PARQUET);
    return fetcher.fetch(SomeTask.daily("sales", "2026-11-22", zone, limits), declared, watch);
  }

  private static Source.Jdbc jdbc(String url, String user, String password, String query) {
    return new Source.Jdbc(
        url,
        Optional.of(user).filter(u -> !u.isEmpty()),
        Optional.of(password).filter(p -> !p.isEmpty()),
        query,
        5_000,
        Optional.empty());
  }

  private static String url() {
    return "jdbc:postgresql://localhost:" + server.getPort() + "/postgres?sslmode=disable";
  }

  /** What DuckDB makes of the one part, which is called {@code rows}. */
  private static List<String> rows(Batch batch, String query) throws SQLException {
    var file = batch.parts().getFirst().location();
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute("CREATE VIEW rows AS SELECT * FROM read_parquet('" + file + "')");
      var found = new ArrayList<String>();
      try (var result = statement.executeQuery("SELECT COLUMNS(*)::VARCHAR FROM (" + query + ")")) {
        int width = result.getMetaData().getColumnCount();
        while (result.next()) {
          var row = new ArrayList<String>();
          for (int i = 1; i <= width; i++) {
            row.add(String.valueOf(result.getString(i)));
          }
          found.add(String.join("|", row));
        }
      }
      return found;
    }
  }

  private static int running(String word) throws SQLException, InterruptedException {
    int running = 1;
    for (int i = 0; i < 100 && running > 0; i++) {
      Thread.sleep(50);
      try (var connection = server.getPostgresDatabase().getConnection();
          var statement =
              connection.prepareStatement(
                  "select count(*) from pg_stat_activity where state = 'active' and query like ?"
                      + " and pid <> pg_backend_pid()")) {
        statement.setString(1, "%" + word + "%");
        try (var rows = statement.executeQuery()) {
          rows.next();
          running = rows.getInt(1);
        }
      }
    }
    return running;
  }

  private static void sql(String... statements) throws SQLException {
    try (var connection = server.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      for (var sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
