package dev.prunella.bench.heal.system;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the system under test is told to do: one JSON object a line.
 *
 * @param folder of the project, to open it
 * @param now the time, in milliseconds since 1970; from here on the clock runs as clocks do
 * @param command what a person types, after the program's name
 * @param step at which the process seems to die: the first that it takes is 1, and 0 is none of
 *     them; null where its steps are not counted
 */
record Order(
    What what, @Nullable String folder, long now, List<String> command, @Nullable Integer step) {
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
    return new Order(What.OPEN, folder, now, List.of(), null);
  }

  /** From then on its steps are counted. */
  static Order openMortal(String folder, long now) {
    return new Order(What.OPEN, folder, now, List.of(), 0);
  }

  static Order wake(long now) {
    return new Order(What.WAKE, null, now, List.of(), null);
  }

  static Order wakeUntil(long now, int step) {
    return new Order(What.WAKE, null, now, List.of(), step);
  }

  static Order type(long now, List<String> command) {
    return new Order(What.TYPE, null, now, command, null);
  }

  static Order close() {
    return new Order(What.CLOSE, null, 0, List.of(), null);
  }
}
