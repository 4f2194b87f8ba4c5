package dev.prunella.bench.run;

import dev.prunella.bench.Samples;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A DAG of many steps of which none has anything to do: what is left is the scheduling. */
final class ManySteps {
  private ManySteps() {}

  static Map<String, Object> report(Path folder, int steps, long seed) throws Exception {
    var files = new LinkedHashMap<String, String>();
    files.put("prunella.yaml", "name: bench\n");
    for (int i = 0; i < steps; i++) {
      files.put(
          "models/s%04d.sql".formatted(i),
          i % 4 == 0 ? "select 1 as x" : "select x from s%04d".formatted(i / 2));
    }
    BenchProject.write(folder, files);
    var out = new LinkedHashMap<String, Object>();
    out.put("steps", steps);
    long start = System.nanoTime();
    try (var project = BenchProject.open(folder, seed)) {
      out.put("read_the_project", new Samples().add(System.nanoTime() - start).summary());
      tell(out, "without_an_engine", steps, new IdleRuns(project).run());
      var computed = project.run();
      tell(out, "computed", steps, computed.run().toNanos());
      tell(out, "processor_time_of_that", steps, computed.cpu().toNanos());
      tell(out, "nothing_changed", steps, project.run().run().toNanos());
    }
    return out;
  }

  private static void tell(Map<String, Object> out, String what, int steps, long nanos) {
    var one = new LinkedHashMap<String, Object>();
    one.put("total_ms", Samples.round(nanos / 1e6));
    one.put("per_step_ms", Samples.round(nanos / 1e6 / steps));
    out.put(what, one);
  }
}
