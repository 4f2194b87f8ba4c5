package dev.prunella.local.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.contract.Slice;
import dev.prunella.local.duckdb.DuckDbPool;
import dev.prunella.local.duckdb.PoolLimits;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is decided by hashes is what is decided by values. */
class DuplicateSqlTest {
  private static final int TABLES = 60;

  private static final Schema SCHEMA =
      new Schema(
          Types.NestedField.optional(1, "a", Types.StringType.get()),
          Types.NestedField.optional(2, "b", Types.DoubleType.get()),
          Types.NestedField.optional(3, "day", Types.DateType.get()));

  private static final Slice SECOND =
      new Slice(
          "day",
          Instant.parse("2026-01-02T00:00:00Z"),
          Instant.parse("2026-01-03T00:00:00Z"),
          ZoneOffset.UTC);

  @SuppressWarnings("NullAway.Init")
  private DuckDbPool pool;

  @SuppressWarnings("NullAway.Init")
  private DuckDbPool.Lease lease;

  @BeforeEach
  void open(@TempDir Path temp) throws SQLException {
    pool =
        new DuckDbPool(new PoolLimits(1, 0, Duration.ofSeconds(30), 1L << 30, 2, temp, 1L << 30));
    lease = pool.lease();
  }

  @AfterEach
  void close() {
    lease.close();
    pool.close();
  }

  private long number(String sql) throws SQLException {
    try (var statement = lease.connection().createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private void rows(String values) throws SQLException {
    try (var statement = lease.connection().createStatement()) {
      statement.execute("CREATE OR REPLACE TABLE t (a VARCHAR, b DOUBLE, day DATE)");
      statement.execute("INSERT INTO t VALUES " + values);
    }
  }

  private static DuplicateSql sql(boolean sliced, String... key) {
    return DuplicateSql.of(
        List.of(key),
        "t AS rows",
        sliced
            ? Optional.of(new DuplicateSql.Judged("t AS rows", SliceSql.of(SECOND, SCHEMA)))
            : Optional.empty());
  }

  private long looks(DuplicateSql sql) throws SQLException {
    long all = 0;
    for (var look : sql.looks()) {
      all += number(look);
    }
    return all;
  }

  @Test
  void theLooksFindSomethingExactlyWhereValuesRepeat() throws SQLException {
    var random = new Random(20_26);
    int unique = 0;
    for (int i = 0; i < TABLES; i++) {
      var text = new StringBuilder();
      for (int row = 0; row < 6; row++) {
        text.append(row == 0 ? "" : ", ").append(row(random));
      }
      rows(text.toString());
      for (boolean sliced : List.of(true, false)) {
        for (var key :
            List.of(new String[] {"a"}, new String[] {"a", "b"}, new String[] {"b", "day"})) {
          var sql = sql(sliced, key);
          boolean none = number(sql.beyond()) == 0;
          assertThat(looks(sql) == 0)
              .describedAs("%s of %s, sliced: %s", List.of(key), text, sliced)
              .isEqualTo(none);
          unique += none ? 1 : 0;
        }
      }
    }
    assertThat(unique).isBetween(TABLES, 5 * TABLES);
  }

  private static String row(Random random) {
    var numbers = List.of("0.0", "-0.0", "1.5", "'NaN'::DOUBLE", "NULL", "2");
    var a = random.nextInt(8) == 0 ? "NULL" : "'" + random.nextInt(20) + "'";
    var day = random.nextInt(6) == 0 ? "NULL" : "'2026-01-0" + (1 + random.nextInt(3)) + "'";
    return "(" + a + ", " + numbers.get(random.nextInt(numbers.size())) + ", " + day + ")";
  }

  @Test
  void withTheIntervalsColumnInTheKeyNoOtherRowIsRead() {
    assertThat(sql(true, "a", "day").looks()).hasSize(1);
    assertThat(sql(true, "a").looks()).hasSize(2);
    assertThat(sql(false, "a").looks()).hasSize(1);
  }
}
