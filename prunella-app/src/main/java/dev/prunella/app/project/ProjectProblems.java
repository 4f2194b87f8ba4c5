package dev.prunella.app.project;

import dev.prunella.app.yaml.Problems;
import java.util.List;

/** Everything that is wrong with a project's files, all at once. */
public final class ProjectProblems extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  /**
   * @param problems sentences, each with the file and the line
   */
  public ProjectProblems(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  static ProjectProblems of(Problems problems) {
    return new ProjectProblems(problems.found().stream().map(Object::toString).toList());
  }

  public List<String> problems() {
    return problems;
  }
}
