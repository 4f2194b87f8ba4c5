package dev.prunella.bench.heal.fault;

import dev.prunella.bench.heal.ground.Feed;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Set;

/** A fault of the rows that one feed brings. */
final class RowFault extends FeedFault {
  private final Change change;
  private final boolean reshapes;

  /** What becomes of rows. */
  @FunctionalInterface
  interface Change {
    /**
     * Changes them.
     *
     * @param tick counted from the fault's first interval
     * @param rows a relation
     * @return another
     */
    String of(Stage stage, int tick, String rows) throws IOException, SQLException;
  }

  private RowFault(Feed feed, String told, Change change, boolean reshapes) {
    super(feed, told);
    this.change = change;
    this.reshapes = reshapes;
  }

  static RowFault of(Feed feed, String told, Change change) {
    return new RowFault(feed, told, change, false);
  }

  /** At a place; the source is named. */
  static RowFault at(Place place, String told, Change change) {
    return of(place.feed(), told + " in " + place.feed().source(), change);
  }

  /** Of other columns than before. */
  static RowFault reshaping(Feed feed, String told, Change change) {
    return new RowFault(feed, told, change, true);
  }

  @Override
  public Set<String> reshapes() {
    return reshapes ? affects() : Set.of();
  }

  @Override
  public String rows(Stage stage, Feed of, int tick, String rows) throws IOException, SQLException {
    return isAbout(of) ? change.of(stage, tick, rows) : rows;
  }
}
