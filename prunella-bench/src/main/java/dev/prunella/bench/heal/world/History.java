package dev.prunella.bench.heal.world;

import dev.prunella.app.schedule.Pause;
import dev.prunella.app.schedule.Scheduler;
import dev.prunella.bench.heal.ground.Feed;
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
  private final Path project;
  private final Ground ground;
  private final Generator generator;
  private final SourceServer server;
  private final int intervals;

  History(Path project, Ground ground, Generator generator, SourceServer server, int intervals) {
    this.project = project;
    this.ground = ground;
    this.generator = generator;
    this.server = server;
    this.intervals = intervals;
  }

  /**
   * Runs them. All but the last are not judged, for they are good; the last is judged by contracts
   * and by those before it, so that their statistics are there.
   *
   * @return whether the last was published in that way
   */
  boolean run() throws IOException, SQLException {
    boolean calm = true;
    if (intervals > 0) {
      try (var variant = Variant.of(project).unjudged();
          var runs = ReferenceRuns.open(project, World.morning(generator.date(0)))) {
        for (int i = 0; i < intervals - 1; i++) {
          one(runs, i, true);
        }
      }
      try (var runs = ReferenceRuns.open(project, World.morning(generator.date(intervals - 1)))) {
        calm = one(runs, intervals - 1, false);
      }
      if (!calm) {
        try (var variant = Variant.of(project).unjudged();
            var runs = ReferenceRuns.open(project, World.morning(generator.date(intervals - 1)))) {
          one(runs, intervals - 1, true);
        }
      }
    }
    beginSchedule();
    return calm;
  }

  private boolean one(ReferenceRuns runs, int day, boolean must) throws IOException, SQLException {
    for (var feed : ground.feeds()) {
      var bytes = World.bytes(generator, feed, generator.rows(feed, day));
      switch (feed.delivery()) {
        case Feed.Delivery.File _ ->
            World.put(
                generator.file(feed, project, day).orElseThrow(),
                bytes,
                World.morning(generator.date(day)));
        case Feed.Delivery.Http http ->
            server.serve(
                http.path().replace("{interval}", generator.date(day).toString()),
                Answer.Answering.always(Answer.json(bytes)));
      }
    }
    var ended = runs.run(ground.pipeline(), generator.date(day), Set.of());
    if (must && !ended.outcome().complete()) {
      throw new IOException(
          "the good history of "
              + ground.name()
              + " was not published for "
              + generator.date(day)
              + ": "
              + ended.sentence());
    }
    return ended.outcome().complete();
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
