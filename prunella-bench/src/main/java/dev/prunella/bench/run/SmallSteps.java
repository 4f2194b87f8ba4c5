package dev.prunella.bench.run;

import dev.prunella.bench.Samples;
import dev.prunella.refs.TableName;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What a step costs that has next to nothing to do; with it, a whole run of that step alone. */
final class SmallSteps {
  private static final int WARM_UP = 20;

  private static final Map<String, String> FILES =
      Map.of(
          "prunella.yaml",
          "name: bench\n",
          "models/nothing.sql",
          "select 1::bigint as id, 'a' as name where false",
          "models/none_of_it.sql",
          "select id, name from nothing",
          "models/orders.sql",
          """
          select i as id, i % 40 as customer, (i % 997)::decimal(18, 2) as amount,
            date '2026-01-01' + (i % 30)::integer as day
          from range(1000) r(i)""",
          "models/customers.sql",
          """
          select customer, count(*) as orders, sum(amount) as amount, max(day) as last_order
          from orders group by customer""",
          "models/merged.sql",
          "-- materialized: merge by customer\nselect customer, count(*) as orders from orders group by customer");

  private SmallSteps() {}

  static Map<String, Object> report(Path folder, int rounds, long seed) throws Exception {
    BenchProject.write(folder, FILES);
    var out = new LinkedHashMap<String, Object>();
    try (var project = BenchProject.open(folder, seed)) {
      project.run();
      // In turn, so that all meet the same noise.
      var names = Map.of("empty", "none_of_it", "small", "customers", "small_merge", "merged");
      var steps = new LinkedHashMap<String, Samples>();
      var runs = new LinkedHashMap<String, Samples>();
      var cpu = new LinkedHashMap<String, Samples>();
      for (int round = -WARM_UP; round < rounds; round++) {
        for (var kind : names.entrySet()) {
          var took = project.again(Set.of(TableName.of(kind.getValue())));
          if (round >= 0) {
            var step = took.steps().values().iterator().next();
            steps.computeIfAbsent(kind.getKey(), _ -> new Samples()).add(step.toNanos());
            runs.computeIfAbsent(kind.getKey(), _ -> new Samples()).add(took.run().toNanos());
            cpu.computeIfAbsent(kind.getKey(), _ -> new Samples()).add(took.cpu().toNanos());
          }
        }
      }
      steps.forEach((kind, samples) -> out.put(kind + "_step", samples.summary()));
      runs.forEach((kind, samples) -> out.put("run_of_one_" + kind + "_step", samples.summary()));
      cpu.forEach((kind, samples) -> out.put("processor_time_of_that_" + kind, samples.summary()));
    }
    return out;
  }
}
