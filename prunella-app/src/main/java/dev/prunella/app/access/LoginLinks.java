package dev.prunella.app.access;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Links by which a person logs in once, within minutes. Forgotten with the process. Thread-safe.
 */
public final class LoginLinks {
  /** How long a link is good. */
  public static final Duration GOOD_FOR = Duration.ofMinutes(15);

  private static final int MOST = 100;

  private record Link(Principal who, Instant until) {}

  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  /** By the hash of what stands in the link. */
  private final Map<String, Link> links = new LinkedHashMap<>();

  public LoginLinks(Clock clock) {
    this.clock = clock;
  }

  /** What stands in a new link for somebody; the oldest goes where there are too many. */
  public synchronized String create(String name, Role role) {
    if (links.size() >= MOST) {
      links.remove(links.keySet().iterator().next());
    }
    var secret = Secret.fresh(random);
    links.put(
        Secret.hash(secret),
        new Link(new Principal(name, role, Principal.By.SESSION), clock.instant().plus(GOOD_FOR)));
    return secret;
  }

  /** Who logs in by it; empty from the second time on, and when its time is over. */
  public synchronized Optional<Principal> redeem(String secret) {
    return Optional.ofNullable(links.remove(Secret.hash(secret)))
        .filter(link -> clock.instant().isBefore(link.until()))
        .map(Link::who);
  }
}
