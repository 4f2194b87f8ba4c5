package dev.prunella.app.pages;

import dev.prunella.app.access.Principal;
import dev.prunella.app.access.Role;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * What every page knows: whose it is, who looks, and when.
 *
 * @param section the part of the navigation that it belongs to
 * @param proof that goes with each form
 * @param live which news have the page look again, as words; none where it does not change
 */
public record Frame(
    String project,
    String mode,
    String title,
    String section,
    Optional<Principal> who,
    String proof,
    boolean readOnly,
    boolean paused,
    long waiting,
    String live,
    Instant now,
    ZoneId zone) {

  /** Whether who looks may do what needs that role here. */
  public boolean may(Role least) {
    return !readOnly && sees(least);
  }

  /** Whether who looks may see what needs that role. */
  public boolean sees(Role least) {
    return who.filter(w -> w.role().covers(least)).isPresent();
  }

  public Times times() {
    return new Times(now, zone);
  }

  static Frame bare(String project, String title, Clock clock, ZoneId zone) {
    return new Frame(
        project, "", title, "", Optional.empty(), "", false, false, 0, "", clock.instant(), zone);
  }
}
