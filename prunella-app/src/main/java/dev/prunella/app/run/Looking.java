package dev.prunella.app.run;

import dev.prunella.app.project.LoadedProject;
import dev.prunella.app.project.LoadedProject.Scheduled;
import dev.prunella.local.LocalLake;
import dev.prunella.local.engine.StepRows;
import dev.prunella.pipeline.Calendar;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.StepTask;
import dev.prunella.refs.Commit;
import dev.prunella.refs.TableName;
import java.time.Instant;
import java.util.Optional;
import org.apache.iceberg.Table;

/** A table of the project as it stands at a commit, with the step that makes it. */
public record Looking(Step step, Optional<Calendar> calendar, Table table) {
  private static final DataInterval LATER_THAN_ALL =
      new DataInterval(
          Instant.parse("9999-01-01T00:00:00Z"), Instant.parse("9999-01-02T00:00:00Z"));

  /** Empty when no step of the project makes the table, or it is not there. */
  public static Optional<Looking> at(
      LocalLake lake, LoadedProject project, Commit commit, TableName name) {
    for (Scheduled scheduled : project.pipelines()) {
      var pipeline = scheduled.pipeline();
      for (var step : pipeline.steps()) {
        var there = step.table().matches(name) ? lake.table(commit, step.table().key()) : empty();
        if (there.isPresent()) {
          return Optional.of(new Looking(step, pipeline.calendar(), there.get()));
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Table> empty() {
    return Optional.empty();
  }

  /** The latest interval for which the step has written the table. */
  public Optional<DataInterval> latest() {
    return StepRows.written(table, LATER_THAN_ALL, 1).keySet().stream().findFirst();
  }

  /** The run of the step for an interval, to look at its rows; it is not run. */
  public StepTask task(DataInterval interval) {
    return new StepTask(
        "", new RunId(1), step, Optional.of(interval), calendar, interval.end(), 0, "");
  }
}
