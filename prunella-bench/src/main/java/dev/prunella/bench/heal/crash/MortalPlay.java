package dev.prunella.bench.heal.crash;

import dev.prunella.bench.heal.system.SystemProcess;
import dev.prunella.bench.heal.system.Told;
import dev.prunella.bench.heal.world.World;
import dev.prunella.local.LocalLake;
import dev.prunella.local.runs.LakePresence;
import dev.prunella.refs.CommitId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** The system under test seems to die at steps, while a reader looks on. For one thread. */
final class MortalPlay implements Endangered {
  /** Its leases are in the name of a process that lives: others wait until they are over. */
  private static final Duration LATER = LakePresence.LIFETIME.plusMinutes(1);

  private final StepDeaths deaths;
  private final SystemProcess system;
  private final World world;
  private final LastRuns last;
  private final Peril.Play play;
  private final List<Integer> known;
  private final SplittableRandom random;
  private final MainReader reader;
  private final List<Integer> counted = new ArrayList<>();
  private final List<String> hits = new ArrayList<>();

  MortalPlay(StepDeaths deaths, SystemProcess system, World world, Peril.Play play) {
    this.deaths = deaths;
    this.system = system;
    this.world = world;
    this.last = new LastRuns(world, world.morning(0));
    this.play = play;
    this.known = deaths.stepsOf(play);
    this.random = new SplittableRandom(play.seed() + play.round());
    this.reader = new MainReader(world);
  }

  @Override
  public void open(Instant now) throws IOException {
    system.openMortal(world.project(), now);
  }

  @Override
  public Told wake(Instant at) throws IOException {
    int wake = counted.size();
    int all = wake < known.size() ? known.get(wake) : 0;
    var now = at;
    try (var _ = reader.looking(at)) {
      for (int tries = 0; ; tries++) {
        boolean mayDie = all > 0 && tries < deaths.mostAWake() && !deaths.areEnough();
        // First the one whose turn it is, then any, for what follows a death is another story.
        int step = !mayDie ? 0 : tries == 0 ? turn(wake, all) : 1 + random.nextInt(all);
        var woken = system.wakeUntil(now, step);
        if (woken.died().isEmpty()) {
          counted.add(woken.steps());
          return last.with(woken.told().orElseThrow(), now);
        }
        deaths.hasDied();
        hits.add(woken.died().get());
        now = now.plus(LATER);
        system.openMortal(world.project(), now);
      }
    }
  }

  /** The step of this round, in an order by seed in which each has its turn. */
  private int turn(int wake, int all) {
    var order = new ArrayList<>(IntStream.rangeClosed(1, all).boxed().toList());
    Collections.shuffle(order, new Random(play.seed() + wake));
    return order.get((play.round() - 1) % all);
  }

  @Override
  public Crashed end(LocalLake lake, CommitId base) {
    if (known.isEmpty()) {
      deaths.counted(play, counted);
    }
    var broken = new ArrayList<>(new Laws(lake, base).broken());
    broken.addAll(reader.broken(lake, base));
    return new Crashed(hits, broken, " --round " + play.round());
  }
}
