package dev.prunella.bench.heal.load;

import dev.prunella.bench.Samples;
import dev.prunella.incident.IncidentState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A source brings nothing for many days: an incident for each. They are looked at while there is
 * nothing to do, and then the oldest days come.
 */
final class ManyIncidents {
  private static final LocalDate FIRST = LocalDate.parse("2020-01-01");
  private static final int REPAIRED = 3;

  /** In so few, at first and at last, one sees whether opening gets dearer. */
  private static final int EDGE = 50;

  private ManyIncidents() {}

  private static final Map<String, String> FILES =
      Map.of(
          "prunella.yaml",
          """
          name: load
          mode: act
          pipelines:
            days: {interval: daily, start: 2020-01-01}
          """,
          "sources/raw_days.yaml",
          """
          source: raw_days
          files: landing/{interval:yyyy-MM-dd}.csv
          columns: {day: date, amount: long}
          owner: days@shop.example
          """,
          "models/days.sql",
          """
          -- materialized: interval by day
          select day, sum(amount) as amount from raw_days
          where day >= $interval_start and day < $interval_end group by day
          """);

  static Measured measure(Path folder, int count) throws IOException {
    var out = new LinkedHashMap<String, Object>();
    try (var healer = LoadedHealer.in(folder, FILES)) {
      var pipeline = healer.pipelines().getFirst();
      var first = new Samples();
      var last = new Samples();
      for (int day = 0; day < count; day++) {
        var run = healer.run(pipeline, FIRST.plusDays(day).toString());
        long start = System.nanoTime();
        healer.healing.after(run);
        long took = System.nanoTime() - start;
        if (day < EDGE) {
          first.add(took);
        } else if (day >= count - EDGE) {
          last.add(took);
        }
      }
      out.put("opening_one_of_the_first", first.summary());
      out.put("opening_one_of_the_last", last.summary());
      out.put("first_wake", healer.wake());
      out.put("wake_while_all_wait", healer.wake());
      for (int look = 0; look < 3; look++) {
        healer.later(Duration.ofMinutes(31));
        out.put("wake_" + (look + 2), healer.wake());
      }
      out.put("questions", healer.questions());
      long unseen = healer.incidents().stream().filter(i -> i.waits() == 0).count();
      out.put("never_looked_at", unseen);
      for (int day = 0; day < REPAIRED; day++) {
        var file = folder.resolve("landing").resolve(FIRST.plusDays(day) + ".csv");
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, "day,amount\n" + FIRST.plusDays(day) + ",1\n");
      }
      healer.later(Duration.ofDays(1));
      out.put("wake_after_the_oldest_came", healer.wake());
      long closed = healer.incidents().stream().filter(i -> !i.isOpen()).count();
      out.put("closed", closed);
      long open = healer.incidents().stream().filter(IncidentState::isOpen).count();
      boolean right = unseen == 0 && closed == Math.min(REPAIRED, count) && open == count - closed;
      return new Measured(out, right);
    }
  }
}
