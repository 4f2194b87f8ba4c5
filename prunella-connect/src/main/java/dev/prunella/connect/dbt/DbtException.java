package dev.prunella.connect.dbt;

/** A dbt project cannot be read; the message says what and where, and what to do next. */
public final class DbtException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String nextStep;

  public DbtException(String message, String nextStep) {
    super(message);
    this.nextStep = nextStep;
  }

  public DbtException(String message, String nextStep, Throwable cause) {
    super(message, cause);
    this.nextStep = nextStep;
  }

  /** What a person can do now. */
  public String nextStep() {
    return nextStep;
  }
}
