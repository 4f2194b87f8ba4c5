package dev.prunella.app.access;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The browsers that are logged in. Forgotten with the process. Thread-safe. */
public final class Sessions {
  /** From then on one has to log in again. */
  public static final Duration GOOD_FOR = Duration.ofHours(12);

  private static final int MOST = 1000;

  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  /** By the hash of what the cookie holds, the oldest first. */
  private final Map<String, Session> sessions = new LinkedHashMap<>();

  public Sessions(Clock clock) {
    this.clock = clock;
  }

  /**
   * A session.
   *
   * @param proof that a request comes from our pages: they hold it, others cannot read it
   * @param token by whose hash it was begun; it ends when that is revoked
   */
  public record Session(Principal who, String proof, Instant until, Optional<String> token) {
    /** Keeps the proof out of logs. */
    @Override
    public String toString() {
      return "Session[" + who.name() + "]";
    }
  }

  /** What the cookie holds of a new session; the oldest ends where there are too many. */
  public synchronized String begin(Principal who, Optional<String> token) {
    if (sessions.size() >= MOST) {
      sessions.remove(sessions.keySet().iterator().next());
    }
    var cookie = Secret.fresh(random);
    sessions.put(
        Secret.hash(cookie),
        new Session(who, Secret.fresh(random), clock.instant().plus(GOOD_FOR), token));
    return cookie;
  }

  public synchronized Optional<Session> find(String cookie) {
    var hash = Secret.hash(cookie);
    var session = sessions.get(hash);
    if (session != null && !clock.instant().isBefore(session.until())) {
      sessions.remove(hash);
      return Optional.empty();
    }
    return Optional.ofNullable(session);
  }

  public synchronized void end(Session session) {
    sessions.values().remove(session);
  }
}
