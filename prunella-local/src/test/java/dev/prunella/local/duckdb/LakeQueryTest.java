package dev.prunella.local.duckdb;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.prunella.local.duckdb.QueryException.Reason;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person may type, what comes back, and what is refused with a sentence. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LakeQueryTest {
  private static final QueryLimits LIMITS = new QueryLimits(1000, Duration.ofSeconds(30));

  private final Workbench bench = new Workbench();
  private final LakeQuery query = new LakeQuery(bench.pool, bench.reader);
  private final Map<List<String>, Table> lake = new LinkedHashMap<>();
  private final TableResolver resolver =
      new TableResolver() {
        @Override
        public Optional<Table> find(List<String> name) {
          return Optional.ofNullable(lake.get(name));
        }

        @Override
        public Collection<String> names() {
          return lake.keySet().stream().map(name -> String.join(".", name)).toList();
        }
      };

  @BeforeAll
  void fill() throws Exception {
    var schema =
        new Schema(
            optional(1, "id", Types.LongType.get()), optional(2, "name", Types.StringType.get()));
    Table orders = bench.table(3, schema);
    bench.append(orders, "SELECT i AS id, 'n' || i AS name FROM range(100) r(i)");
    Workbench.deletePositions(orders, Map.of(Workbench.dataFiles(orders).getFirst(), List.of(7L)));
    lake.put(List.of("orders"), orders);
    lake.put(List.of("sales", "orders"), orders);
    lake.put(List.of("a", "b", "orders"), orders);
    lake.put(List.of("odd \"name\" é"), orders);
  }

  @AfterAll
  void close() {
    bench.close();
  }

  private String result(String sql) {
    try (var cursor = query.run(sql, resolver, LIMITS)) {
      StringBuilder text = new StringBuilder();
      while (cursor.next()) {
        for (int i = 0; i < cursor.columns().size(); i++) {
          text.append(cursor.text(i)).append(',');
        }
        text.append(';');
      }
      return text.toString();
    }
  }

  private QueryException failure(String sql) {
    var failed = catchThrowableOfType(QueryException.class, () -> result(sql));
    assertThat(failed).as(sql).isNotNull();
    return failed;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT count(*), sum(id) FROM orders | 99,4943,;",
        "FROM orders WHERE id < 2 ORDER BY id; | 0,n0,;1,n1,;",
        "SELECT count(*) FROM sales.orders | 99,;",
        "SELECT count(a.b.orders.id) FROM a.b.orders | 99,;",
        "SELECT count(*) FROM \"odd \"\"name\"\" é\" x WHERE x.id <> 7 | 99,;",
        "VALUES (1), (2) | 1,;2,;",
        "WITH orders AS (SELECT * FROM orders WHERE id = 5) SELECT name FROM orders | n5,;",
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 3) SELECT max(n) FROM t | 3,;",
        "SELECT (SELECT max(id) FROM sales.orders) - min(o.id) FROM orders o JOIN (SELECT id FROM orders) p USING (id) | 99,;",
        "SELECT count(*) FROM (SELECT id FROM orders UNION ALL SELECT id FROM sales.orders) | 198,;",
        "SELECT count(*) FROM orders, unnest([1, 2]) u(x), range(2) | 396,;",
        "DESCRIBE SELECT id FROM orders | id,BIGINT,YES,null,null,null,;",
        "SELECT id FROM orders ORDER BY id DESC LIMIT 3 | 99,;98,;97,;",
        "SELECT 1 -- done | 1,;"
      })
  void oneSelectRuns(String sql, String expected) {
    assertThat(result(sql)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "COPY (SELECT 1) TO '/tmp/x'",
        "CREATE TABLE x AS SELECT 1",
        "INSERT INTO orders VALUES (1, 'x')",
        "DELETE FROM orders",
        "DROP VIEW orders",
        "ATTACH '/tmp/x.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "PRAGMA version",
        "SET threads = 1",
        "CALL pragma_version()",
        "EXPORT DATABASE '/tmp/x'",
        "EXPLAIN ANALYZE SELECT 1",
        "BEGIN",
        "USE memory",
        "CHECKPOINT",
        "SELECT 1; SELECT 2",
        "",
        "-- nothing",
        "SHOW TABLES",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_parquet('/tmp/*.parquet')",
        "SELECT (SELECT content FROM read_text('/etc/passwd'))",
        "SELECT * FROM glob('/*')",
        "SELECT * FROM sniff_csv('/etc/passwd')",
        "SELECT * FROM duckdb_settings()",
        "SELECT * FROM query('SELECT 1')",
        "SELECT * FROM query_table('orders')",
        "SELECT * FROM pragma_version()",
        "SELECT getenv('HOME')",
        "SELECT current_setting('temp_directory')",
        "SELECT * FROM orders AT (VERSION => 3)",
        "SELECT * FROM orders WHERE id = ?"
      })
  void everythingElseIsRefusedWithASentence(String sql) {
    var refused = failure(sql);
    assertThat(refused.reason()).isEqualTo(Reason.REFUSED);
    assertThat(refused.getMessage()).endsWith(".").doesNotContain("Exception");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM '/tmp/x.parquet'",
        "SELECT * FROM information_schema.tables",
        "SELECT * FROM duckdb_tables",
        "SELECT * FROM pg_catalog.pg_class",
        "SELECT * FROM sqlite_master",
        "WITH x AS (SELECT * FROM y), y AS (SELECT 1) SELECT * FROM x"
      })
  void whatIsNotATableOfTheLakeIsUnknown(String sql) {
    assertThat(failure(sql).reason()).isEqualTo(Reason.UNKNOWN_TABLE);
  }

  @Test
  void aMistypedNameIsAnsweredWithTheClosestOne() {
    assertThat(failure("SELECT * FROM sales.ordres"))
        .hasMessage("There is no table 'sales.ordres', did you mean 'sales.orders'?");
  }

  @Test
  void theLockHoldsEvenWhereTheGuardWouldNot() throws Exception {
    Table orders = java.util.Objects.requireNonNull(lake.get(List.of("orders")));
    try (var lease = bench.pool.lease();
        var scan = bench.reader.scan(lease.connection(), orders, ScanRequest.everything())) {
      lease.lockDown(scan.files());
      for (String sql :
          List.of(
              "SELECT * FROM read_text('/etc/passwd')",
              "COPY (SELECT 1) TO '" + scan.files().getFirst() + "'",
              "COPY (SELECT 1) TO '/tmp/prunella-x.csv'",
              "ATTACH '/tmp/prunella-x.db'",
              "SET enable_external_access = true",
              "SET allowed_paths = ['/etc/passwd']",
              "RESET lock_configuration",
              "INSTALL httpfs",
              "LOAD httpfs")) {
        var failed =
            catchThrowableOfType(
                QueryException.class,
                () -> QueryCursor.open(lease.connection(), sql, LIMITS).close());
        assertThat(failed).as(sql).isNotNull();
        assertThat(failed.reason()).as(sql + ": " + failed.getMessage()).isEqualTo(Reason.REFUSED);
      }
      try (var cursor =
          QueryCursor.open(lease.connection(), "SELECT count(*) FROM " + scan.sql(), LIMITS)) {
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.value(0)).isEqualTo(99L);
      }
    }
  }

  @Test
  void errorsOfTheQueryItselfSayWhere() {
    assertThat(failure("SELEC 1").getMessage())
        .contains("syntax error")
        .contains("line 1, column 1");
    assertThat(failure("SELECT nope FROM orders").reason()).isEqualTo(Reason.INVALID);
    assertThat(failure("SELECT error('boom') FROM orders"))
        .hasMessageContaining("boom")
        .extracting(QueryException::reason)
        .isEqualTo(Reason.FAILED);
  }

  @Test
  void rowsAreCutAtTheLimitAndSaidSo() {
    try (var cursor =
        query.run("FROM orders", resolver, new QueryLimits(10, Duration.ofSeconds(30)))) {
      int rows = 0;
      while (cursor.next()) {
        rows++;
      }
      assertThat(rows).isEqualTo(10);
      assertThat(cursor.truncated()).isTrue();
      assertThat(cursor.columns())
          .containsExactly(
              new QueryCursor.Column("id", "BIGINT"), new QueryCursor.Column("name", "VARCHAR"));
    }
  }

  @Test
  void columnsOfTheSameNameKeepIt() {
    try (var cursor = query.run("SELECT id AS x, name AS x FROM orders", resolver, LIMITS)) {
      assertThat(cursor.columns()).extracting(QueryCursor.Column::name).containsExactly("x", "x");
    }
  }

  @Test
  void aSlowQueryIsStoppedInTime() {
    var limits = new QueryLimits(10, Duration.ofMillis(300));
    long start = System.nanoTime();
    var stopped =
        catchThrowableOfType(
            QueryException.class,
            () -> {
              try (var cursor =
                  query.run(
                      "SELECT count(*) FROM range(100000000) a, range(1000000) b WHERE a.range % 7 = b.range % 5",
                      resolver, limits)) {
                while (cursor.next()) {
                  assertThat(cursor.value(0)).isNotNull();
                }
              }
            });
    assertThat(stopped.reason()).isEqualTo(Reason.TIMED_OUT);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void aQueryThatNeedsTooMuchMemorySaysSo() {
    var limits =
        new PoolLimits(
            1, 0, Duration.ofSeconds(5), 40L << 20, 1, bench.folder.resolve("tiny"), 1 << 20);
    try (var pool = new DuckDbPool(limits)) {
      var failed =
          catchThrowableOfType(
              QueryException.class,
              () -> {
                try (var cursor =
                    new LakeQuery(pool, bench.reader)
                        .run(
                            "SELECT list(i) FROM (SELECT i::VARCHAR || repeat('x', 100) AS i FROM range(5000000) r(i))",
                            resolver,
                            LIMITS)) {
                  assertThat(cursor.next()).isTrue();
                }
              });
      assertThat(failed.reason()).as(failed.getMessage()).isEqualTo(Reason.OUT_OF_MEMORY);
      assertThat(failed.getMessage())
          .startsWith("The query needed more memory than it may use. Next:");
    }
  }
}
