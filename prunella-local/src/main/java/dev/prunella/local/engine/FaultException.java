package dev.prunella.local.engine;

import dev.prunella.pipeline.Fault;

/** A fault on its way to the step's outcome; nothing was committed. */
final class FaultException extends RuntimeException implements Fault.Told {
  private static final long serialVersionUID = 1L;

  private final transient Fault fault;

  FaultException(Fault fault) {
    super(fault.message());
    this.fault = fault;
  }

  FaultException(Fault.Kind kind, String message, String next) {
    this(Fault.of(kind, message, next));
  }

  @Override
  public Fault fault() {
    return fault;
  }
}
