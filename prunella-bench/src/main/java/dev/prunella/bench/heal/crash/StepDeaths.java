package dev.prunella.bench.heal.crash;

import dev.prunella.bench.heal.system.SystemProcess;
import dev.prunella.bench.heal.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The system under test seems to die before or after a write, in its process, which lives on: so
 * that thousands of deaths take minutes. A scenario is first played without a death, and its steps
 * are counted; in each further round each wake dies at another of them, until all have had theirs.
 * Thread-safe.
 */
public final class StepDeaths implements Peril {
  private final int wanted;
  private final int mostAWake;
  private final AtomicInteger died = new AtomicInteger();
  private final Map<String, List<Integer>> steps = new ConcurrentHashMap<>();

  /**
   * A plan.
   *
   * @param wanted so many deaths in all
   * @param mostAWake and so many until one wake is through
   */
  public StepDeaths(int wanted, int mostAWake) {
    this.wanted = wanted;
    this.mostAWake = mostAWake;
  }

  @Override
  public boolean areEnough() {
    return died.get() >= wanted;
  }

  @Override
  public Endangered begin(SystemProcess system, World world, Play play) {
    return new MortalPlay(this, system, world, play);
  }

  int mostAWake() {
    return mostAWake;
  }

  void hasDied() {
    died.incrementAndGet();
  }

  /** How many steps each wake of a play takes without a death; empty where nobody knows yet. */
  List<Integer> stepsOf(Peril.Play play) {
    return steps.getOrDefault(play.scenario() + " " + play.seed(), List.of());
  }

  void counted(Peril.Play play, List<Integer> wakes) {
    steps.put(play.scenario() + " " + play.seed(), List.copyOf(new ArrayList<>(wakes)));
  }

  /** How many steps there are, one after the other, of all that was played. */
  public int stepsInAll() {
    return steps.values().stream().flatMap(List::stream).mapToInt(n -> n).sum();
  }
}
