package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.refs.Append;
import dev.prunella.refs.Appended;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lake with a long past answers as quickly as a young one. */
class ManyRunsTest {
  private static final int RUNS = Integer.getInteger("prunella.test.runs", 4_000);
  private static final int BATCH = 1_000;

  @TempDir Path folder = Path.of("");

  @Test
  void statusLooksAtTheNewestRunsOnly() {
    var shell = Shell.inProject(folder);
    shell.ok("run", "--interval", "2026-01-01");
    long young = millis(() -> shell.ok("status"));
    try (var night = new Night(shell, "2026-11-20T12:00:00Z")) {
      var lake = night.workspace.lake().lake();
      var opened = lake.store().journal("run/1", 0, 1).getFirst();
      var closed = lake.store().newest("run/1", 1).getFirst();
      for (int from = 1; from < RUNS; from += BATCH) {
        var appends = new ArrayList<Append>();
        for (int run = from; run < Math.min(RUNS, from + BATCH); run++) {
          var day = LocalDate.of(1800, 1, 1).plusDays(run);
          var body =
              opened
                  .body()
                  .replace("2026-01-01T", day + "T")
                  .replace("2026-01-02T", day.plusDays(1) + "T")
                  .replace("\"2026-01-01\"", "\"" + day + "\"");
          appends.add(new Append("runs", run, opened.kind(), body));
          appends.add(new Append("run/" + (run + 1), 0, opened.kind(), body));
          appends.add(new Append("run/" + (run + 1), 1, closed.kind(), closed.body()));
        }
        assertThat(lake.append("ana", appends)).isInstanceOf(Appended.Written.class);
      }
    }
    long old = millis(() -> shell.ok("status"));
    assertThat(shell.ok("status").out())
        .contains("run-" + RUNS)
        .contains("older runs were not looked at");
    // Generous, for busy machines: reading all would take many times as long.
    assertThat(old).isLessThan(young + 5_000);
  }

  private static long millis(Runnable work) {
    long began = System.nanoTime();
    work.run();
    return (System.nanoTime() - began) / 1_000_000;
  }
}
