package dev.prunella.app.site;

import dev.prunella.app.heal.Healing;
import dev.prunella.app.serve.Meters;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What is measured of the project, looked at no oftener than every few seconds. Thread-safe. */
final class Vitals {
  private static final Duration FRESH = Duration.ofSeconds(5);

  private final Healing healing;
  private final Live live;
  private final Clock clock;
  private Counts counts = new Counts(0, 0, 0, 0);
  private Instant looked = Instant.MIN;

  private record Counts(long open, long asked, long waiting, double paused) {}

  Vitals(Healing healing, Live live, Clock clock) {
    this.healing = healing;
    this.live = live;
    this.clock = clock;
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
          this,
          v -> one.count().applyAsDouble(v.counts()));
    }
    meters.gauge(
        "prunella.healing.paused",
        "whether people have stopped all healing",
        this,
        v -> v.counts().paused());
    meters.gauge(
        "prunella.live.misses",
        "how often the lake could not be looked at for news",
        live,
        Live::misses);
  }

  private record Gauge(String state, ToDoubleFunction<Counts> count) {}

  private synchronized Counts counts() {
    var now = clock.instant();
    if (looked.equals(Instant.MIN) || now.isAfter(looked.plus(FRESH))) {
      var open = healing.open();
      counts =
          new Counts(
              open.size(),
              open.stream().filter(i -> i.asked().isPresent()).count(),
              open.stream().filter(i -> i.waiting().isPresent()).count(),
              healing.paused().isPresent() ? 1 : 0);
      looked = now;
    }
    return counts;
  }
}
