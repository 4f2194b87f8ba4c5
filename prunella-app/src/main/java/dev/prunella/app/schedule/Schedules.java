package dev.prunella.app.schedule;

import dev.prunella.app.project.LoadedProject.Scheduled;
import dev.prunella.pipeline.Agenda;
import dev.prunella.pipeline.Calendar;
import java.time.ZoneOffset;
import java.util.Optional;

/** What the project's files say of a pipeline's schedule. */
public final class Schedules {
  private Schedules() {}

  /** Empty for a pipeline that does not run by itself. */
  public static Optional<Agenda.Terms> terms(Scheduled scheduled) {
    var calendar = scheduled.pipeline().calendar();
    var zone = calendar.map(Calendar::zone).orElse(ZoneOffset.UTC);
    return scheduled
        .pipeline()
        .schedule()
        .map(
            schedule ->
                new Agenda.Terms(
                    schedule,
                    CronTimes.of(schedule.cron(), zone),
                    calendar,
                    calendar.flatMap(c -> scheduled.begins().map(c::containing))));
  }

  /** What waits, as its calendar names it; empty for a run without an interval. */
  public static Optional<String> label(Agenda.Terms terms, Agenda.Item item) {
    return item.interval().flatMap(i -> terms.calendar().map(calendar -> calendar.label(i)));
  }
}
