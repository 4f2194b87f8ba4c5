package dev.prunella.bench.heal.crash;

import dev.prunella.bench.heal.system.Told;
import dev.prunella.local.LocalLake;
import dev.prunella.refs.CommitId;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** One play in which the system under test dies now and again. For one thread. */
public interface Endangered {

  /** Opens the project. */
  void open(Instant now) throws IOException;

  /**
   * Wakes the system until one wake comes to its end; meanwhile it may die and be started again.
   *
   * @throws IOException if it ends otherwise
   */
  Told wake(Instant at) throws IOException;

  /**
   * Looks at the laws. The project is closed.
   *
   * @param base main's head before the play
   */
  Crashed end(LocalLake lake, CommitId base);

  /**
   * What came of it.
   *
   * @param hits where it died, each time
   * @param broken the laws that were broken, in words
   * @param again what is to be said beside scenario and seed to play it so again; may be empty
   */
  record Crashed(List<String> hits, List<String> broken, String again) {
    public Crashed {
      hits = List.copyOf(hits);
      broken = List.copyOf(broken);
    }
  }
}
