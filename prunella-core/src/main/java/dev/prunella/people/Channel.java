package dev.prunella.people;

import java.time.Duration;
import java.util.Optional;

/**
 * A way to reach people. One attempt, of bounded time; trying again is for whoever has kept that it
 * has begun. What was sent may be sent again under the same id. Thread-safe.
 */
public interface Channel extends AutoCloseable {

  /** Whether it could reach an address at all, by its form. */
  boolean reaches(String address);

  /** Sends. */
  Outcome deliver(Message message);

  @Override
  void close();

  /** What came of an attempt. */
  sealed interface Outcome {
    /** The other side has taken it. */
    record Taken() implements Outcome {}

    /**
     * It may work later.
     *
     * @param pause that the other side asks for
     */
    record Later(String why, Optional<Duration> pause) implements Outcome {}

    /** It will not work for this message, however often it is tried. */
    record Never(String why) implements Outcome {}

    /** The other side wants nothing more. */
    record Gone(String why) implements Outcome {}
  }
}
