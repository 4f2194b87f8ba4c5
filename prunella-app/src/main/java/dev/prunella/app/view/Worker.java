package dev.prunella.app.view;

import dev.prunella.local.LocalLake;
import dev.prunella.local.runs.LakePresence;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunState;
import java.time.Clock;
import java.util.Optional;

/**
 * How it stands with a run that may not be over: the same in all commands.
 *
 * @param process that works on it, in words
 */
public record Worker(boolean over, Optional<String> process) {

  public static Worker of(RunState run, LakePresence presence) {
    boolean over = run.closed().isPresent();
    return new Worker(over, over ? Optional.empty() : presence.worker(run.run()));
  }

  public static Worker of(RunState run, LocalLake lake, Clock clock) {
    try (var presence = new LakePresence(lake.lake().store(), clock)) {
      return of(run, presence);
    }
  }

  /** {@code working} or {@code killed}; of a run that is over, its outcome. */
  public String words(RunState run) {
    return over
        ? RunJson.words(run.closed().map(RunEvent.Closed::outcome))
        : process.isPresent() ? "working" : "killed";
  }

  /** What is said beside it. */
  public String sentence(RunState run) {
    return over
        ? run.closed().map(RunEvent.Closed::sentence).orElse("")
        : process.map(who -> who + " works on it").orElse("nobody works on it");
  }
}
