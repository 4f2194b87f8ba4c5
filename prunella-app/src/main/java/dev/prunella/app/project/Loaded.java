package dev.prunella.app.project;

import dev.prunella.app.yaml.Problems;
import java.util.List;

/** What reading a project comes to. */
public sealed interface Loaded {

  /** Nothing is wrong with it. */
  record Sound(LoadedProject project) implements Loaded {}

  /**
   * Something is wrong with it.
   *
   * @param problems by file and line
   * @param more how many there are beyond these
   */
  record Flawed(List<Problems.Found> problems, int more) implements Loaded {
    public Flawed {
      problems = List.copyOf(problems);
    }
  }

  /**
   * The project.
   *
   * @throws ProjectProblems when there is any problem
   */
  default LoadedProject orThrow() {
    return switch (this) {
      case Sound(var project) -> project;
      case Flawed(var problems, _) -> throw ProjectProblems.of(problems);
    };
  }
}
