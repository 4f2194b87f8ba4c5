package dev.prunella.bench.run;

import dev.prunella.app.run.DemoFiles;
import dev.prunella.bench.TemporaryFolder;
import dev.prunella.local.duckdb.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * The demo's project with one day that is far larger than a shop's: the three real months, copied
 * as often as needed, with invoice numbers of their own and values that differ a little.
 */
final class RetailFiles {
  static final String DAY = "2010-12-01";

  private static final String COLUMNS =
      "{'InvoiceNo': 'VARCHAR', 'StockCode': 'VARCHAR', 'Description': 'VARCHAR', 'Quantity':"
          + " 'BIGINT', 'InvoiceDate': 'TIMESTAMP', 'UnitPrice': 'DECIMAL(12,3)', 'CustomerID':"
          + " 'DOUBLE', 'Country': 'VARCHAR'}";

  private RetailFiles() {}

  /** Writes the large day's landing file, the same for the same rows and seed. */
  static Path landing(Connection connection, Path folder, long rows, long seed)
      throws IOException, SQLException {
    var demo = folder.resolve("demo");
    DemoFiles.copyTo(demo);
    var file = folder.resolve("landing.parquet");
    try (var statement = connection.createStatement()) {
      statement.execute(
          "CREATE TEMP TABLE shop AS SELECT row_number() OVER () AS n, * FROM read_csv("
              + Sql.literal(demo.resolve("landing").resolve("*.csv.gz").toString())
              + ", header=true, columns="
              + COLUMNS
              + ")");
      statement.execute(
          """
          COPY (
            SELECT
              regexp_extract(InvoiceNo, '^[A-Z]*')
                || (regexp_extract(InvoiceNo, '[0-9]+')::BIGINT + copy * 1000000) AS InvoiceNo,
              StockCode,
              Description,
              Quantity + sign(Quantity)::BIGINT * (h %% 3)::BIGINT AS Quantity,
              DATE '%1$s' + InvoiceDate::TIME + to_seconds((h // 3 %% 3600)::INTEGER) AS InvoiceDate,
              (UnitPrice * (100 + (h // 7 %% 21)::INTEGER - 10) / 100)::DECIMAL(12, 3) AS UnitPrice,
              CustomerID + 10000 * (copy %% 10) AS CustomerID,
              Country
            FROM (
              SELECT *, hash(n, copy, %2$d) AS h
              FROM range((SELECT %3$d // count(*) + 1 FROM shop)) AS copies(copy), shop
              WHERE copy * (SELECT count(*) FROM shop) + n <= %3$d
            )
          ) TO %4$s (FORMAT parquet, COMPRESSION zstd)"""
              .formatted(DAY, seed, rows, Sql.literal(file.toString())));
      statement.execute("DROP TABLE shop");
      try (var written =
          statement.executeQuery("SELECT count(*) FROM " + Sql.literal(file.toString()))) {
        written.next();
        if (written.getLong(1) != rows) {
          throw new IllegalStateException(
              "the landing file has " + written.getLong(1) + " rows, not " + rows);
        }
      }
    }
    TemporaryFolder.delete(demo);
    return file;
  }

  /**
   * The demo's project, which reads that file.
   *
   * @param parallel how many of its steps work at once
   */
  static void project(Path folder, Path landing, int parallel) throws IOException {
    DemoFiles.copyTo(folder);
    TemporaryFolder.delete(folder.resolve("landing"));
    Files.createDirectories(folder.resolve("landing"));
    Files.createLink(folder.resolve("landing").resolve(DAY + ".parquet"), landing);
    replace(folder.resolve("sources").resolve("raw_invoices.yaml"), ".csv.gz", ".parquet");
    replace(
        folder.resolve("prunella.yaml"),
        "zone: Europe/London\n",
        "zone: Europe/London\ndefaults:\n  parallel: " + parallel + "\n");
  }

  private static void replace(Path file, String what, String with) throws IOException {
    var text = Files.readString(file);
    if (!text.contains(what)) {
      throw new IllegalStateException(file + " no longer says " + what.strip());
    }
    Files.writeString(file, text.replace(what, with));
  }
}
