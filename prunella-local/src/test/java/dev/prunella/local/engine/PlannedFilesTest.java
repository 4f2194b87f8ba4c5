package dev.prunella.local.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.contract.CodePlace;
import dev.prunella.pipeline.Calendar;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.StepLimits;
import dev.prunella.pipeline.StepOutcome;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.StepWatch;
import dev.prunella.refs.TableName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files a step opens, shown by taking the others away. */
class PlannedFilesTest {
  private static final Calendar DAILY = new Calendar(Calendar.Rhythm.DAILY, ZoneOffset.UTC);

  @Test
  void onlyFilesOfTheWantedIntervalAreRead(@TempDir Path folder) throws Exception {
    try (var world =
        new LocalWorld(
            folder, lake -> new DuckDbEngine(lake, DuckDbEngine.limits(lake.config(), 2, 0)))) {
      world.lake().createBranch("run", world.lake().head("main"), "test");
      var byDay = new Materialization.IntervalBy("at_time");
      var select = "select 1 as id, $interval_start as at_time";
      compute(world, "orders", select, byDay, "2026-01-01");
      var ofDayOne = world.files("run", "orders").iterator().next();
      compute(world, "orders", select, byDay, "2026-01-02");
      assertThat(world.files("run", "orders")).hasSize(2);
      Files.delete(Path.of(ofDayOne));

      var full = new Materialization.Full();
      var outcome =
          compute(
              world,
              "daily",
              "select count(*) as n from orders"
                  + " where at_time >= $interval_start and at_time < $interval_end",
              full,
              "2026-01-02");
      assertThat(outcome).isInstanceOf(StepOutcome.Done.class);

      outcome = compute(world, "daily", "select count(*) as n from orders", full, "2026-01-02");
      assertThat(outcome).isInstanceOf(StepOutcome.Failed.class);
      assertThat(((StepOutcome.Failed) outcome).fault().kind()).isEqualTo(Fault.Kind.MISSING);
    }
  }

  private static StepOutcome compute(
      LocalWorld world, String table, String sql, Materialization how, String day) {
    var step =
        new Step(
            TableName.of(table),
            new Step.Work.Sql(sql),
            how,
            List.of(),
            CodePlace.file("models/" + table + ".sql"),
            "code",
            true,
            new TreeSet<>(),
            "",
            StepLimits.DEFAULT);
    var task =
        new StepTask(
            "run",
            new RunId(1),
            step,
            DAILY.parse(day),
            Optional.of(DAILY),
            Instant.parse("2026-01-03T00:00:00Z"),
            1,
            "print");
    return world.engine().compute(task, sql, StepWatch.nobody());
  }
}
