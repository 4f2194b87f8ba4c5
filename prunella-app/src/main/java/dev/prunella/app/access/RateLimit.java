package dev.prunella.app.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** So many a while, for each client by itself. Thread-safe. */
public final class RateLimit {
  private static final int MOST_CLIENTS = 10_000;

  private final int most;
  private final Duration within;
  private final Clock clock;

  /** What each has left, and since when that is so; who was seen last is last. */
  private final Map<String, Bucket> clients =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > MOST_CLIENTS;
        }
      };

  private record Bucket(double left, Instant at) {}

  /**
   * A limit.
   *
   * @param most at once, and filled up again evenly within that time
   */
  public RateLimit(int most, Duration within, Clock clock) {
    this.most = most;
    this.within = within;
    this.clock = clock;
  }

  /** Whether a client may once more; that is then counted. */
  public synchronized boolean allows(String client) {
    var now = clock.instant();
    var bucket = clients.getOrDefault(client, new Bucket(most, now));
    double gained =
        Math.max(0, Duration.between(bucket.at(), now).toMillis())
            * (most / (double) within.toMillis());
    double left = Math.min(most, bucket.left() + gained);
    boolean allowed = left >= 1;
    clients.put(client, new Bucket(allowed ? left - 1 : left, now));
    return allowed;
  }
}
