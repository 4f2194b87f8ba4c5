package dev.prunella.bench.run;

import dev.prunella.bench.PeakMemory;
import dev.prunella.bench.Report;
import dev.prunella.bench.Samples;
import dev.prunella.bench.TemporaryFolder;
import dev.prunella.local.duckdb.PoolLimits;
import dev.prunella.local.quality.StatisticsBook;
import dev.prunella.pipeline.StepLimits;
import dev.prunella.pipeline.Verdict;
import dev.prunella.refs.TableName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What judging adds to a run: one large day of a wide table by hand in bare DuckDB, by a bare run,
 * and by a run whose tables are held against a contract and judged by their history, in turn. Both
 * runs replace the same day of the same lake.
 */
final class JudgedRatio {
  private final Path folder;
  private final long rows;
  private final int rounds;
  private final long seed;

  JudgedRatio(Path folder, long rows, int rounds, long seed) {
    this.folder = folder;
    this.rows = rows;
    this.rounds = rounds;
    this.seed = seed;
  }

  /** One of the three, over all rounds. */
  private static final class Way {
    private final Samples times = new Samples();
    private final Samples cpu = new Samples();
    private long megabytes;

    void add(Duration took, long cpuNanos) {
      times.add(took.toNanos());
      cpu.add(cpuNanos);
      megabytes = Math.max(megabytes, PeakMemory.megabytes().orElse(0));
    }
  }

  private final Way byHand = new Way();
  private final Way bare = new Way();
  private final Way judged = new Way();
  private final Samples judging = new Samples();

  Map<String, Object> report() throws Exception {
    Files.createDirectories(folder);
    Path landing;
    try (var maker = new BareDuckDb(folder.resolve("making"), limits())) {
      landing = JudgedFiles.landing(maker.connection(), folder, rows, seed);
    }
    var shares = history();
    // The first round warms up; it is not counted.
    for (int round = 0; round <= rounds; round++) {
      System.err.println("bench run: round " + round + " of " + rounds + " ...");
      byHand(landing, round > 0);
      byRun(false, round > 0);
      byRun(true, round > 0);
    }
    var out = new LinkedHashMap<String, Object>();
    out.put("rows", rows);
    out.put("landing_bytes", Files.size(landing));
    out.put("share_of_rows_in_detail", shares);
    out.put("bare_duckdb", byHand.times.summary());
    out.put("bare_run", bare.times.summary());
    out.put("judged_run", judged.times.summary());
    out.put("judging_alone", judging.summary());
    out.put("bare_run_to_bare_duckdb", ratio(bare.times, byHand.times));
    out.put("judged_run_to_bare_run", ratio(judged.times, bare.times));
    out.put("judged_run_to_bare_duckdb", ratio(judged.times, byHand.times));
    out.put("processor_time_of_bare_run", bare.cpu.summary());
    out.put("processor_time_of_judged_run", judged.cpu.summary());
    out.put("processor_time_judged_to_bare_run", ratio(judged.cpu, bare.cpu));
    out.put("processor_time_judged_run_to_bare_duckdb", ratio(judged.cpu, byHand.cpu));
    out.put("peak_memory_mb_bare_duckdb", byHand.megabytes);
    out.put("peak_memory_mb_bare_run", bare.megabytes);
    out.put("peak_memory_mb_judged_run", judged.megabytes);
    return out;
  }

  private static double ratio(Samples one, Samples other) {
    return Samples.round(one.median() / other.median());
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

  /** The earlier days and the large one, once, and a history of days like that. */
  private Map<String, Object> history() throws Exception {
    JudgedFiles.project(folder, false);
    var shares = new LinkedHashMap<String, Object>();
    try (var project = BenchProject.open(folder, seed)) {
      for (int day = JudgedFiles.EARLIER; day >= 0; day--) {
        project.run(project.interval(JudgedFiles.DAY.minusDays(day).toString()));
      }
      var book = new StatisticsBook(project.statistics());
      var learnt =
          new LearntHistory(
              project, book, project.interval(JudgedFiles.DAY.toString()), rows, seed);
      for (var step : project.graph().inOrder()) {
        shares.put(step.table().toString(), Samples.round(learnt.of(step)));
      }
    }
    return shares;
  }

  private void byHand(Path landing, boolean counts) throws Exception {
    var place = folder.resolve("by-hand");
    JudgedFiles.project(folder, false);
    try (var project = BenchProject.reopen(folder, seed);
        var hand = new BareDuckDb(place, limits())) {
      var steps = project.graph().inOrder();
      var interval = project.interval(JudgedFiles.DAY.toString());
      PeakMemory.reset();
      long cpu = Report.cpuNanos();
      long start = System.nanoTime();
      hand.run(steps, interval, landing);
      if (counts) {
        byHand.add(Duration.ofNanos(System.nanoTime() - start), Report.cpuNanos() - cpu);
      }
    }
    TemporaryFolder.delete(place);
  }

  private void byRun(boolean withJudges, boolean counts) throws Exception {
    JudgedFiles.project(folder, withJudges);
    try (var project = BenchProject.reopen(folder, seed)) {
      PeakMemory.reset();
      var took = project.again(project.interval(JudgedFiles.DAY.toString()));
      requireJudged(took, withJudges);
      if (counts) {
        (withJudges ? judged : bare).add(took.run(), took.cpu().toNanos());
        if (withJudges) {
          judging.add(
              took.judged().values().stream().mapToLong(event -> event.took().toNanos()).sum());
        }
      }
    }
  }

  /** What was not judged, or explained as unusual, would be another measurement. */
  private static void requireJudged(BenchProject.Took took, boolean withJudges) {
    var tables = withJudges ? JudgedFiles.TABLES : List.<String>of();
    if (!took.judged()
        .keySet()
        .equals(tables.stream().map(TableName::of).collect(Collectors.toSet()))) {
      throw new IllegalStateException("judged were " + took.judged().keySet() + ", not " + tables);
    }
    for (var event : took.judged().values()) {
      for (var verdict : event.verdicts()) {
        if (verdict.standing() != Verdict.Standing.PASSED
            || verdict.sentence().startsWith("not judged")) {
          throw new IllegalStateException(
              event.table() + " " + verdict.rule() + ": " + verdict.sentence());
        }
      }
    }
  }
}
