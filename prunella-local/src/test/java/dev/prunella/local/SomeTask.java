package dev.prunella.local;

import dev.prunella.contract.CodePlace;
import dev.prunella.pipeline.Calendar;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.StepLimits;
import dev.prunella.pipeline.StepTask;
import dev.prunella.refs.TableName;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Tasks for tests of adapters, which look only at some of what a task says. */
public final class SomeTask {
  private static final Instant RUN_AT = Instant.parse("2026-11-23T02:47:00Z");

  private SomeTask() {}

  /** Without an interval. */
  public static StepTask of(String table) {
    return task(table, Optional.empty(), Optional.empty(), StepLimits.DEFAULT);
  }

  /** For one day of a time zone. */
  public static StepTask daily(String table, String day, String zone, StepLimits limits) {
    var calendar = new Calendar(Calendar.Rhythm.DAILY, ZoneId.of(zone));
    return task(table, calendar.parse(day), Optional.of(calendar), limits);
  }

  private static StepTask task(
      String table,
      Optional<DataInterval> interval,
      Optional<Calendar> calendar,
      StepLimits limits) {
    var step =
        new Step(
            TableName.parse(table),
            new Step.Work.Command(List.of("true"), Step.Exchange.CSV),
            new Materialization.Full(),
            List.of(),
            CodePlace.file("sources/" + table + ".yaml"),
            "code",
            true,
            new TreeSet<>(),
            "",
            limits);
    return new StepTask("run/1", new RunId(1), step, interval, calendar, RUN_AT, 7, "");
  }
}
