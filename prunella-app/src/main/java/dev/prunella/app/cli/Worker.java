package dev.prunella.app.cli;

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
record Worker(boolean over, Optional<String> process) {

  static Worker of(RunState run, LakePresence presence) {
    boolean over = run.closed().isPresent();
    return new Worker(over, over ? Optional.empty() : presence.worker(run.run()));
  }

  static Worker of(RunState run, LocalLake lake, Clock clock) {
    try (var presence = new LakePresence(lake.lake().store(), clock)) {
      return of(run, presence);
    }
  }

  /** {@code working} or {@code killed}; of a run that is over, its outcome. */
  String words(RunState run) {
    return over
        ? RunViews.words(run.closed().map(RunEvent.Closed::outcome))
        : process.isPresent() ? "working" : "killed";
  }

  Ink ink(RunState run) {
    return over
        ? RunViews.ink(run.closed().map(RunEvent.Closed::outcome))
        : process.isPresent() ? Ink.GOOD : Ink.BAD;
  }

  /** What is said beside it. */
  String sentence(RunState run) {
    return over
        ? run.closed().map(RunEvent.Closed::sentence).orElse("")
        : process.map(who -> who + " works on it").orElse("nobody works on it");
  }
}
