package dev.prunella.refs;

import org.jspecify.annotations.Nullable;

/** A request that cannot be met, told so that a person can act: what, where, next step. */
public class LakeException extends RuntimeException {
  private final Problem problem;

  public LakeException(Problem problem, String message) {
    super(message);
    this.problem = problem;
  }

  public LakeException(Problem problem, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
