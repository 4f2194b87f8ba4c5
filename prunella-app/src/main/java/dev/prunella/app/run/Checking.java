package dev.prunella.app.run;

import dev.prunella.app.project.LoadedProject;
import dev.prunella.contract.CheckReport;
import dev.prunella.contract.Slice;
import dev.prunella.contract.Stop;
import dev.prunella.local.contract.DuckDbChecker;
import dev.prunella.pipeline.Calendar;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Step;
import dev.prunella.refs.Commit;
import dev.prunella.refs.TableName;
import java.util.Optional;

/** Holds a project's promises against its tables. */
public final class Checking {
  private final LoadedProject project;
  private final DuckDbChecker checker;

  public Checking(LoadedProject project, DuckDbChecker checker) {
    this.project = project;
    this.checker = checker;
  }

  /** Checks a table as it stands at a commit. */
  public CheckReport check(Commit at, TableName table, Optional<Slice> slice, Stop stop) {
    return checker.check(at, table, project.checksOf(table), slice, project.zoneOf(table), stop);
  }

  /** The calendar of the pipeline that makes a table; empty where that is not about time. */
  public Optional<Calendar> calendar(TableName table) {
    return project.calendarOf(table);
  }

  /** A table's rows of an interval; empty where its rows do not belong to intervals. */
  public Optional<Slice> slice(TableName table, DataInterval interval, Calendar calendar) {
    return project.graph().inOrder().stream()
        .filter(step -> step.table().matches(table))
        .findFirst()
        .flatMap(Step::intervalColumn)
        .map(column -> new Slice(column, interval.start(), interval.end(), calendar.zone()));
  }
}
