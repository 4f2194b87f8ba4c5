package dev.prunella.bench.heal.fault;

import dev.prunella.bench.heal.ground.Feed;
import dev.prunella.bench.heal.world.Answer.Answering;
import java.io.IOException;
import java.sql.SQLException;

/** A fault of the server that one feed is asked for; it is over after the first wake, or never. */
final class ServerFault extends FeedFault {
  private final boolean passes;
  private final Change change;

  /** What is answered instead. */
  @FunctionalInterface
  interface Change {
    Answering of(Answering good) throws IOException;
  }

  /**
   * A fault of a server.
   *
   * @param passes whether the server is well again before the second wake
   */
  ServerFault(Feed feed, String told, boolean passes, Change change) {
    super(feed, told + " of " + feed.source() + (passes ? ", for an hour" : ""));
    this.passes = passes;
    this.change = change;
  }

  @Override
  public Answering answer(Stage stage, Feed of, int tick, Answering good) throws IOException {
    return isAbout(of) ? change.of(good) : good;
  }

  @Override
  public void after(Stage stage, int tick) throws IOException, SQLException {
    if (passes && tick == 0) {
      stage.deliverGood(feed(), stage.tick());
    }
  }
}
