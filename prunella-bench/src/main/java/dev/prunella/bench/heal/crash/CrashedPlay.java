package dev.prunella.bench.heal.crash;

import dev.prunella.bench.heal.system.SystemProcess;
import dev.prunella.bench.heal.system.Told;
import dev.prunella.bench.heal.world.World;
import dev.prunella.local.LocalLake;
import dev.prunella.local.incidents.LakeIncidents;
import dev.prunella.local.runs.LakeRunJournal;
import dev.prunella.refs.CommitId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** The system under test is killed with SIGKILL. For one thread. */
final class CrashedPlay implements Endangered {
  /** When a system that was killed is started again. */
  private static final Duration LATER = Duration.ofMinutes(1);

  private final Crashes crashes;
  private final SystemProcess system;
  private final World world;
  private final LastRuns last;
  private final SplittableRandom random;
  private final List<String> hits = new ArrayList<>();

  /**
   * A play that begins.
   *
   * @param seed of the moments at which the system dies
   */
  CrashedPlay(Crashes crashes, SystemProcess system, World world, long seed) {
    this.crashes = crashes;
    this.system = system;
    this.world = world;
    this.last = new LastRuns(world, world.morning(0));
    this.random = new SplittableRandom(seed);
  }

  @Override
  public void open(Instant now) throws IOException {
    system.open(world.project(), now);
  }

  @Override
  public Told wake(Instant at) throws IOException {
    var now = at;
    boolean cold = false;
    for (int tries = 0; tries < crashes.mostAPlay() && mayDie(); tries++) {
      long start = System.nanoTime();
      var doom = system.doom(crashes.moment(random, cold));
      Optional<Told> told;
      try {
        told = Optional.of(system.wake(now));
      } catch (SystemProcess.Ended e) {
        told = Optional.empty();
      } finally {
        doom.close();
      }
      if (!doom.hasCome()) {
        crashes.took(Duration.ofNanos(System.nanoTime() - start), cold);
        var alive =
            told.orElseThrow(
                () -> new IOException("the system under test ended, and nobody had killed it"));
        return last.with(alive, now);
      }
      if (told.isEmpty()) {
        crashes.hit();
        hits.add(hit(now));
      }
      system.kill();
      cold = true;
      now = now.plus(LATER);
      system.open(world.project(), now);
    }
    long start = System.nanoTime();
    var told = system.wake(now);
    crashes.took(Duration.ofNanos(System.nanoTime() - start), cold);
    return last.with(told, now);
  }

  private boolean mayDie() {
    return hits.size() < crashes.mostAPlay() && !crashes.areEnough();
  }

  /** The newest event in the journal of an incident that was open, or else of a run. */
  private String hit(Instant now) {
    try (var lake = world.lake(now)) {
      var incidents = new LakeIncidents(lake.lake(), text -> text);
      for (var incident : incidents.states(1)) {
        if (incident.isOpen()) {
          return "incident " + name(incidents.events(incident.id()).getLast());
        }
      }
      var runs = new LakeRunJournal(lake.lake(), text -> text);
      return runs.newest(1).stream()
          .findFirst()
          .flatMap(run -> runs.newestOf(run.run()))
          .map(event -> "run " + name(event))
          .orElse("before any run");
    }
  }

  private static String name(Object event) {
    return event.getClass().getSimpleName();
  }

  @Override
  public Crashed end(LocalLake lake, CommitId base) {
    return new Crashed(hits, new Laws(lake, base).broken(), "");
  }
}
