package dev.prunella.bench.run;

import dev.prunella.bench.Report;
import dev.prunella.bench.Samples;
import dev.prunella.bench.TemporaryFolder;
import dev.prunella.local.duckdb.PoolLimits;
import dev.prunella.local.duckdb.ScanRequest;
import dev.prunella.local.duckdb.ScanView;
import dev.prunella.local.duckdb.Sql;
import dev.prunella.pipeline.StepLimits;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A day of the demo's pipeline, as a run and by hand in bare DuckDB, in turn. Each begins with
 * nothing but the landing file, and ends with the same tables, synced.
 */
final class RetailRatio {
  private final Path folder;
  private final long rows;
  private final int rounds;
  private final long seed;
  private final Samples run = new Samples();
  private final Samples twoAtOnce = new Samples();
  private final Samples bare = new Samples();
  private final Samples runCpu = new Samples();
  private final Samples bareCpu = new Samples();
  private final Map<TableName, Samples> runSteps = new LinkedHashMap<>();
  private final Map<TableName, Samples> bareSteps = new LinkedHashMap<>();

  RetailRatio(Path folder, long rows, int rounds, long seed) {
    this.folder = folder;
    this.rows = rows;
    this.rounds = rounds;
    this.seed = seed;
  }

  Map<String, Object> report() throws Exception {
    Path landing;
    try (var maker = new BareDuckDb(folder.resolve("making"), limits())) {
      landing = RetailFiles.landing(maker.connection(), folder, rows, seed);
    }
    // The first round finds out that both make the same; it is not counted.
    for (int round = 0; round <= rounds; round++) {
      boolean counts = round > 0;
      byRun(folder.resolve("run-" + round), landing, 1, counts);
      byHand(folder.resolve("bare-" + round), landing, counts);
      if (counts) {
        byRun(folder.resolve("two-" + round), landing, 2, true);
      }
    }
    var out = new LinkedHashMap<String, Object>();
    out.put("rows", rows);
    out.put("landing_bytes", Files.size(landing));
    out.putAll(Report.ratio("run_one_step_at_a_time", run, "bare_duckdb", bare));
    out.put(
        "processor_time", Report.ratio("run_one_step_at_a_time", runCpu, "bare_duckdb", bareCpu));
    out.put("run_two_steps_at_once", twoAtOnce.summary());
    out.put("ratio_two_steps_at_once", Samples.round(twoAtOnce.median() / bare.median()));
    var steps = new LinkedHashMap<String, Object>();
    runSteps.forEach(
        (table, mine) -> {
          var theirs = bareSteps.getOrDefault(table, new Samples());
          steps.put(table.toString(), Report.ratio("run", mine, "bare_duckdb", theirs));
        });
    out.put("steps", steps);
    return out;
  }

  /** What two steps of a run may use together. */
  private PoolLimits limits() {
    return new PoolLimits(
        1,
        0,
        Duration.ofSeconds(30),
        2 * StepLimits.DEFAULT.memoryBytes(),
        Runtime.getRuntime().availableProcessors(),
        folder.resolve("spill"),
        64L << 30);
  }

  private void byRun(Path place, Path landing, int parallel, boolean counts) throws Exception {
    RetailFiles.project(place, landing, parallel);
    try (var project = BenchProject.open(place, seed)) {
      var took = project.run(project.interval(RetailFiles.DAY));
      if (!counts) {
        requireSame(project, landing);
      } else if (parallel == 1) {
        run.add(took.run().toNanos());
        runCpu.add(took.cpu().toNanos());
        keep(runSteps, took.steps());
      } else {
        twoAtOnce.add(took.run().toNanos());
      }
    }
    TemporaryFolder.delete(place);
  }

  private void byHand(Path place, Path landing, boolean counts) throws Exception {
    RetailFiles.project(place, landing, 1);
    try (var project = BenchProject.open(place, seed);
        var hand = new BareDuckDb(place.resolve("tables"), limits())) {
      var steps = project.graph().inOrder();
      var interval = project.interval(RetailFiles.DAY);
      long cpu = Report.cpuNanos();
      long start = System.nanoTime();
      var took = hand.run(steps, interval, landing);
      if (counts) {
        bare.add(System.nanoTime() - start);
        bareCpu.add(Report.cpuNanos() - cpu);
        keep(bareSteps, took);
      }
    }
    TemporaryFolder.delete(place);
  }

  private static void keep(Map<TableName, Samples> samples, Map<TableName, Duration> steps) {
    steps.forEach(
        (table, took) -> samples.computeIfAbsent(table, _ -> new Samples()).add(took.toNanos()));
  }

  /** A ratio between two that do different things would say nothing. */
  private void requireSame(BenchProject project, Path landing) throws SQLException, IOException {
    var lake = project.workspace.lake();
    var main = lake.lake().head(Ref.MAIN);
    var interval = project.interval(RetailFiles.DAY);
    try (var hand = new BareDuckDb(folder.resolve("compare"), limits())) {
      hand.run(project.graph().inOrder(), interval, landing);
      for (var table : project.graph().tables()) {
        var there = lake.table(main, table.key()).orElseThrow();
        try (var scan = lake.reader().scan(hand.connection(), there, ScanRequest.everything())) {
          var name = "made_by_run_" + table;
          ScanView.bind(hand.connection(), List.of(name), scan);
          var mine = content(hand.connection(), name);
          var theirs = content(hand.connection(), table.toString());
          if (!mine.equals(theirs)) {
            throw new IllegalStateException(
                table + " is not the same: " + mine + " by the run, " + theirs + " by hand");
          }
        }
      }
    }
    TemporaryFolder.delete(folder.resolve("compare"));
  }

  /**
   * How many rows, and a sum over their hashes; the batch's name is each side's own. DuckDB's COPY
   * makes a double of a sum of whole numbers, which an Iceberg table keeps as a decimal.
   */
  private static String content(Connection connection, String table) throws SQLException {
    try (var statement = connection.createStatement()) {
      var columns = new ArrayList<String>();
      try (var described = statement.executeQuery("DESCRIBE " + Sql.identifier(table))) {
        while (described.next()) {
          var name = Sql.identifier(described.getString(1));
          if (!described.getString(1).equals("_batch")) {
            columns.add(
                described.getString(2).matches("DECIMAL.*|DOUBLE|HUGEINT")
                    ? "CAST(" + name + " AS DOUBLE)"
                    : name);
          }
        }
      }
      try (var row =
          statement.executeQuery(
              "SELECT count(*) || ' rows, ' || coalesce(sum(hash("
                  + String.join(", ", columns)
                  + ")), 0) FROM "
                  + Sql.identifier(table))) {
        row.next();
        return row.getString(1);
      }
    }
  }
}
