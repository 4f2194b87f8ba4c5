package dev.prunella.bench.heal.system;

import org.jspecify.annotations.Nullable;

/**
 * What the system under test is told to do: one JSON object a line.
 *
 * @param what see {@link What}
 * @param folder of the project, to open it
 * @param now the time, in milliseconds since 1970; from here on the clock runs as clocks do
 * @param question that is answered
 * @param answer of a person
 */
public record Order(
    What what,
    @Nullable String folder,
    long now,
    @Nullable String question,
    @Nullable String answer) {

  /** The orders. */
  public enum What {
    OPEN,
    /** Do what is due, and what follows from it. */
    WAKE,
    ANSWER,
    CLOSE
  }

  static Order open(String folder, long now) {
    return new Order(What.OPEN, folder, now, null, null);
  }

  static Order wake(long now) {
    return new Order(What.WAKE, null, now, null, null);
  }

  static Order answer(long now, String question, String answer) {
    return new Order(What.ANSWER, null, now, question, answer);
  }

  static Order close() {
    return new Order(What.CLOSE, null, 0, null, null);
  }
}
