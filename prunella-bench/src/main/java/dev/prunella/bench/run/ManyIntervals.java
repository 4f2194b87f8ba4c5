package dev.prunella.bench.run;

import dev.prunella.app.run.Intervals;
import dev.prunella.bench.Samples;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Years of a daily pipeline over tiny files, day by day: what a run costs must not depend on how
 * many there were before.
 */
final class ManyIntervals {
  private static final LocalDate FIRST = LocalDate.of(2023, 1, 1);

  /** The first runs warm the program up. */
  private static final int WARM_UP = 20;

  private static final Map<String, String> FILES =
      Map.of(
          "prunella.yaml",
          """
          name: bench
          pipelines:
            daily:
              interval: daily
              start: 2023-01-01
          """,
          "sources/raw_orders.yaml",
          """
          source: raw_orders
          files: landing/{interval:yyyy-MM-dd}.csv
          columns:
            id: long
            ordered_at: timestamp
            country: string
            amount: decimal(12,2)
          """,
          "models/orders.sql",
          """
          -- materialized: interval by day
          select id, ordered_at::date as day, country, amount
          from raw_orders
          where _interval >= $interval_start and _interval < $interval_end""",
          "models/daily_sales.sql",
          """
          -- materialized: interval by day
          select day, country, count(*) as orders, sum(amount) as amount
          from orders
          where day >= $interval_start and day < $interval_end
          group by all""");

  private ManyIntervals() {}

  static Map<String, Object> report(Path folder, int intervals, long seed) throws Exception {
    BenchProject.write(folder, FILES);
    for (int day = 0; day < WARM_UP + intervals; day++) {
      landing(folder, FIRST.plusDays(day));
    }
    var times = new long[intervals];
    var cpu = new long[intervals];
    var out = new LinkedHashMap<String, Object>();
    try (var project = BenchProject.open(folder, seed)) {
      for (int day = -WARM_UP; day < intervals; day++) {
        var label = FIRST.plusDays(WARM_UP + day).toString();
        var took = project.run(project.interval(label));
        if (day >= 0) {
          times[day] = took.run().toNanos();
          cpu[day] = took.cpu().toNanos();
        }
      }
      out.put("intervals", intervals);
      int part = Math.max(1, intervals / 10);
      out.put("total_s", Samples.round(part(times, 0, intervals).sum() / 1e3));
      out.put("time", growth(times, part));
      out.put("processor_time", growth(cpu, part));
      var pipeline = project.pipeline();
      var complete = new Samples();
      for (int i = 0; i < 5; i++) {
        complete.time(() -> Intervals.coverage(project.workspace, pipeline, _ -> true));
      }
      out.put("which_intervals_are_complete", complete.summary());
    }
    return out;
  }

  private static Map<String, Object> growth(long[] times, int part) {
    var out = new LinkedHashMap<String, Object>();
    var first = part(times, 0, part);
    var last = part(times, times.length - part, times.length);
    out.put("first_tenth", first.summary());
    out.put("middle_tenth", part(times, times.length / 2, times.length / 2 + part).summary());
    out.put("last_tenth", last.summary());
    out.put("last_to_first", Samples.round(last.median() / first.median()));
    return out;
  }

  private static Samples part(long[] times, int from, int to) {
    var part = new Samples();
    for (int i = from; i < Math.min(to, times.length); i++) {
      part.add(times[i]);
    }
    return part;
  }

  private static void landing(Path folder, LocalDate day) throws Exception {
    var text = new StringBuilder("id,ordered_at,country,amount\n");
    for (int i = 0; i < 5; i++) {
      text.append(day.toEpochDay() * 10 + i)
          .append(',')
          .append(day)
          .append(" 1")
          .append(i)
          .append(":00:00,country ")
          .append(i % 3)
          .append(",1")
          .append(i)
          .append(".50\n");
    }
    var file = folder.resolve("landing").resolve(day + ".csv");
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, text);
  }
}
