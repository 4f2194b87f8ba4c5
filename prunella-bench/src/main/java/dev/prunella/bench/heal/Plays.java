package dev.prunella.bench.heal;

import dev.prunella.bench.heal.crash.Peril;
import dev.prunella.bench.heal.fault.Kind;
import dev.prunella.bench.heal.fault.Kinds;
import dev.prunella.bench.heal.scenario.Scenario;
import dev.prunella.bench.heal.system.Strategy;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Plays trials, several at once, until all are played or somebody says stop. What is being played
 * then is thrown away: whatever told us to stop may have told the system under test, too.
 * Thread-safe.
 */
final class Plays {
  private final Path folder;
  private final long seed;
  private final int jobs;
  private final List<Strategy> strategies;
  private final Optional<Peril> peril;
  private final Heard heard;
  private final Map<String, Kind> kinds = Kinds.all();
  private final ConcurrentLinkedQueue<Trial> todo;
  private final int all;
  private final AtomicInteger done = new AtomicInteger();
  private final List<Played> played = Collections.synchronizedList(new ArrayList<>());
  private final List<String> unplayed = Collections.synchronizedList(new ArrayList<>());
  private volatile boolean stopped;

  /**
   * A scenario with the seed of one play.
   *
   * @param round how often the same is played before
   */
  record Trial(Scenario scenario, long seed, int round) {}

  /** Whoever is told of each play. */
  interface Heard {
    /** One was played; so many trials of so many are done. */
    void played(Played play, int done, int all);

    /** One could not be played or judged. */
    void failed(String what, Exception why);
  }

  /**
   * Plays nothing yet.
   *
   * @param folder for worlds
   * @param seed of worlds
   * @param peril how the system under test dies meanwhile; empty if it does not
   */
  Plays(
      Path folder,
      long seed,
      int jobs,
      List<Trial> trials,
      List<Strategy> strategies,
      Optional<Peril> peril,
      Heard heard) {
    this.folder = folder;
    this.seed = seed;
    this.jobs = jobs;
    this.todo = new ConcurrentLinkedQueue<>(trials);
    this.all = trials.size();
    this.strategies = List.copyOf(strategies);
    this.peril = peril;
    this.heard = heard;
  }

  /** Plays until there is nothing left to play. */
  void play() throws IOException, InterruptedException {
    try (var workers = Executors.newFixedThreadPool(jobs)) {
      var working = new ArrayList<Future<?>>();
      for (int job = 0; job < jobs; job++) {
        var home = folder.resolve("job-" + job);
        working.add(
            workers.submit(
                () -> {
                  work(home);
                  return null;
                }));
      }
      for (var work : working) {
        work.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("healbench itself failed: " + e.getMessage(), e.getCause());
    }
  }

  /** Begins no other play, and forgets those that are being played. */
  void stop() {
    stopped = true;
  }

  /** Whether somebody has stopped it before all was played. */
  boolean isPartial() {
    return stopped && done.get() < all;
  }

  /** What was played. */
  List<Played> played() {
    synchronized (played) {
      return List.copyOf(played);
    }
  }

  /** What could not be played or judged, in words. */
  List<String> unplayed() {
    synchronized (unplayed) {
      return List.copyOf(unplayed);
    }
  }

  private void work(Path home) throws IOException, SQLException {
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var hand = new Stagehand(home, connection, kinds, seed, share(), peril)) {
      for (var trial = todo.poll(); trial != null && !stopped; trial = todo.poll()) {
        try {
          var plays = hand.play(trial, strategies);
          if (!stopped) {
            done.incrementAndGet();
            played.addAll(plays);
            plays.forEach(play -> heard.played(play, done.get(), all));
          }
        } catch (IOException | SQLException | RuntimeException e) {
          fail(trial, e);
        }
        if (peril.filter(Peril::areEnough).isPresent()) {
          todo.clear();
        }
      }
    }
  }

  /** Plays at once share the machine. */
  private int share() {
    return Math.max(1, Runtime.getRuntime().availableProcessors() / jobs);
  }

  /** What the scenario is to blame for is told in its own words, without those of this program. */
  private static String why(Exception e) {
    return e instanceof Kind.Unplayable ? Objects.toString(e.getMessage(), "") : e.toString();
  }

  /** A play that could not be played or judged counts against the bench, and is told. */
  private void fail(Trial trial, Exception e) {
    if (!stopped) {
      done.incrementAndGet();
      unplayed.add(trial.scenario().name() + ", play " + trial.seed() + ": " + why(e));
      heard.failed(unplayed.getLast(), e);
    }
  }
}
