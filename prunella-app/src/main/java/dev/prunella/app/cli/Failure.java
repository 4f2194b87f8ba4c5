package dev.prunella.app.cli;

import dev.prunella.pipeline.RunId;
import org.jspecify.annotations.Nullable;

/** A command cannot do what was asked: what, where, next step. */
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Exit exit;
  private final String code;
  private final @Nullable String nextStep;

  /**
   * @param code for machines, such as {@code file-exists}
   * @param nextStep a command or a short sentence
   */
  Failure(Exit exit, String code, String message, @Nullable String nextStep) {
    super(message);
    this.exit = exit;
    this.code = code;
    this.nextStep = nextStep;
  }

  Failure(
      Exit exit,
      String code,
      String message,
      @Nullable String nextStep,
      @Nullable Throwable cause) {
    super(message, cause);
    this.exit = exit;
    this.code = code;
    this.nextStep = nextStep;
  }

  static Failure usage(String message, @Nullable String nextStep) {
    return new Failure(Exit.USAGE, "bad-usage", message, nextStep);
  }

  /** A run is named that this lake does not know. */
  static Failure noSuchRun(RunId run) {
    return new Failure(
        Exit.NOT_FOUND,
        "no-such-run",
        "there is no " + run + " in this lake",
        "prunella runs lists them");
  }

  Exit exit() {
    return exit;
  }

  String code() {
    return code;
  }

  @Nullable String nextStep() {
    return nextStep;
  }
}
