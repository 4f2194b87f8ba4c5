package dev.prunella.bench.anomalies;

import dev.prunella.local.quality.SampleReader;
import dev.prunella.quality.Discovery;
import dev.prunella.quality.History;
import dev.prunella.quality.Outline;
import java.sql.SQLException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One table, whose later half is tried, day after day: what is known of it is renewed on the way,
 * as in production, from clean days that came before.
 */
final class TableTrial implements AutoCloseable {
  private static final int SAMPLED_ROWS = 8_000;
  private static final String DAMAGED = "bench_damaged";

  private final DailyTable table;
  private final double falseAlarms;
  private @Nullable Era era;
  private int lookedAt = -1;

  TableTrial(DailyTable table, double falseAlarms) {
    this.table = table;
    this.falseAlarms = falseAlarms;
  }

  DailyTable table() {
    return table;
  }

  /** Days that only calibrate. */
  int burnIn() {
    return table.days().size() / 2;
  }

  /** What a day is judged with. Days must be asked for in order. */
  Era era(int day) {
    int start = burnIn() + (day - burnIn()) / Outline.RENEWED_AFTER * Outline.RENEWED_AFTER;
    if (era != null && start < lookedAt) {
      throw new IllegalArgumentException(
          "day " + day + " lies before " + lookedAt + ", which was already judged");
    }
    if (era == null || start > lookedAt) {
      lookedAt = start;
      var newest = discovered(start);
      if (era == null || !era.outline().saysAllOf(newest)) {
        close();
        era = new Era(table, newest, start, falseAlarms);
      }
    }
    return era;
  }

  private Outline discovered(int day) {
    var sampled =
        IntStream.range(Math.max(0, day - History.INTERVALS), day)
            .mapToObj(table::relation)
            .toList();
    return Discovery.of(new SampleReader(table.connection()).read(sampled, SAMPLED_ROWS));
  }

  /** Puts damaged rows where they can be asked about; gives their name. */
  String store(Damage damage) throws SQLException {
    try (var statement = table.connection().createStatement()) {
      statement.execute("CREATE OR REPLACE TEMP TABLE " + DAMAGED + " AS " + damage.query());
    }
    return DAMAGED;
  }

  /** Whether a damage changed anything: a factor on zeros does not. */
  boolean differs(int day, Damage damage) throws SQLException {
    var damaged = store(damage);
    try (var statement = table.connection().createStatement();
        var row =
            statement.executeQuery(
                "SELECT (SELECT count(*) FROM (SELECT * FROM "
                    + damaged
                    + " EXCEPT ALL SELECT * FROM "
                    + table.relation(day)
                    + " t)) + (SELECT count(*) FROM (SELECT * FROM "
                    + table.relation(day)
                    + " t EXCEPT ALL SELECT * FROM "
                    + damaged
                    + "))")) {
      row.next();
      return row.getLong(1) > 0;
    }
  }

  @Override
  public void close() {
    if (era != null) {
      era.close();
    }
  }
}
