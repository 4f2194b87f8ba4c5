package dev.prunella.local.quality;

import dev.prunella.quality.AnomalyDetector;
import dev.prunella.quality.Assessment;
import dev.prunella.quality.Calibration;
import dev.prunella.quality.Cause;
import dev.prunella.quality.Discovery;
import dev.prunella.quality.Explainer;
import dev.prunella.quality.Explanation;
import dev.prunella.quality.History;
import dev.prunella.quality.Outline;
import dev.prunella.quality.Picture;
import dev.prunella.quality.Reference;
import dev.prunella.quality.Span;
import dev.prunella.quality.Statistics;
import dev.prunella.quality.Tail;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A small shop's order lines, made by DuckDB from a seed: 64 days, 24 products with fixed prices,
 * 40 customers of 4 countries, tax at a rate of the country, total = net + tax. What channel a line
 * came by is told by no key. Lines are told to the office at full hours, the first at 8 and the
 * last at 19 o'clock.
 */
final class Shop {
  static final int DAYS = 64;

  private final Connection connection;
  private final Outline outline;
  private final List<Picture> pictures = new ArrayList<>();
  private final ReferenceTables references;
  private final Calibration calibration;
  private final AnomalyDetector detector;

  Shop(Connection connection) throws SQLException {
    this.connection = connection;
    try (var statement = connection.createStatement()) {
      statement.execute("SET threads = 1");
      statement.execute(
          """
          CREATE TEMP TABLE sales AS
          SELECT d AS day_number,
                 'N' || (d * 1000 + i) AS line,
                 TIMESTAMP '2025-01-01' + INTERVAL (d) DAY
                   + INTERVAL (CAST(28800 + (hash(d || '/' || i || '/time') % 36000) AS BIGINT)) SECOND AS sold_at,
                 TIMESTAMP '2025-01-01' + INTERVAL (d) DAY + INTERVAL (8 + i % 12) HOUR AS told_at,
                 'P' || lpad(CAST(p AS VARCHAR), 3, '0') AS product,
                 ['Warehouse', 'Warehouse', 'Warehouse', 'Marketplace', 'Marketplace', 'Telephone']
                   [CAST(1 + hash(d || '/' || i || '/channel') % 6 AS BIGINT)] AS channel,
                 CAST('C' || c AS VARCHAR) AS customer,
                 ['Austria', 'Belgium', 'Chile', 'Denmark'][CAST(c % 4 + 1 AS BIGINT)] AS country,
                 CAST(1 + hash(d || '/' || i || '/pieces') % 9 AS BIGINT) AS pieces,
                 price,
                 net,
                 round(net * (0.05 + 0.05 * (c % 4)), 4) AS tax,
                 net + round(net * (0.05 + 0.05 * (c % 4)), 4) AS total
          FROM (SELECT d, i, hash(d || '/' || i || '/product') % 24 AS p, hash(d || '/' || i || '/customer') % 40 AS c,
                       round(2.37 + 3.61 * (hash(d || '/' || i || '/product') % 24), 2) AS price,
                       round(2.37 + 3.61 * (hash(d || '/' || i || '/product') % 24), 2)
                         * (1 + hash(d || '/' || i || '/pieces') % 9) AS net
                FROM range(64) days(d), range(400) lines(i)
                WHERE i < 260 + hash(d || '/rows') % 40 + CASE WHEN d % 7 = 3 THEN 60 ELSE 0 END)
          """);
    }
    var sampled = IntStream.range(0, 30).mapToObj(Shop::day).toList();
    outline = Discovery.of(new SampleReader(connection).read(sampled, 6_000));
    references = new ReferenceTables(connection, outline, Reference.of(outline, firstDays()));
    for (int d = 0; d < DAYS; d++) {
      pictures.add(picture(day(d), d, references));
    }
    calibration = Calibration.learn(outline, pictures.subList(20, 56));
    detector = new AnomalyDetector(calibration);
  }

  Outline outline() {
    return outline;
  }

  AnomalyDetector detector() {
    return detector;
  }

  /** What is usual is learnt from these. */
  private List<Statistics> firstDays() throws SQLException {
    try (var none = new ReferenceTables(connection, outline, Reference.none())) {
      return IntStream.range(0, 20).mapToObj(d -> rows(day(d), d, none).statistics()).toList();
    }
  }

  static String day(int d) {
    return "(SELECT * EXCLUDE (day_number) FROM sales WHERE day_number = " + d + ")";
  }

  static Instant start(int d) {
    return LocalDate.of(2025, 1, 1).plusDays(d).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private IntervalRows rows(String relation, int d, ReferenceTables tables) {
    return new IntervalRows(
        connection, relation, outline, tables, Span.utc(start(d), Duration.ofDays(1)), 400);
  }

  private Picture picture(String relation, int d, ReferenceTables tables) {
    return Picture.of(outline, rows(relation, d, tables).statistics());
  }

  Statistics scan(String relation, int d) {
    return rows(relation, d, references).statistics();
  }

  History history(int d) {
    return new History(outline, pictures.subList(0, d));
  }

  Assessment assess(String relation, int d) {
    return detector.assess(history(d), picture(relation, d, references));
  }

  /** As if every other day something had happened: hardly anything is an alarm. */
  Assessment assessHardlyHearing(String relation, int d) {
    var c = calibration;
    var loud = new Tail(1, 19.9, 1, 1e-9, 19.9, 40);
    return new AnomalyDetector(
            new Calibration(c.cells(), c.unseen(), c.aspects(), c.together(), loud))
        .assess(history(d), picture(relation, d, references));
  }

  /** What else may have happened to a query over the day's rows {@code t}. */
  Optional<Cause> doubt(String query, int d) {
    var rows = rows("(" + query.replace("DAY", day(d) + " t") + ")", d, references);
    return Explainer.doubt(calibration, history(d), Picture.of(outline, rows.statistics()), rows);
  }

  /** A query over the day's rows {@code t}, judged as the day and explained. */
  Explanation explain(String query, int d) {
    var relation = "(" + query.replace("DAY", day(d) + " t") + ")";
    var rows = rows(relation, d, references);
    var picture = Picture.of(outline, rows.statistics());
    var found = detector.assess(history(d), picture);
    return new Explainer(detector).explain(history(d), picture, found, rows);
  }
}
