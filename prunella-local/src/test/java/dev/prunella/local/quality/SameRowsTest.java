package dev.prunella.local.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.local.duckdb.DuckDbPool;
import dev.prunella.local.duckdb.PoolLimits;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that are there again are known by their statistics, and others are told from them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SameRowsTest {
  private static final int DAY = 40;

  @SuppressWarnings("NullAway.Init")
  private DuckDbPool pool;

  @SuppressWarnings("NullAway.Init")
  private DuckDbPool.Lease lease;

  @SuppressWarnings("NullAway.Init")
  private Shop shop;

  @BeforeAll
  void open(@TempDir Path temp) throws Exception {
    pool =
        new DuckDbPool(new PoolLimits(1, 0, Duration.ofSeconds(30), 1L << 30, 1, temp, 1L << 30));
    lease = pool.lease();
    shop = new Shop(lease.connection());
  }

  @AfterAll
  void close() {
    lease.close();
    pool.close();
  }

  private boolean isSame(String query) {
    var kept = shop.scan(Shop.day(DAY), DAY);
    var relation = "(" + query.replace("DAY", Shop.day(DAY) + " t") + ")";
    return shop.scan(relation, DAY).isOfSameRows(kept);
  }

  @Test
  void theSameRowsInAnotherOrderAreTheSame() {
    assertThat(isSame("SELECT * FROM DAY ORDER BY hash(line)")).isTrue();
  }

  /** Nobody could say which of two rows had which of their times. */
  @Test
  void rowsWithTimesOfTheirOwnAreNotKnownForCertain() {
    assertThat(
            isSame(
                "SELECT * REPLACE (CASE line WHEN 'N40007' THEN (SELECT sold_at FROM DAY WHERE line ="
                    + " 'N40008') WHEN 'N40008' THEN (SELECT sold_at FROM DAY WHERE line = 'N40007')"
                    + " ELSE sold_at END AS sold_at) FROM DAY"))
        .isTrue();
    assertThat(shop.scan(Shop.day(DAY), DAY).tellRowsApart()).isFalse();
    assertThat(
            shop.scan(
                    "(SELECT * REPLACE (TIMESTAMP '2025-02-10' AS sold_at, TIMESTAMP '2025-02-10' AS"
                        + " told_at, round(tax, 2) AS tax, round(total, 2) AS total) FROM "
                        + Shop.day(DAY)
                        + " t)",
                    DAY)
                .tellRowsApart())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM DAY LIMIT 250",
        "SELECT * FROM DAY UNION ALL (SELECT * FROM DAY LIMIT 1)",
        "SELECT * REPLACE (CASE WHEN line = 'N40007' THEN total + 0.001 ELSE total END AS total)"
            + " FROM DAY",
        "SELECT * REPLACE (CASE WHEN line = 'N40007' THEN 'P999' ELSE product END AS product)"
            + " FROM DAY",
        "SELECT * REPLACE (CASE WHEN line = 'N40007' THEN sold_at + INTERVAL 1 SECOND ELSE sold_at"
            + " END AS sold_at) FROM DAY",
        "SELECT * REPLACE (CASE WHEN line = 'N40007' THEN NULL ELSE channel END AS channel) FROM DAY",
        "SELECT * REPLACE (CASE line WHEN 'N40007' THEN 'N40008' WHEN 'N40008' THEN 'N40007'"
            + " ELSE line END AS line) FROM DAY"
      })
  void otherRowsAreNot(String query) {
    assertThat(isSame(query)).isFalse();
  }
}
