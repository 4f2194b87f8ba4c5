package dev.prunella.refs;

import java.time.Duration;

/**
 * The lake's bounds.
 *
 * @param commitTries how often a commit is tried again when others commit at the same time
 * @param cachedObjects trie nodes and commits held in memory
 * @param retention how long a commit that no ref reaches any more can still be named
 */
public record Limits(int commitTries, int cachedObjects, Duration retention) {
  public static final Limits DEFAULT = new Limits(200, 100_000, Duration.ofDays(7));
}
