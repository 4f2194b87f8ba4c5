package dev.prunella.app.project;

import dev.prunella.app.yaml.Problems;
import java.util.List;

/** Everything that is wrong with a project's files, all at once. */
public final class ProjectProblems extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;
  private final transient List<Problems.Found> found;

  /**
   * @param problems sentences, each with the file and the line
   */
  public ProjectProblems(List<String> problems) {
    this(problems, List.of());
  }

  private ProjectProblems(List<String> problems, List<Problems.Found> found) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
    this.found = List.copyOf(found);
  }

  static ProjectProblems of(Problems problems) {
    return of(problems.found());
  }

  static ProjectProblems of(List<Problems.Found> found) {
    return new ProjectProblems(found.stream().map(Object::toString).toList(), found);
  }

  public List<String> problems() {
    return problems;
  }

  /** The same with their places; none where they are known as sentences only. */
  public List<Problems.Found> found() {
    return found;
  }
}
