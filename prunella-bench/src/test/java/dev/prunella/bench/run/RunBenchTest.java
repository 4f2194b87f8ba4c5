package dev.prunella.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short run of what {@code prunella bench run} does at length. */
class RunBenchTest {

  @Test
  void aRunAndBareDuckDbMakeTheSameTables(@TempDir Path folder) throws Exception {
    // The comparison itself fails when one of them differs.
    var report = new RetailRatio(folder, 3_000, 1, 7).report();
    assertThat(report).containsKeys("ratio_of_medians", "processor_time");
    assertThat((Map<?, ?>) report.get("steps")).hasSize(8);
  }

  @Test
  void allStepsOfTheDagAreScheduled(@TempDir Path folder) throws Exception {
    assertThat(ManySteps.report(folder, 6, 7))
        .containsKeys("without_an_engine", "computed", "nothing_changed");
  }

  @Test
  void eachDayIsRun(@TempDir Path folder) throws Exception {
    assertThat(ManyIntervals.report(folder, 2, 7)).containsKeys("time", "processor_time");
  }

  @Test
  void aDayIsJudgedByItsContractAndItsHistory(@TempDir Path folder) throws Exception {
    // It fails when a table is not judged, or is found to be unlike its history.
    assertThat(new JudgedRatio(folder, 3_000, 1, 7).report())
        .containsKeys("judged_run_to_bare_run", "bare_run_to_bare_duckdb")
        .containsKeys("peak_memory_mb_judged_run");
  }
}
