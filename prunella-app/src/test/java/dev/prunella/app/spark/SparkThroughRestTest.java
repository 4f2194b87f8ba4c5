package dev.prunella.app.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.refs.MergeResult;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("spark")
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SparkThroughRestTest {
  private static final String TOTALS =
      "SELECT count(*), sum(id), sum(amount), sum(quantity), count(note) FROM ";
  private static final String BEFORE = "SELECT count(*), sum(id), sum(amount), sum(n) FROM ";

  /** 1,000 orders, ids from 0; amount is a quarter of the id. */
  private static final String UNTOUCHED = "1000,499500,124875.00,499500";

  private static ServedLake lake;
  private static SparkProcess spark;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    var java = Java17.required();
    lake = new ServedLake(folder);
    spark = SparkProcess.start(java, folder, Map.of());
    catalog("main", Map.of("uri", lake.server.uri()));
  }

  @AfterAll
  static void stop() {
    if (spark != null) {
      spark.close();
    }
    if (lake != null) {
      lake.close();
    }
  }

  /** Spark makes a catalog when it is first named. */
  private static void catalog(String name, Map<String, String> properties) {
    set("spark.sql.catalog." + name, "org.apache.iceberg.spark.SparkCatalog");
    set("spark.sql.catalog." + name + ".type", "rest");
    set("spark.sql.catalog." + name + ".cache-enabled", "false");
    properties.forEach((key, value) -> set("spark.sql.catalog." + name + "." + key, value));
  }

  private static void set(String key, String value) {
    spark.sql("SET `" + key + "`=`" + value + "`");
  }

  /** A new branch of main, which Spark knows as {@code catalog}. */
  private static void branchOff(String branch, String catalog) {
    lake.branchOff(branch);
    catalog(catalog, Map.of("uri", lake.server.uri(), "warehouse", branch));
  }

  @ParameterizedTest
  @CsvSource({"2, PARQUET", "3, PUFFIN"})
  void changesOnABranchReachMainByTheMergeAndDuckDbReadsWhatSparkWrote(
      int formatVersion, String deletesAre) throws SQLException {
    var catalog = "dev" + formatVersion;
    var branch = "try/spark v" + formatVersion;
    var orders = lake.orders("orders_v" + formatVersion, formatVersion);
    branchOff(branch, catalog);
    var mainBefore = lake.head("main");
    var t = catalog + "." + orders;
    assertThat(spark.sql(BEFORE + t)).containsExactly(UNTOUCHED);

    spark.sql(
        "INSERT INTO "
            + t
            + " SELECT id, 'FR', CAST(1 AS DECIMAL(12,2)), 1 FROM range(1000, 1100)");
    spark.sql("DELETE FROM " + t + " WHERE id % 100 = 7");
    spark.sql("UPDATE " + t + " SET amount = amount + 1 WHERE id BETWEEN 10 AND 19");
    spark.sql(
        "MERGE INTO "
            + t
            + " t USING (SELECT id, CAST(5 AS DECIMAL(12,2)) AS amount FROM range(1090, 1110)) s"
            + " ON t.id = s.id WHEN MATCHED THEN UPDATE SET amount = s.amount"
            + " WHEN NOT MATCHED THEN INSERT (id, country, amount, n) VALUES (s.id, 'US', s.amount, 0)");
    assertThat(spark.sql("SELECT DISTINCT content, file_format FROM " + t + ".delete_files"))
        .containsExactly("1,\"" + deletesAre + "\"");

    spark.sql("ALTER TABLE " + t + " ADD COLUMN note STRING");
    spark.sql("ALTER TABLE " + t + " RENAME COLUMN n TO quantity");
    spark.sql("ALTER TABLE " + t + " ALTER COLUMN quantity TYPE BIGINT");
    spark.sql("UPDATE " + t + " SET note = 'seen', quantity = 5000000000 WHERE id = 3");
    var made = catalog + ".shop.by_country_v" + formatVersion;
    spark.sql(
        "CREATE TABLE "
            + made
            + " USING iceberg TBLPROPERTIES ('format-version'='"
            + formatVersion
            + "') AS SELECT country, count(*) AS orders, sum(amount) AS amount FROM "
            + t
            + " GROUP BY country");

    assertThat(lake.head("main")).isEqualTo(mainBefore);
    assertThat(spark.sql(BEFORE + "main." + orders)).containsExactly(UNTOUCHED);
    assertThat(lake.duckDb("main", orders, BEFORE + "$t")).isEqualTo(UNTOUCHED);

    assertThat(lake.merge(branch)).isInstanceOf(MergeResult.Merged.class);

    // 1,000 and 100 inserted, 11 deleted, 10 updated and 10 inserted by the merge.
    var expected = expectedTotals();
    assertThat(lake.duckDb("main", orders, TOTALS + "$t")).isEqualTo(expected);
    assertThat(spark.sql(TOTALS + "main." + orders)).containsExactly(expected);
    var byCountry = TableIdentifier.of("shop", "by_country_v" + formatVersion);
    var sums = "SELECT count(*), sum(orders), sum(amount) FROM ";
    assertThat(lake.duckDb("main", byCountry, sums + "$t"))
        .isEqualTo(spark.sql(sums + "main." + byCountry).getFirst())
        .startsWith("4,1099,");
  }

  /** The same changes on a plain list of rows. */
  private static String expectedTotals() {
    long count = 0;
    long ids = 0;
    long quarters = 0;
    long quantity = 0;
    for (int id = 0; id < 1110; id++) {
      if (id % 100 == 7 && id < 1100) {
        continue;
      }
      count++;
      ids += id;
      long amount = id < 1000 ? id : id < 1090 ? 4 : 20;
      quarters += id >= 10 && id <= 19 ? amount + 4 : amount;
      quantity += id == 3 ? 5_000_000_000L : id < 1000 ? id : id < 1100 ? 1 : 0;
    }
    var amount = BigDecimal.valueOf(quarters * 25, 2);
    return count + "," + ids + "," + amount + "," + quantity + ",1";
  }

  @Test
  void viewsDropsAndTimeTravelStayOnTheirBranch() throws SQLException {
    var orders = lake.orders("orders_past", 2);
    var branch = "try/views";
    lake.branchOff(branch);
    // The other way to name a branch: in the address.
    catalog(
        "past",
        Map.of("uri", lake.server.uri() + "/" + URLEncoder.encode(branch, StandardCharsets.UTF_8)));
    spark.sql(
        "CREATE VIEW past.shop.german AS SELECT id FROM past." + orders + " WHERE country = 'DE'");
    assertThat(spark.sql("SELECT count(*) FROM past.shop.german")).containsExactly("500");
    assertThat(spark.sql("SHOW VIEWS IN main.shop")).isEmpty();

    var first = spark.sql("SELECT snapshot_id FROM past." + orders + ".snapshots").getFirst();
    spark.sql("DELETE FROM past." + orders + " WHERE country = 'DE'");
    assertThat(spark.sql("SELECT count(*) FROM past.shop.german")).containsExactly("0");
    assertThat(spark.sql("SELECT count(*) FROM past." + orders + " VERSION AS OF " + first))
        .containsExactly("1000");

    spark.sql("DROP VIEW past.shop.german");
    spark.sql("DROP TABLE past." + orders);
    assertThat(lake.tables(branch)).doesNotContain(orders.name());
    assertThat(lake.duckDb("main", orders, BEFORE + "$t")).isEqualTo(UNTOUCHED);
    assertThat(spark.sql(BEFORE + "main." + orders)).containsExactly(UNTOUCHED);
  }

  @Test
  void commitIsReadAsItWasAndCannotBeWritten() {
    var orders = lake.orders("orders_then", 2);
    var then = lake.head("main");
    spark.sql("DELETE FROM main." + orders + " WHERE id >= 10");
    catalog("then", Map.of("uri", lake.server.uri(), "warehouse", then.toString()));

    assertThat(spark.sql(BEFORE + "then." + orders)).containsExactly(UNTOUCHED);
    assertThat(spark.sql("SELECT count(*) FROM main." + orders)).containsExactly("10");
    assertThat(spark.refusal("DELETE FROM then." + orders + " WHERE id = 1"))
        .contains("stays as it is");
    assertThat(spark.sql("SELECT count(*) FROM main." + orders)).containsExactly("10");
  }

  @Test
  void nothingThatOtherBranchesNeedCanBeDeletedThroughSpark() throws IOException, SQLException {
    var orders = lake.orders("orders_kept", 2);
    branchOff("try/clean", "clean");
    spark.sql("DELETE FROM clean." + orders + " WHERE id % 2 = 0");
    spark.sql("CREATE TABLE clean.shop.made USING iceberg AS SELECT 1 AS one");
    var before = lake.files();

    assertThat(spark.refusal("DROP TABLE clean." + orders + " PURGE")).contains("GC is disabled");
    assertThat(spark.refusal("DROP TABLE clean.shop.made PURGE")).contains("GC is disabled");
    assertThat(
            spark.refusal(
                "CALL clean.system.expire_snapshots(table => '"
                    + orders
                    + "', older_than => TIMESTAMP '2100-01-01 00:00:00', retain_last => 1)"))
        .contains("GC is disabled");
    assertThat(
            spark.refusal(
                "CALL clean.system.remove_orphan_files(table => '"
                    + orders
                    + "', older_than => TIMESTAMP '2000-01-01 00:00:00')"))
        .contains("GC is disabled");
    assertThat(lake.files()).isEqualTo(before);

    // Compaction writes new files and takes none away.
    spark.sql(
        "CALL clean.system.rewrite_data_files(table => '"
            + orders
            + "', options => map('rewrite-all', 'true'))");
    assertThat(lake.files()).containsAll(before);
    assertThat(lake.files()).hasSizeGreaterThan(before.size());
    assertThat(spark.sql("SELECT count(*) FROM clean." + orders)).containsExactly("500");
    assertThat(lake.duckDb("try/clean", orders, "SELECT count(*), sum(id) FROM $t"))
        .isEqualTo("500,250000");
    assertThat(lake.duckDb("main", orders, BEFORE + "$t")).isEqualTo(UNTOUCHED);
    assertThat(spark.sql(BEFORE + "main." + orders)).containsExactly(UNTOUCHED);
  }
}
