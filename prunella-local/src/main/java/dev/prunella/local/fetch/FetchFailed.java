package dev.prunella.local.fetch;

import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fault.Kind;

/** Ends a fetch, from wherever it is found out; never leaves this package. */
final class FetchFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Fault fault;

  FetchFailed(Fault fault) {
    super(fault.message());
    this.fault = fault;
  }

  FetchFailed(Kind kind, String message, String next) {
    this(Fault.of(kind, message, next));
  }

  Fault fault() {
    return fault;
  }
}
