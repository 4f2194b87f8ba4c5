package dev.prunella.people;

import dev.prunella.memory.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What holds for telling people.
 *
 * @param quiet when only what is urgent is sent
 * @param batch what is not urgent goes to one person no more often than that
 * @param patience how long the last of a chain has to answer
 * @param lake tells this lake's messages from another's
 */
public record DeliveryRules(
    Optional<Window> quiet, Duration batch, Duration patience, String lake, Limits limits) {

  /**
   * Bounds.
   *
   * @param attempts so often a message is tried
   * @param lease so long one that was begun is left to whoever began it
   * @param firstPause before the second attempt; each further pause is {@code growth} times longer
   * @param longestPause whatever a channel asks for
   * @param together so many questions are in one message
   * @param snoozes so often one question can be put off
   * @param longestSnooze each time
   */
  public record Limits(
      int attempts,
      Duration lease,
      Duration firstPause,
      int growth,
      Duration longestPause,
      int together,
      int snoozes,
      Duration longestSnooze) {
    public static final Limits DEFAULT =
        new Limits(
            6,
            Duration.ofMinutes(5),
            Duration.ofSeconds(5),
            6,
            Duration.ofHours(2),
            20,
            3,
            Duration.ofDays(7));

    /** How long until it is tried again that has failed so often; more where a channel says so. */
    public Duration pause(int attempt, Optional<Duration> wanted) {
      var pause = firstPause;
      for (int i = 1; i < attempt && pause.compareTo(longestPause) < 0; i++) {
        pause = pause.multipliedBy(growth);
      }
      var longer = wanted.isPresent() && wanted.get().compareTo(pause) > 0 ? wanted.get() : pause;
      return longer.compareTo(longestPause) > 0 ? longestPause : longer;
    }
  }

  /** The first moment from this one on at which it may be sent. */
  Instant outsideOfQuiet(Instant at, Severity severity) {
    return severity == Severity.URGENT
        ? at
        : quiet.filter(w -> w.isOpen(at)).map(w -> w.closes(at)).orElse(at);
  }
}
