package dev.prunella.bench.heal.fault;

import dev.prunella.bench.heal.ground.Feed;
import dev.prunella.bench.heal.world.Answer.Answering;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Set;

/** A fault of the server that one feed is asked for; it is over after the first wake, or never. */
final class ServerFault extends Fault {
  private final Feed feed;
  private final String told;
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
    this.feed = feed;
    this.told = told;
    this.passes = passes;
    this.change = change;
  }

  @Override
  public String told() {
    return told + " of " + feed.source() + (passes ? ", for an hour" : "");
  }

  @Override
  public Set<String> affects() {
    return Set.of(feed.source());
  }

  @Override
  public Answering answer(Stage stage, Feed of, int tick, Answering good) throws IOException {
    return of.source().equals(feed.source()) ? change.of(good) : good;
  }

  @Override
  public void after(Stage stage, int tick) throws IOException, SQLException {
    if (passes && tick == 0) {
      stage.deliverGood(feed, stage.tick());
    }
  }
}
