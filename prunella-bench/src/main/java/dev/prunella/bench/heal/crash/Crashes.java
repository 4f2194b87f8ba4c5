package dev.prunella.bench.heal.crash;

import dev.prunella.bench.heal.system.SystemProcess;
import dev.prunella.bench.heal.world.World;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How often and when the system under test is killed. Thread-safe.
 *
 * <p>Nobody knows how long a wake will take: each moment is drawn from the time that wakes with
 * something to do have taken lately, those of processes that had just begun by themselves.
 */
public final class Crashes implements Peril {
  private static final Duration FIRST_GUESS = Duration.ofSeconds(6);

  /** In a shorter wake there was nothing to do. */
  private static final Duration SHORTEST = Duration.ofMillis(700);

  /** Of what is known of a wake's time, so much is from the newest. */
  private static final double NEWEST = 0.2;

  private final int wanted;
  private final int mostAPlay;
  private final AtomicInteger killed = new AtomicInteger();
  private double coldNanos = FIRST_GUESS.toNanos();
  private double warmNanos = FIRST_GUESS.toNanos();

  /**
   * A plan.
   *
   * @param wanted so many kills in all
   * @param mostAPlay and so many in one play
   */
  public Crashes(int wanted, int mostAPlay) {
    this.wanted = wanted;
    this.mostAPlay = mostAPlay;
  }

  int mostAPlay() {
    return mostAPlay;
  }

  @Override
  public Endangered begin(SystemProcess system, World world, Play play) {
    return new CrashedPlay(this, system, world, play.seed());
  }

  @Override
  public boolean areEnough() {
    return killed.get() >= wanted;
  }

  /**
   * How long after the beginning of a wake it is killed.
   *
   * @param cold whether its process has just begun
   */
  synchronized Duration moment(SplittableRandom random, boolean cold) {
    return Duration.ofNanos((long) (random.nextDouble() * (cold ? coldNanos : warmNanos)));
  }

  /** A wake came to its end. */
  synchronized void took(Duration wake, boolean cold) {
    if (wake.compareTo(SHORTEST) >= 0) {
      if (cold) {
        coldNanos = mixed(coldNanos, wake);
      } else {
        warmNanos = mixed(warmNanos, wake);
      }
    }
  }

  private static double mixed(double known, Duration newest) {
    return known + NEWEST * (newest.toNanos() - known);
  }

  /** It was killed while it worked. */
  void hit() {
    killed.incrementAndGet();
  }
}
