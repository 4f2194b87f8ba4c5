package dev.prunella.bench.heal;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Where a play's time goes: by the clock, and on processors, of the bench and of the system under
 * test. The bench's processor time is that of all its jobs. For one thread.
 */
final class Phases {
  private final Supplier<Duration> system;
  private final List<Phase> done = new ArrayList<>();
  private long wall;
  private long bench;
  private Duration theirs;

  /**
   * A part of a play.
   *
   * @param wall by the clock
   * @param bench processor time of the bench's process
   * @param system processor time of the process of the system under test
   */
  record Phase(String name, Duration wall, Duration bench, Duration system) {
    String words() {
      return String.format(
          Locale.ROOT,
          "%-10s %6d ms, processors: bench %6d ms, system %6d ms",
          name,
          wall.toMillis(),
          bench.toMillis(),
          system.toMillis());
    }
  }

  /**
   * Begins to measure.
   *
   * @param system the processor time of the system under test so far
   */
  Phases(Supplier<Duration> system) {
    this.system = system;
    this.theirs = system.get();
    this.wall = System.nanoTime();
    this.bench = processor();
  }

  /** What was done since the last call was this. */
  void was(String name) {
    long wallNow = System.nanoTime();
    long benchNow = processor();
    var theirsNow = system.get();
    // A process that was started anew begins at nothing.
    var used = theirsNow.minus(theirs);
    done.add(
        new Phase(
            name,
            Duration.ofNanos(wallNow - wall),
            Duration.ofNanos(benchNow - bench),
            used.isNegative() ? theirsNow : used));
    wall = wallNow;
    bench = benchNow;
    theirs = theirsNow;
  }

  private static long processor() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean os
        ? os.getProcessCpuTime()
        : 0;
  }

  /** All of it, those of one name added up. */
  List<Phase> all() {
    var byName = new LinkedHashMap<String, Phase>();
    for (var phase : done) {
      byName.merge(
          phase.name(),
          phase,
          (a, b) ->
              new Phase(
                  a.name(),
                  a.wall().plus(b.wall()),
                  a.bench().plus(b.bench()),
                  a.system().plus(b.system())));
    }
    return List.copyOf(byName.values());
  }
}
