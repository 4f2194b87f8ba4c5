package dev.prunella.app.agent;

/** What an agent asked for is not done; it says what, and the next step. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why, in a word that does not change. */
  public enum Reason {
    /** It asked for what no agent may do. */
    NOT_ALLOWED,
    /** There is nothing of that name. */
    NOT_FOUND,
    /** It was asked wrongly. */
    BAD_REQUEST,
    /** Its budget is used up. */
    BUDGET,
    /** It took too long, or was told to end. */
    ENDED
  }

  private final Reason reason;
  private final String next;

  public RefusedException(Reason reason, String message, String next) {
    super(message);
    this.reason = reason;
    this.next = next;
  }

  public Reason reason() {
    return reason;
  }

  /** What to do instead; may be empty. */
  public String next() {
    return next;
  }

  static RefusedException notAllowed(String message, String next) {
    return new RefusedException(Reason.NOT_ALLOWED, message, next);
  }

  static RefusedException notFound(String message, String next) {
    return new RefusedException(Reason.NOT_FOUND, message, next);
  }

  static RefusedException badRequest(String message, String next) {
    return new RefusedException(Reason.BAD_REQUEST, message, next);
  }
}
