package dev.prunella.app.site;

import dev.prunella.app.heal.Healing;
import dev.prunella.app.run.Status;
import dev.prunella.app.serve.Meters;
import dev.prunella.app.view.StatusJson;
import dev.prunella.app.view.StatusTogether;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is measured of the project, looked at no oftener than every few seconds. Thread-safe. */
final class Vitals {
  private final Live live;
  private final Recent<Counts> counts;
  private final Recent<Map<Status.State, Long>> tables;

  private record Counts(long open, long asked, long waiting, double paused) {}

  Vitals(Healing healing, StatusTogether status, Live live, Clock clock) {
    this.live = live;
    this.counts = new Recent<>(Duration.ofSeconds(5), clock, () -> counts(healing));
    this.tables = new Recent<>(Duration.ofSeconds(15), clock, () -> tables(status.read().status()));
  }

  void into(Meters meters) {
    for (var one :
        List.of(
            new Gauge("open", Counts::open),
            new Gauge("asked", Counts::asked),
            new Gauge("waiting", Counts::waiting))) {
      meters.gauge(
          "prunella.incidents",
          "incidents that are open, of these asked and waiting",
          "state",
          one.state(),
          counts,
          c -> one.count().applyAsDouble(c.get()));
    }
    for (var state : Status.State.values()) {
      meters.gauge(
          "prunella.tables",
          "tables of the project by how they stand",
          "state",
          state.name().toLowerCase(Locale.ROOT),
          tables,
          t -> t.get().getOrDefault(state, 0L));
    }
    meters.gauge(
        "prunella.healing.paused",
        "whether people have stopped all healing",
        counts,
        c -> c.get().paused());
    meters.gauge(
        "prunella.live.misses",
        "how often the lake could not be looked at for news",
        live,
        Live::misses);
  }

  private record Gauge(String state, ToDoubleFunction<Counts> count) {}

  private static Counts counts(Healing healing) {
    var open = healing.open();
    return new Counts(
        open.size(),
        open.stream().filter(i -> i.asked().isPresent()).count(),
        open.stream().filter(i -> i.waiting().isPresent()).count(),
        healing.paused().isPresent() ? 1 : 0);
  }

  private static Map<Status.State, Long> tables(Status status) {
    return Arrays.stream(Status.State.values())
        .collect(Collectors.toMap(Function.identity(), state -> StatusJson.count(status, state)));
  }

  /** A thing that is looked at once for all who ask within a time. */
  private static final class Recent<T> {
    private final Duration fresh;
    private final Clock clock;
    private final Supplier<T> look;
    private @Nullable T newest;
    private Instant looked = Instant.MIN;

    Recent(Duration fresh, Clock clock, Supplier<T> look) {
      this.fresh = fresh;
      this.clock = clock;
      this.look = look;
    }

    synchronized T get() {
      var now = clock.instant();
      var known = newest;
      if (known == null || now.isAfter(looked.plus(fresh))) {
        known = look.get();
        newest = known;
        looked = now;
      }
      return known;
    }
  }
}
