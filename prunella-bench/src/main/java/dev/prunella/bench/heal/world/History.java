package dev.prunella.bench.heal.world;

import dev.prunella.app.schedule.Pause;
import dev.prunella.app.schedule.Scheduler;
import dev.prunella.bench.heal.ground.Generator;
import dev.prunella.bench.heal.ground.Ground;
import dev.prunella.pipeline.Cancellation;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;

/** Runs the good intervals of a world, one after another, until its schedule takes over. */
final class History {
  /** As few as four: what was learnt from fewer than sixty intervals would hold nothing. */
  private static final int JUDGED = 4;

  private final Path project;
  private final Ground ground;
  private final Generator generator;
  private final Deliveries deliveries;
  private final int intervals;

  History(Ground ground, Deliveries deliveries, int intervals) {
    this.project = deliveries.project();
    this.ground = ground;
    this.generator = deliveries.generator();
    this.deliveries = deliveries;
    this.intervals = intervals;
  }

  /**
   * Runs them. They are good, and not judged; only the last few are first tried by contracts and by
   * those before them, so that what each table is judged by is there. One day is not enough: where
   * a table seems odd on it, those made from it are not judged at all.
   */
  void run() throws IOException, SQLException {
    int judged = Math.max(0, intervals - JUDGED);
    runUnjudged(0, judged);
    int calm = intervals - 1;
    for (int day = judged; day < intervals; day++) {
      if (isCalm(day)) {
        calm = day;
      } else {
        runUnjudged(day, day + 1);
      }
    }
    publishProject(calm);
    beginSchedule();
  }

  /**
   * What main knows of the project is all of it, its contracts included: the schedule goes by that
   * while the files are not sound.
   *
   * @param calm a day that is not held; a good one may be odd
   */
  private void publishProject(int calm) throws IOException, SQLException {
    try (var runs = ReferenceRuns.open(project, World.morning(generator.date(calm)))) {
      require(runs, calm);
    }
  }

  private void runUnjudged(int from, int before) throws IOException, SQLException {
    try (var variant = Variant.of(project).unjudged();
        var runs = ReferenceRuns.open(project, World.morning(generator.date(from)))) {
      for (int day = from; day < before; day++) {
        require(runs, day);
      }
    }
  }

  private boolean isCalm(int day) throws IOException, SQLException {
    try (var runs = ReferenceRuns.open(project, World.morning(generator.date(day)))) {
      return one(runs, day).outcome().complete();
    }
  }

  private ReferenceRuns.Ended one(ReferenceRuns runs, int day) throws IOException, SQLException {
    for (var feed : ground.feeds()) {
      deliveries.bring(feed, day, deliveries.bytes(feed, generator.rows(feed, day)));
    }
    return runs.run(ground.pipeline(), generator.date(day), Set.of());
  }

  private void require(ReferenceRuns runs, int day) throws IOException, SQLException {
    var ended = one(runs, day);
    if (!ended.outcome().complete()) {
      throw new IOException(
          "the good history of "
              + ground.name()
              + " was not published for "
              + generator.date(day)
              + ": "
              + ended.sentence());
    }
  }

  /** The schedule looks at the project once before its first interval comes up. */
  private void beginSchedule() throws IOException {
    var noon = World.morning(generator.date(intervals)).minus(Duration.ofHours(15));
    try (var runs = ReferenceRuns.open(project, noon)) {
      new Scheduler(
              runs.workspace(),
              runs.clock(),
              "healbench",
              Runnable::run,
              Pause.ofThisMachine(),
              _ -> {},
              new Cancellation())
          .once();
    }
  }
}
