package dev.prunella.app.schedule;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import dev.prunella.pipeline.Due;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * The times that five cron fields name in a time zone. On the nights on which clocks change it does
 * as Vixie's cron: a time that is left out comes as soon as the clock has been put forward, one
 * that is repeated comes once; a schedule for every hour, whose hour field begins with a star,
 * comes in each hour that really passes. Thread-safe.
 */
public final class CronTimes implements Due.Cron {
  private static final CronParser PARSER =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

  /** No clock is put back by more; the days around the change are looked at more closely. */
  private static final Duration MOST_REPEATED = Duration.ofHours(3);

  private static final Duration NEAR = Duration.ofDays(2);
  private static final int MOST_LOOKED_AT = 10_000;

  private final ExecutionTime fields;
  private final ZoneId zone;
  private final boolean everyHour;

  private CronTimes(ExecutionTime fields, ZoneId zone, boolean everyHour) {
    this.fields = fields;
    this.zone = zone;
    this.everyHour = everyHour;
  }

  /**
   * The times of five cron fields.
   *
   * @throws IllegalArgumentException if these are not five cron fields
   */
  public static CronTimes of(String cron, ZoneId zone) {
    var hour = cron.strip().split("\\s+", 3);
    return new CronTimes(
        ExecutionTime.forCron(PARSER.parse(cron).validate()),
        zone,
        hour.length == 3 && hour[1].startsWith("*"));
  }

  @Override
  public Optional<Instant> after(Instant at) {
    Optional<Instant> best = Optional.empty();
    var local = LocalDateTime.ofInstant(at, zone);
    var next = fieldsAfter(clockChangesNear(at) ? local.minus(MOST_REPEATED) : local);
    for (int i = 0; i < MOST_LOOKED_AT && next.isPresent(); i++) {
      var times = instants(next.get());
      var first = times.stream().filter(time -> time.isAfter(at)).findFirst();
      if (best.isPresent() && !next.get().isBefore(soonAfter(best.get()))) {
        return best;
      }
      if (first.isPresent() && best.filter(b -> !first.get().isBefore(b)).isEmpty()) {
        best = first;
      }
      if (best.isPresent() && !clockChangesNear(best.get())) {
        return best;
      }
      next = fieldsAfter(next.get());
    }
    return best;
  }

  /** Beyond this, no time of the clock can be earlier than the one that was found. */
  private LocalDateTime soonAfter(Instant time) {
    return LocalDateTime.ofInstant(time, zone).plus(MOST_REPEATED);
  }

  private boolean clockChangesNear(Instant at) {
    var next = zone.getRules().nextTransition(at.minus(NEAR));
    return next != null && next.getInstant().isBefore(at.plus(NEAR));
  }

  /** As if the clock never changed. */
  private Optional<LocalDateTime> fieldsAfter(LocalDateTime local) {
    return fields.nextExecution(local.atZone(ZoneOffset.UTC)).map(t -> t.toLocalDateTime());
  }

  /** When the clock shows it, in order. */
  private List<Instant> instants(LocalDateTime local) {
    var rules = zone.getRules();
    var offsets = rules.getValidOffsets(local);
    if (offsets.isEmpty()) {
      return everyHour ? List.of() : List.of(rules.getTransition(local).getInstant());
    }
    return offsets.stream()
        .limit(everyHour ? offsets.size() : 1)
        .map(local::toInstant)
        .sorted()
        .toList();
  }
}
