package dev.prunella.bench.heal.fault;

import dev.prunella.bench.heal.ground.Feed;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/** A fault of the bytes that one feed brings, in a file or over HTTP. */
class FileFault extends Fault {
  private final Feed feed;
  private final String told;
  private final Change change;

  /** What becomes of bytes. */
  @FunctionalInterface
  interface Change {
    /**
     * Changes them.
     *
     * @return others; empty for nothing at all
     */
    Optional<byte[]> of(Stage stage, int tick, byte[] bytes) throws IOException, SQLException;
  }

  FileFault(Feed feed, String told, Change change) {
    this.feed = feed;
    this.told = told;
    this.change = change;
  }

  Feed feed() {
    return feed;
  }

  @Override
  public String told() {
    return told + " of " + feed.source();
  }

  @Override
  public Set<String> affects() {
    return Set.of(feed.source());
  }

  @Override
  public Optional<byte[]> file(Stage stage, Feed of, int tick, byte[] bytes)
      throws IOException, SQLException {
    return of.source().equals(feed.source()) ? change.of(stage, tick, bytes) : Optional.of(bytes);
  }
}
