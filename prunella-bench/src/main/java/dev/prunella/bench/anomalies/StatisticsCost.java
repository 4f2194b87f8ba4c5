package dev.prunella.bench.anomalies;

import dev.prunella.bench.Report;
import dev.prunella.bench.Samples;
import dev.prunella.local.duckdb.Sql;
import dev.prunella.local.quality.IntervalRows;
import dev.prunella.local.quality.ReferenceTables;
import dev.prunella.local.quality.SampleReader;
import dev.prunella.quality.AnomalyDetector;
import dev.prunella.quality.Calibration;
import dev.prunella.quality.Discovery;
import dev.prunella.quality.History;
import dev.prunella.quality.Picture;
import dev.prunella.quality.Reference;
import dev.prunella.quality.Span;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What statistics and judging add to a run over one large interval: beside a query that reads the
 * file, changes a column and writes the result, and beside a plain aggregation of all columns.
 */
final class StatisticsCost {
  private static final int ROUNDS = 3;
  private static final int SAMPLED_ROWS = 8_000;
  private static final Instant START = Instant.parse("2025-03-03T00:00:00Z");

  /** Twenty columns: keys, categories, names, times, amounts that add up, and readings. */
  private static final String COLUMNS =
      """
      'L' || i AS line, 'C' || (h1 % 50000) AS customer, 'P' || (h2 % 4000) AS product,
      'Product number ' || (h2 % 4000) || ' of the list' AS title,
      ['new', 'paid', 'sent', 'back'][1 + CAST(h3 % 4 AS BIGINT)] AS state,
      ['AT', 'BE', 'CL', 'DK', 'EE', 'FI'][1 + CAST(h1 % 50000 % 6 AS BIGINT)] AS country,
      'W' || (h1 % 12) AS warehouse,
      TIMESTAMP '2025-03-03' + INTERVAL (CAST(h4 % 86400 AS BIGINT)) SECOND AS sold_at,
      TIMESTAMP '2025-03-03' + INTERVAL (CAST(h4 % 86400 + h1 % 900 AS BIGINT)) SECOND AS packed_at,
      CAST(1 + h3 % 9 AS INTEGER) AS pieces,
      round(2.37 + 0.61 * (h2 % 4000), 2) AS price,
      round((2.37 + 0.61 * (h2 % 4000)) * (1 + h3 % 9), 2) AS net,
      round((2.37 + 0.61 * (h2 % 4000)) * (1 + h3 % 9) * 0.2, 2) AS tax,
      CAST(h4 % 400 AS DOUBLE) / 10 AS weight, CAST(h1 % 1000 AS DOUBLE) / 7 AS distance,
      CAST(h3 % 100 AS INTEGER) AS rank, CASE WHEN h2 % 11 = 0 THEN NULL ELSE h1 % 77 END AS rating,
      sin(i) * 40 AS reading, h1 % 2 = 0 AS gift, 'note ' || (h4 % 1000) AS note
      """;

  private final Connection connection;
  private final Path folder;

  StatisticsCost(Connection connection, Path folder) {
    this.connection = connection;
    this.folder = folder;
  }

  Map<String, Object> measure(long rows) throws Exception {
    var file = folder.resolve("interval.parquet");
    execute(
        "COPY (SELECT "
            + COLUMNS
            + " FROM (SELECT i, hash(i) >> 8 AS h1, hash(i, 1) >> 8 AS h2, hash(i, 2) >> 8 AS h3,"
            + " hash(i, 3) >> 8 AS h4 FROM range("
            + rows
            + ") r(i))) TO "
            + Sql.literal(file.toString())
            + " (FORMAT parquet)");
    var relation = "read_parquet(" + Sql.literal(file.toString()) + ")";
    var outline = Discovery.of(new SampleReader(connection).read(List.of(relation), SAMPLED_ROWS));
    var scans = new Samples();
    var judging = new Samples();
    var bare = new Samples();
    var plain = new Samples();
    try (var references = new ReferenceTables(connection, outline, Reference.none())) {
      var interval =
          new IntervalRows(
              connection, relation, outline, references, Span.utc(START, Duration.ofDays(1)), rows);
      var picture = Picture.of(outline, interval.statistics());
      var history = Collections.nCopies(History.INTERVALS, picture);
      var detector =
          new AnomalyDetector(
              Calibration.learn(outline, Collections.nCopies(History.INTERVALS + 2, picture)));
      for (int i = 0; i < ROUNDS; i++) {
        bare.time(() -> copy(relation));
        plain.time(() -> aggregate(relation));
        scans.time(interval::statistics);
        judging.time(
            () -> {
              var today = Picture.of(outline, interval.statistics());
              detector.assess(new History(outline, history), today);
            });
      }
    }
    var out = new LinkedHashMap<String, Object>();
    out.put("machine", Report.machine());
    out.put("rows", rows);
    out.put("columns", outline.columns().size());
    out.put("share_of_rows_in_detail", outline.rows());
    out.put("bare_run", bare.summary());
    out.put("plain_aggregation", plain.summary());
    out.put("statistics", scans.summary());
    out.put("statistics_and_judging", judging.summary());
    out.put("run_with_them_to_bare_run", Samples.round(1 + judging.median() / bare.median()));
    out.put("statistics_to_plain_aggregation", Samples.round(scans.median() / plain.median()));
    return out;
  }

  private void copy(String relation) throws Exception {
    execute(
        "COPY (SELECT * REPLACE (round(net * 1.01, 2) AS net) FROM "
            + relation
            + ") TO "
            + Sql.literal(folder.resolve("result.parquet").toString())
            + " (FORMAT parquet)");
  }

  private void aggregate(String relation) throws Exception {
    execute(
        "CREATE OR REPLACE TEMP TABLE bench_plain AS SELECT min(COLUMNS(*)), max(COLUMNS(*)), count(COLUMNS(*)) FROM "
            + relation);
  }

  private void execute(String sql) throws Exception {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
