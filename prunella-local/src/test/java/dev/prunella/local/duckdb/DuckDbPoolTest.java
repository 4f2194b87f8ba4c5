package dev.prunella.local.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leases are bounded, clean, and apart from each other. */
class DuckDbPoolTest {
  private final Path folder;

  DuckDbPoolTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private DuckDbPool pool(int instances) {
    return new DuckDbPool(
        new PoolLimits(
            instances,
            Math.min(1, instances),
            Duration.ofMillis(300),
            256L << 20,
            1,
            folder.resolve("spill"),
            1L << 30));
  }

  private static String one(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void whatDoesNotFitIntoMemorySpillsIntoAFolderThatWasNotThere() throws Exception {
    var limits =
        new PoolLimits(
            1, 0, Duration.ofSeconds(1), 24L << 20, 1, folder.resolve("a").resolve("b"), 1L << 30);
    try (var pool = new DuckDbPool(limits);
        var lease = pool.lease()) {
      run(
          lease.connection(),
          "CREATE TEMP TABLE t AS SELECT hash(i) AS h FROM range(8000000) r(i)");
      assertThat(one(lease.connection(), "SELECT count(*) FROM t")).isEqualTo("8000000");
      assertThat(one(lease.connection(), "SELECT count(*) > 0 FROM duckdb_temporary_files()"))
          .isEqualTo("true");
    }
  }

  @Test
  void whatRunsOnALeaseEndsWithThePoolAndNothingElseBegins() throws Exception {
    try (var pool = pool(2);
        var lease = pool.lease()) {
      var connection = lease.connection();
      var failed =
          CompletableFuture.supplyAsync(
              () ->
                  catchThrowable(
                      () ->
                          one(
                              connection,
                              "SELECT sum(sin(a.i) * b.i) FROM range(9000000) a(i), range(9000000) b(i)")));
      Thread.sleep(500);
      assertThat(failed).isNotDone();
      pool.interrupt();
      assertThat(failed.get(20, TimeUnit.SECONDS)).isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> one(connection, "SELECT 1")).hasMessageContaining("interrupted");
      try (var later = pool.lease()) {
        assertThatThrownBy(() -> one(later.connection(), "SELECT 1"))
            .hasMessageContaining("interrupted");
      }
    }
  }

  @Test
  void instancesCarryTheLimits() throws Exception {
    try (var pool = pool(1);
        var lease = pool.lease()) {
      assertThat(one(lease.connection(), "SELECT current_setting('memory_limit')"))
          .isEqualTo("256.0 MiB");
      assertThat(one(lease.connection(), "SELECT current_setting('threads')")).isEqualTo("1");
      assertThat(one(lease.connection(), "SELECT current_setting('TimeZone')")).isEqualTo("UTC");
      assertThat(one(lease.connection(), "SELECT current_setting('autoload_known_extensions')"))
          .isEqualTo("false");
      assertThat(one(lease.connection(), "SELECT current_setting('temp_directory')"))
          .startsWith(folder.toString());
    }
  }

  @Test
  void nothingOfALeaseIsLeftForTheNext() throws Exception {
    try (var pool = pool(1)) {
      for (String trace :
          List.of(
              "CREATE TABLE t AS SELECT 1 AS x",
              "CREATE TEMP TABLE t AS SELECT 1 AS x",
              "CREATE VIEW t AS SELECT 1 AS x",
              "CREATE SCHEMA s",
              "CREATE MACRO m(x) AS x + 1",
              "ATTACH ':memory:' AS other",
              "SET GLOBAL threads = 2",
              "SET TimeZone = 'Europe/Amsterdam'",
              "SET search_path = 'pg_catalog'",
              "BEGIN TRANSACTION")) {
        try (var lease = pool.lease()) {
          run(lease.connection(), trace);
        }
        try (var lease = pool.lease()) {
          var next = lease.connection();
          assertThat(one(next, "SELECT count(*) FROM duckdb_tables()")).as(trace).isEqualTo("0");
          assertThat(one(next, "SELECT count(*) FROM duckdb_views() WHERE NOT internal"))
              .as(trace)
              .isEqualTo("0");
          assertThat(one(next, "SELECT count(*) FROM duckdb_schemas() WHERE NOT internal"))
              .as(trace)
              .isEqualTo("0");
          assertThat(one(next, "SELECT count(*) FROM duckdb_functions() WHERE NOT internal"))
              .as(trace)
              .isEqualTo("0");
          assertThat(one(next, "SELECT count(*) FROM duckdb_databases() WHERE NOT internal"))
              .as(trace)
              .isEqualTo("1");
          assertThat(one(next, "SELECT current_setting('threads')")).as(trace).isEqualTo("1");
          assertThat(one(next, "SELECT current_setting('TimeZone')")).as(trace).isEqualTo("UTC");
          assertThat(one(next, "SELECT current_schema()")).as(trace).isEqualTo("main");
          run(next, "BEGIN TRANSACTION");
        }
      }
    }
  }

  /** Each instance spills into a folder of its own, which tells one from another. */
  private static String identity(DuckDbPool pool, String trace) throws SQLException {
    try (var lease = pool.lease()) {
      String spill = one(lease.connection(), "SELECT current_setting('temp_directory')");
      run(lease.connection(), trace);
      return spill;
    }
  }

  @Test
  void anInstanceIsUsedAgainUnlessItsSettingsWereChanged() throws Exception {
    try (var pool = pool(1)) {
      String first = identity(pool, "CREATE MACRO m(x) AS x + 1");
      assertThat(identity(pool, "CREATE TABLE t AS SELECT 1 AS x")).isEqualTo(first);
      assertThat(identity(pool, "SET TimeZone = 'Europe/Amsterdam'")).isEqualTo(first);
      assertThat(identity(pool, "ATTACH ':memory:' AS other")).isEqualTo(first);
      String second = identity(pool, "SET GLOBAL threads = 2");
      assertThat(second).isNotEqualTo(first);
      assertThat(identity(pool, "SELECT 1")).isNotEqualTo(first).isNotEqualTo(second);
    }
  }

  @Test
  void whatIsStartedAheadTakesNoPlaceOfWhatIsLeased() throws Exception {
    try (var pool = pool(1)) {
      // The first is under way in the background when another is asked for.
      Thread.sleep(3);
      String first;
      try (var lease = pool.lease()) {
        first = one(lease.connection(), "SELECT current_setting('temp_directory')");
        Thread.sleep(150);
      }
      assertThat(identity(pool, "SELECT 1")).isEqualTo(first);
    }
  }

  @Test
  void aLockedInstanceIsNotUsedAgain() throws Exception {
    try (var pool = pool(1)) {
      try (var lease = pool.lease()) {
        lease.lockDown(List.of());
        assertThatThrownBy(() -> run(lease.connection(), "SET threads = 1"))
            .hasMessageContaining("locked");
      }
      try (var lease = pool.lease()) {
        run(lease.connection(), "SET threads = 1");
        assertThat(one(lease.connection(), "SELECT current_setting('enable_external_access')"))
            .isEqualTo("true");
      }
    }
  }

  @Test
  void whenAllAreBusyTheWaitIsBounded() {
    try (var pool = pool(2);
        var a = pool.lease();
        var b = pool.lease()) {
      assertThat(a.connection()).isNotSameAs(b.connection());
      assertThatThrownBy(pool::lease)
          .isInstanceOf(DuckDbException.class)
          .hasMessage(
              "All 2 DuckDB instances have been busy for 300 ms. Next: try again, end a long query, or allow more instances.");
    }
  }

  @Test
  void aClosedPoolGivesNoLease() {
    var pool = pool(1);
    pool.close();
    assertThatThrownBy(pool::lease)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the pool is closed");
  }
}
