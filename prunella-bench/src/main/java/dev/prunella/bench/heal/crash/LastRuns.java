package dev.prunella.bench.heal.crash;

import dev.prunella.bench.heal.system.Told;
import dev.prunella.bench.heal.world.World;
import dev.prunella.local.LocalLake;
import dev.prunella.local.runs.LakeRunJournal;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunJournal;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * The runs that came to their end in a wake in which the system died: it could tell of them to
 * nobody, and they are in its journal. For one thread.
 */
final class LastRuns {
  private static final int MOST = 50;

  private final World world;
  private final Set<String> told = new HashSet<>();

  /** Runs that there are already do not count. */
  LastRuns(World world, Instant now) {
    this.world = world;
    try (var lake = world.lake(now)) {
      journal(lake).newest(MOST).forEach(run -> told.add(run.run().toString()));
    }
  }

  /** What was told of a wake, with what was not told of those before it. */
  Told with(Told wake, Instant now) {
    wake.runs().stream()
        .filter(run -> !run.outcome().equals(Told.Run.KILLED))
        .forEach(run -> told.add(run.run()));
    try (var lake = world.lake(now)) {
      var journal = journal(lake);
      var untold =
          journal.newest(MOST).reversed().stream()
              .filter(run -> hasEnded(journal, run) && told.add(run.run().toString()))
              .map(run -> Told.Run.of(journal.state(run.run())))
              .toList();
      return untold.isEmpty() ? wake : wake.after(untold);
    }
  }

  private static boolean hasEnded(RunJournal journal, RunJournal.Opened run) {
    return journal
        .newestOf(run.run())
        .filter(event -> event instanceof RunEvent.Closed && !event.endsTrial())
        .isPresent();
  }

  private static RunJournal journal(LocalLake lake) {
    return new LakeRunJournal(lake.lake(), text -> text);
  }
}
