package dev.prunella.local.sandbox;

import dev.prunella.refs.CommitId;
import java.time.Instant;

/**
 * A branch of the lake to try things on: somebody's own, for a while.
 *
 * @param from the commit where it began
 * @param until when it may be collected
 */
public record Sandbox(String name, CommitId from, Instant created, Instant until, String by) {
  /** Of the names of their branches. */
  public static final String PREFIX = "sandbox/";

  /** The branch on which it lives. */
  public String branch() {
    return PREFIX + name;
  }

  public boolean isExpired(Instant now) {
    return !now.isBefore(until);
  }
}
