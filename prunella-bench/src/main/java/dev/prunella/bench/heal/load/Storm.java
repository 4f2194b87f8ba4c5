package dev.prunella.bench.heal.load;

import dev.prunella.bench.Samples;
import dev.prunella.incident.IncidentState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Nothing came to the folder from which many tables load, each by a pipeline of its own. */
final class Storm {
  private static final String DAY = "2026-05-31";

  private Storm() {}

  static Measured measure(Path folder, int tables) throws IOException {
    var out = new LinkedHashMap<String, Object>();
    try (var healer = LoadedHealer.in(folder, files(tables))) {
      var opened = new Samples();
      for (var pipeline : healer.pipelines()) {
        var run = healer.run(pipeline, DAY);
        long start = System.nanoTime();
        healer.healing.after(run);
        opened.add(System.nanoTime() - start);
      }
      out.put("opening_one", opened.summary());
      for (int look = 1; look <= 4; look++) {
        out.put("wake_" + look, healer.wake());
        healer.later(Duration.ofMinutes(31));
      }
      long questions = healer.questions();
      long open = healer.incidents().stream().filter(IncidentState::isOpen).count();
      out.put("questions", questions);
      out.put("open", open);
      return new Measured(out, questions == 1 && open == tables);
    }
  }

  private static Map<String, String> files(int tables) {
    var files = new LinkedHashMap<String, String>();
    var settings = new StringBuilder("name: storm\nmode: act\npipelines:\n");
    for (int i = 0; i < tables; i++) {
      var name = "t%03d".formatted(i);
      settings
          .append("  p_")
          .append(name)
          .append(": {interval: daily, start: 2026-05-01, tables: [")
          .append(name)
          .append("]}\n");
      files.put(
          "sources/" + name + ".yaml",
          """
          source: %1$s
          files: landing/%1$s-{interval:yyyy-MM-dd}.csv
          columns: {day: date, amount: long}
          owner: landing@shop.example
          """
              .formatted(name));
    }
    files.put("prunella.yaml", settings.toString());
    return files;
  }
}
