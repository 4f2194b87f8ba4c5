package dev.prunella.app.serve;

/** A server cannot have its port: another program has it, or nobody may. */
public final class CannotListen extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String nextStep;

  CannotListen(String message, String nextStep, Exception cause) {
    super(message, cause);
    this.nextStep = nextStep;
  }

  /** A command or a short sentence. */
  public String nextStep() {
    return nextStep;
  }
}
