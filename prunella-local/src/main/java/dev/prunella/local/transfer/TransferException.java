package dev.prunella.local.transfer;

/** A file cannot be brought in or out; the message says what, where, and what to do next. */
public final class TransferException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final String nextStep;

  /** What kind of difficulty it is. */
  public enum Reason {
    /** The request itself makes no sense: a column that is not there, a type that is none. */
    BAD_REQUEST,
    /** The file is not there. */
    NO_SUCH_FILE,
    /** The file's content does not fit. */
    BAD_FILE,
    /** The table or the file is there already, and nobody said to replace it. */
    EXISTS
  }

  public TransferException(Reason reason, String message, String nextStep) {
    super(message);
    this.reason = reason;
    this.nextStep = nextStep;
  }

  public TransferException(Reason reason, String message, String nextStep, Throwable cause) {
    super(message, cause);
    this.reason = reason;
    this.nextStep = nextStep;
  }

  public Reason reason() {
    return reason;
  }

  /** What a person can do now; may be empty. */
  public String nextStep() {
    return nextStep;
  }
}
