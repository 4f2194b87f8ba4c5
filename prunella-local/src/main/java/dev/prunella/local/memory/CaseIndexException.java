package dev.prunella.local.memory;

/** An index of cases that cannot be read or written now; nothing is lost by throwing it away. */
public final class CaseIndexException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CaseIndexException(String message, Exception cause) {
    super(message + ": " + cause.getMessage(), cause);
  }
}
