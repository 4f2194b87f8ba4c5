package dev.prunella.bench.heal.fault;

import dev.prunella.bench.heal.ground.Feed;
import java.util.Set;

/** A fault of what one feed brings. */
abstract class FeedFault extends Fault {
  private final Feed feed;
  private final String told;

  FeedFault(Feed feed, String told) {
    this.feed = feed;
    this.told = told;
  }

  /** The one that it is about. */
  final Feed feed() {
    return feed;
  }

  final boolean isAbout(Feed other) {
    return other.source().equals(feed.source());
  }

  @Override
  public final String told() {
    return told;
  }

  @Override
  public final Set<String> affects() {
    return Set.of(feed.source());
  }
}
