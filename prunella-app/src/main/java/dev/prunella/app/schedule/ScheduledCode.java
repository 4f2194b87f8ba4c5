package dev.prunella.app.schedule;

import dev.prunella.app.run.CodeTrees;
import dev.prunella.app.run.ProjectCode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The project that a schedule goes by: as its files are; as they were last while something is wrong
 * with them, and as main knows it where they have not been sound yet. Looked at by one thread.
 */
final class ScheduledCode {
  private final CodeTrees trees;
  private final Telling telling;
  private @Nullable ProjectCode newest;

  ScheduledCode(CodeTrees trees, Telling telling) {
    this.trees = trees;
    this.telling = telling;
  }

  /** Looks at the files; empty where nothing sound is known. */
  Optional<ProjectCode> look() {
    try {
      newest = trees.now();
      telling.forget("");
    } catch (RuntimeException e) {
      // Whatever it is, it must not end the schedule: the next look may find it mended.
      telling.trouble("", News.message(e));
      if (newest == null) {
        ofMain().ifPresent(known -> newest = known);
      }
    }
    return Optional.ofNullable(newest);
  }

  /** What was published last runs on while somebody's edit is half done. */
  private Optional<ProjectCode> ofMain() {
    try {
      return trees.ofMain();
    } catch (RuntimeException e) {
      telling.trouble("main", News.message(e));
      return Optional.empty();
    }
  }

  /** As it was found last. */
  ProjectCode require() {
    return Optional.ofNullable(newest).orElseThrow();
  }
}
