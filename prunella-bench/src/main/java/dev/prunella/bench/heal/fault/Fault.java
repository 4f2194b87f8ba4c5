package dev.prunella.bench.heal.fault;

import dev.prunella.bench.heal.ground.Feed;
import dev.prunella.bench.heal.world.Answer.Answering;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/**
 * Something that goes wrong in one play. All that it leaves to chance was chosen when it was made,
 * so that it does the same in each world in which it is let loose.
 *
 * <p>Intervals are counted from the first that it touches. What a source delivers is asked for only
 * while the fault lasts; {@link #before} and {@link #after} are called from its first interval to
 * the end of the play.
 */
public abstract class Fault {

  /** What was done, in words, with the names that the system under test sees. */
  public abstract String told();

  /**
   * The tables that cannot be right while it lasts, by the ground's own names; what is made of them
   * cannot either. Empty where no table needs to suffer.
   */
  public abstract Set<String> affects();

  /**
   * The tables that somebody has made wrong by hand, by the ground's own names, until they are put
   * back: no table needs to suffer for that.
   */
  public Set<String> harms(Stage stage) {
    return Set.of();
  }

  /** Source tables whose columns may differ from the twin's: those in common are compared. */
  public Set<String> reshapes() {
    return Set.of();
  }

  /** The rows that come instead. */
  public String rows(Stage stage, Feed feed, int tick, String rows)
      throws IOException, SQLException {
    return rows;
  }

  /** The bytes that come instead; empty for no file. */
  public Optional<byte[]> file(Stage stage, Feed feed, int tick, byte[] bytes)
      throws IOException, SQLException {
    return Optional.of(bytes);
  }

  /** What the server answers instead. */
  public Answering answer(Stage stage, Feed feed, int tick, Answering good)
      throws IOException, SQLException {
    return good;
  }

  /** Just before the system is woken for an interval; what it reads has been delivered. */
  public void before(Stage stage, int tick) throws IOException, SQLException {}

  /** Between the first wake of an interval and the next. */
  public void after(Stage stage, int tick) throws IOException, SQLException {}

  /**
   * Somebody who knows puts right what was changed at its origin; what sources bring is delivered
   * anew by others.
   */
  public void mend(Stage stage) throws IOException {}

  /** The play is over: puts right whatever lies outside of the project. */
  public void end(Stage stage) throws IOException {}
}
