package dev.prunella.local.sql;

import java.util.List;
import java.util.stream.Collectors;

/**
 * SQL that cannot be a model, with all that was found wrong with it; the message has a line each.
 */
public final class SqlException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<SqlProblem> problems;

  SqlException(List<SqlProblem> problems) {
    super(problems.stream().map(SqlProblem::message).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  SqlException(SqlProblem problem, Throwable cause) {
    super(problem.message(), cause);
    this.problems = List.of(problem);
  }

  /** In the order of the text; never empty. */
  public List<SqlProblem> problems() {
    return problems;
  }
}
