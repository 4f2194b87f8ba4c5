package dev.prunella.bench.heal.system;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the system under test is told to do: one JSON object a line.
 *
 * @param folder of the project, to open it
 * @param now the time, in milliseconds since 1970; from here on the clock runs as clocks do
 * @param command what a person types, after the program's name
 */
record Order(What what, @Nullable String folder, long now, List<String> command) {
  Order {
    command = List.copyOf(command);
  }

  /** The orders. */
  enum What {
    OPEN,
    /** Do what is due, and what follows from it. */
    WAKE,
    /** Let a person type a command. */
    TYPE,
    CLOSE
  }

  static Order open(String folder, long now) {
    return new Order(What.OPEN, folder, now, List.of());
  }

  static Order wake(long now) {
    return new Order(What.WAKE, null, now, List.of());
  }

  static Order type(long now, List<String> command) {
    return new Order(What.TYPE, null, now, command);
  }

  static Order close() {
    return new Order(What.CLOSE, null, 0, List.of());
  }
}
