package dev.prunella.bench.anomalies;

import dev.prunella.local.quality.IntervalRows;
import dev.prunella.local.quality.ReferenceTables;
import dev.prunella.local.quality.SampleReader;
import dev.prunella.quality.AnomalyDetector;
import dev.prunella.quality.Assessment;
import dev.prunella.quality.Calibration;
import dev.prunella.quality.Discovery;
import dev.prunella.quality.History;
import dev.prunella.quality.Outline;
import dev.prunella.quality.Picture;
import dev.prunella.quality.Reference;
import dev.prunella.quality.Statistics;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * One table with the statistics of all its days; the first half calibrates, the second is tried.
 */
final class TableTrial {
  private static final int SAMPLED_ROWS = 8_000;
  private static final int REFERENCE_DAYS = 7;
  private static final String DAMAGED = "bench_damaged";

  private final DailyTable table;
  private final Outline outline;
  private final List<Picture> pictures = new ArrayList<>();
  private final Map<Integer, ReferenceTables> references = new HashMap<>();
  private final Calibration calibration;

  TableTrial(DailyTable table) {
    this.table = table;
    int burnIn = burnIn();
    var sampled =
        IntStream.range(0, Math.min(burnIn, History.INTERVALS)).mapToObj(table::relation).toList();
    this.outline = Discovery.of(new SampleReader(table.connection()).read(sampled, SAMPLED_ROWS));
    for (int day = 0; day < table.days().size(); day++) {
      pictures.add(Picture.of(outline, rows(day, table.relation(day)).statistics()));
    }
    this.calibration = Calibration.learn(outline, pictures.subList(0, burnIn));
  }

  DailyTable table() {
    return table;
  }

  Outline outline() {
    return outline;
  }

  Calibration calibration() {
    return calibration;
  }

  /** Days that only calibrate. */
  int burnIn() {
    return table.days().size() / 2;
  }

  private List<Statistics> before(int day) {
    return pictures.subList(Math.max(0, day - History.INTERVALS), day).stream()
        .map(Picture::statistics)
        .toList();
  }

  IntervalRows rows(int day, String relation) {
    return new IntervalRows(
        table.connection(),
        relation,
        outline,
        references(day),
        table.start(day),
        DailyTable.LENGTH,
        0);
  }

  /** What keys usually had before a week's first day; renewed each week. */
  private ReferenceTables references(int day) {
    int renewed = day / REFERENCE_DAYS * REFERENCE_DAYS;
    return references.computeIfAbsent(
        renewed,
        from ->
            new ReferenceTables(table.connection(), outline, Reference.of(outline, before(from))));
  }

  History history(int day) {
    return new History(outline, pictures.subList(0, day));
  }

  Picture picture(int day) {
    return pictures.get(day);
  }

  Assessment clean(int day, double falseAlarms) {
    return new AnomalyDetector(calibration, falseAlarms).assess(history(day), pictures.get(day));
  }

  /** Puts damaged rows where {@link #rows} can ask about them; gives their name. */
  String store(Damage damage) throws SQLException {
    try (var statement = table.connection().createStatement()) {
      statement.execute("CREATE OR REPLACE TEMP TABLE " + DAMAGED + " AS " + damage.query());
    }
    return DAMAGED;
  }

  /** Whether the damage changed anything: a factor on zeros does not. */
  boolean differs(int day) throws SQLException {
    try (var statement = table.connection().createStatement();
        var row =
            statement.executeQuery(
                "SELECT (SELECT count(*) FROM (SELECT * FROM "
                    + DAMAGED
                    + " EXCEPT ALL SELECT * FROM "
                    + table.relation(day)
                    + " t)) + (SELECT count(*) FROM (SELECT * FROM "
                    + table.relation(day)
                    + " t EXCEPT ALL SELECT * FROM "
                    + DAMAGED
                    + "))")) {
      row.next();
      return row.getLong(1) > 0;
    }
  }
}
