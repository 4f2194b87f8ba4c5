package dev.prunella.bench.lake;

import dev.prunella.bench.Samples;
import dev.prunella.local.duckdb.DuckDbPool;
import dev.prunella.local.duckdb.ScanRequest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.iceberg.expressions.Expressions;

/**
 * How long until a sandbox serves: a branch of the whole lake with its lifetime, an engine of its
 * own from the pool that can open one interval's files and no others, a first query of that
 * interval, and a model's first read of it. Beside it, copying the table's files, which is what a
 * sandbox costs without branches.
 */
final class SandboxTimes {
  private static final int WARM_UP = 60;

  private SandboxTimes() {}

  static Map<String, Object> report(BenchLake bench, Map<String, String> tables, int rounds)
      throws Exception {
    var whole = new LinkedHashMap<String, Samples>();
    var parts = new LinkedHashMap<String, Samples>();
    for (int i = 0; i < WARM_UP + rounds; i++) {
      for (var table : tables.entrySet()) {
        String sandbox = "bench-" + i + "-" + table.getKey();
        var lap = new Lap(i < WARM_UP ? new LinkedHashMap<>() : parts);
        sandbox(bench, sandbox, table.getValue(), lap);
        if (i >= WARM_UP) {
          whole.computeIfAbsent(table.getKey(), k -> new Samples()).add(lap.total());
        }
        bench.sandboxes.drop(sandbox, "bench");
        // A locked engine is not used again; sandboxes do not come faster than one is made anew.
        Thread.sleep(60);
      }
    }
    var out = new LinkedHashMap<String, Object>();
    whole.forEach((size, samples) -> out.put("sandbox_up_" + size, samples.summary()));
    var medians = whole.values().stream().mapToDouble(Samples::median).toArray();
    out.put(
        "largest_against_smallest_median", Samples.round(medians[medians.length - 1] / medians[0]));
    var of = new LinkedHashMap<String, Object>();
    parts.forEach((part, samples) -> of.put(part, samples.summary()));
    out.put("parts", of);
    return out;
  }

  /** A stopwatch that is read after each part. */
  private static final class Lap {
    private final Map<String, Samples> parts;
    private final long start = System.nanoTime();
    private long last = start;

    Lap(Map<String, Samples> parts) {
      this.parts = parts;
    }

    void done(String part) {
      long now = System.nanoTime();
      parts.computeIfAbsent(part, k -> new Samples()).add(now - last);
      last = now;
    }

    long total() {
      return last - start;
    }
  }

  private static void sandbox(BenchLake bench, String sandbox, String name, Lap lap)
      throws SQLException {
    var branch =
        bench
            .sandboxes
            .create(sandbox, bench.lake.head("main"), Duration.ofHours(1), "bench")
            .branch();
    lap.done("branch");
    try (var lease = bench.pool.lease()) {
      lap.done("engine");
      var table = bench.load(branch, name);
      lap.done("table");
      var day = Expressions.equal("day", "2026-01-01");
      var connection = lease.connection();
      try (var scan = bench.reader.scan(connection, table, ScanRequest.everything().where(day))) {
        lap.done("plan");
        lease.lockDown(scan.files());
        lap.done("scoped_access");
        String interval = scan.sql() + " WHERE day = DATE '2026-01-01'";
        require(BenchLake.rows(connection, "SELECT count(*) FROM " + interval).size() == 1);
        lap.done("first_query");
        String model =
            "SELECT country, sum(amount), count(*) FROM " + interval + " GROUP BY country";
        require(BenchLake.rows(connection, model).size() == 40);
        lap.done("first_model_read");
      }
    }
  }

  /** Finds the table on the branch, plans it, counts its rows. */
  static void firstQuery(BenchLake bench, DuckDbPool.Lease lease, String branch, String name)
      throws SQLException {
    var table = bench.load(branch, name);
    try (var scan = bench.reader.scan(lease.connection(), table, ScanRequest.everything())) {
      require(BenchLake.rows(lease.connection(), "SELECT count(*) FROM " + scan.sql()).size() == 1);
    }
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalStateException("a benchmark's query gave another answer than it must");
    }
  }
}
