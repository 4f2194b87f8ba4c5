package dev.prunella.bench.heal.system;

import org.jspecify.annotations.Nullable;

/**
 * What the system under test is told to do: one JSON object a line.
 *
 * @param folder of the project, to open it
 * @param now the time, in milliseconds since 1970; from here on the clock runs as clocks do
 */
record Order(What what, @Nullable String folder, long now) {

  /** The orders. */
  enum What {
    OPEN,
    /** Do what is due, and what follows from it. */
    WAKE,
    CLOSE
  }

  static Order open(String folder, long now) {
    return new Order(What.OPEN, folder, now);
  }

  static Order wake(long now) {
    return new Order(What.WAKE, null, now);
  }

  static Order close() {
    return new Order(What.CLOSE, null, 0);
  }
}
