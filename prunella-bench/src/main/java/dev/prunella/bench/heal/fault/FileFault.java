package dev.prunella.bench.heal.fault;

import dev.prunella.bench.heal.ground.Feed;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;

/** A fault of the bytes that one feed brings, in a file or over HTTP. */
class FileFault extends FeedFault {
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
    super(feed, told + " of " + feed.source());
    this.change = change;
  }

  @Override
  public Optional<byte[]> file(Stage stage, Feed of, int tick, byte[] bytes)
      throws IOException, SQLException {
    return isAbout(of) ? change.of(stage, tick, bytes) : Optional.of(bytes);
  }
}
