package dev.prunella.app.run;

import dev.prunella.app.run.Status.State;
import dev.prunella.app.run.Status.TableStatus;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a table stands, in words that a reader understands who knows nothing of runs, and without a
 * value of any row: whatever failed may have one in its message.
 *
 * @param freshness such as {@code fresh}, {@code stale}, {@code older code}
 * @param through the newest interval that it holds
 * @param staleSince when the first run began that did not bring what should be there
 * @param missing the intervals that it lacks, newest first
 * @param because why it is stale
 */
public record ForReaders(
    String freshness,
    Optional<String> through,
    Optional<Instant> staleSince,
    List<String> missing,
    Optional<String> because) {
  public ForReaders {
    missing = List.copyOf(missing);
  }

  /** Of a table that a step makes. */
  public static ForReaders of(TableStatus status) {
    var why = status.state() == State.STALE ? status.why() : Optional.<Status.Why>empty();
    return new ForReaders(
        status.state().name().toLowerCase(Locale.ROOT).replace('_', ' '),
        status.through(),
        why.map(Status.Why::since),
        why.map(Status.Why::intervals).orElse(List.of()),
        why.map(
            w ->
                "these are the last good data: "
                    + w.newest().step()
                    + " could not be made or was held"));
  }
}
