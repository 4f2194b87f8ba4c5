package dev.prunella.connect.openlineage;

import dev.prunella.refs.TableName;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * How tables stand for their readers, as it is when it is first asked for: several events tell of
 * one moment, and to look costs more than to tell. Thread-safe.
 */
final class Standings {
  private final LineageFacts facts;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Map<TableName, ReaderStanding> read;

  Standings(LineageFacts facts) {
    this.facts = facts;
  }

  Optional<ReaderStanding> of(TableName table) {
    lock.lock();
    try {
      var known = read;
      if (known == null) {
        known = look();
        read = known;
      }
      return Optional.ofNullable(known.get(table));
    } finally {
      lock.unlock();
    }
  }

  /** It is an addition: without it what is told of the run is still true. */
  private Map<TableName, ReaderStanding> look() {
    try {
      return facts.standings();
    } catch (RuntimeException e) {
      return Map.of();
    }
  }
}
