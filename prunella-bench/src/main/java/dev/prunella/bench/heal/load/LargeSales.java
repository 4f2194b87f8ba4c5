package dev.prunella.bench.heal.load;

import dev.prunella.local.duckdb.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/** A project of large daily files, two models and their contracts. */
final class LargeSales {
  static final String PIPELINE = "sales";
  static final List<String> TABLES = List.of("sales", "daily_sales", "raw_sales");
  static final LocalDate FIRST = LocalDate.parse("2026-01-01");

  private static final String SALES =
      """
      -- materialized: interval by sold_on
      select
        sale_id,
        cust_id,
        amount,
        country,
        cast(sold_at as date) as sold_on
      from raw_sales
      where sold_at >= $interval_start and sold_at < $interval_end
      """;

  static final Map<String, String> FILES =
      Map.of(
          "prunella.yaml",
          """
          name: large
          mode: act
          pipelines:
            sales: {interval: daily, start: 2026-01-01}
          """,
          "sources/raw_sales.yaml",
          """
          source: raw_sales
          files: landing/{interval:yyyy-MM-dd}.parquet
          columns:
            sale_id: long
            cust_id: string
            sold_at: timestamp
            amount: decimal(12,2)
            country: string
          owner: tills@shop.example
          """,
          "models/sales.sql",
          SALES,
          "models/daily_sales.sql",
          """
          -- materialized: interval by sold_on
          select sold_on, country, count(*) as sales, sum(amount) as amount
          from sales
          where sold_on >= $interval_start and sold_on < $interval_end
          group by sold_on, country
          """,
          "contracts/sales.odcs.yaml",
          """
          apiVersion: v3.1.0
          kind: DataContract
          id: sales
          version: 1.0.0
          status: active
          schema:
            - name: raw_sales
              properties:
                - {name: sale_id, logicalType: integer, primaryKey: true, primaryKeyPosition: 1}
                - {name: amount, logicalType: number, required: true, logicalTypeOptions: {minimum: 0}}
          team:
            name: shop
            members:
              - {username: tills@shop.example, role: owner}
          """);

  private final Path folder;
  private final Connection connection;
  private final int rows;

  LargeSales(Path folder, Connection connection, int rows) {
    this.folder = folder;
    this.connection = connection;
    this.rows = rows;
  }

  static String label(int day) {
    return FIRST.plusDays(day).toString();
  }

  /** A day's good rows. */
  private String good(int day) {
    return ("SELECT (%d::BIGINT * %d + i)::BIGINT AS sale_id,"
            + " 'c' || (hash(i * 31 + %d) %% 50000) AS cust_id,"
            + " TIMESTAMP '%s' + to_seconds((i * 86399) // %d) AS sold_at,"
            + " ((hash(i + %d) %% 100000) / 100.0 + 1)::DECIMAL(12, 2) AS amount,"
            + " ['DE', 'FR', 'GB', 'IT', 'NL'][1 + (hash(i * 7) %% 5)::INTEGER] AS country"
            + " FROM range(%d) r(i)")
        .formatted(day + 1, rows, day, FIRST.plusDays(day), rows, day, rows);
  }

  void bring(int day) throws SQLException, IOException {
    write(day, good(day));
  }

  void bringTwice(int day) throws SQLException, IOException {
    write(day, good(day) + " UNION ALL " + good(day));
  }

  void bringRenamed(int day) throws SQLException, IOException {
    write(
        day,
        "SELECT sale_id, cust_id AS customer_id, sold_at, amount, country FROM ("
            + good(day)
            + ")");
  }

  /** Forty of the amounts are below zero. */
  void bringWithBadRows(int day) throws SQLException, IOException {
    write(
        day,
        "SELECT * REPLACE (CASE WHEN sale_id %% %d < 40 THEN -amount ELSE amount END AS amount) FROM (%s)"
            .formatted(rows, good(day)));
  }

  private void write(int day, String query) throws SQLException, IOException {
    var file = folder.resolve("landing").resolve(label(day) + ".parquet");
    Files.createDirectories(file.resolveSibling(""));
    try (var statement = connection.createStatement()) {
      statement.execute(
          "COPY (" + query + ") TO " + Sql.literal(file.toString()) + " (FORMAT parquet)");
    }
  }

  void breakModel() throws IOException {
    Files.writeString(
        model(), SALES.replace("  amount,\n", "  cast(amount as decimal(4, 2)) as amount,\n"));
  }

  void mendModel() throws IOException {
    Files.writeString(model(), SALES);
  }

  private Path model() {
    return folder.resolve("models").resolve("sales.sql");
  }
}
