package dev.prunella.bench.lake;

import dev.prunella.bench.Samples;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Whether reading a table costs more at the end of a long branch. Interleaved, so noise is shared.
 */
final class DepthTimes {
  private static final String SHALLOW = "bench/depth-1";
  private static final String DEEP = "bench/depth-n";

  private DepthTimes() {}

  static Map<String, Object> report(BenchLake bench, String table, int commits, int rounds)
      throws Exception {
    var lake = bench.lake;
    lake.createBranch(SHALLOW, lake.head("main"), "bench");
    lake.createBranch(DEEP, lake.head("main"), "bench");
    bench.touch(SHALLOW, 0, 1, 1);
    for (int i = 0; i < commits; i++) {
      bench.touch(DEEP, i % 50, 1, 1_000_000L + i);
    }
    var shallow = new Samples();
    var deep = new Samples();
    try (var lease = bench.pool.lease()) {
      // Many, since what is looked for is a difference of a few percent.
      for (int i = 0; i < 5 * rounds; i++) {
        boolean warm = i >= rounds;
        for (String branch :
            i % 2 == 0 ? new String[] {SHALLOW, DEEP} : new String[] {DEEP, SHALLOW}) {
          var times = !warm ? new Samples() : branch.equals(DEEP) ? deep : shallow;
          times.time(() -> SandboxTimes.firstQuery(bench, lease, branch, table));
        }
      }
    }
    lake.delete(SHALLOW, "bench");
    lake.delete(DEEP, "bench");
    var out = new LinkedHashMap<String, Object>();
    out.put("commits", commits);
    out.put("read_at_depth_1", shallow.summary());
    out.put("read_at_depth", deep.summary());
    out.put("ratio_of_medians", Samples.round(deep.median() / shallow.median()));
    return out;
  }
}
