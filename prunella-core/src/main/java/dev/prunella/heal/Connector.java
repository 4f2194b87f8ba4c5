package dev.prunella.heal;

import dev.prunella.incident.Amendment;
import dev.prunella.incident.Amendment.Cell;
import dev.prunella.refs.TableName;
import java.util.List;
import java.util.function.Consumer;

/**
 * An outside system whose rows can be put right where they come from: amended in its staging,
 * verified there, published, and switched back. Each verb may be repeated: what is done already is
 * not done again. Texts that go to people hold neither credentials nor row values. Thread-safe.
 */
public interface Connector {

  /** Whether a source has a staging, and holds there exactly what was loaded from it. */
  Looked look(TableName table, List<Cell> cells);

  /**
   * Gives the cells their new values in staging, if all there is as it was when proposed.
   *
   * @param receipt as of {@link #publish}; not called where the cells have the new values already
   */
  Outcome amend(Amendment amendment, Consumer<String> receipt);

  /** Reads staging again: the cells have their new values, and nothing else is changed. */
  Outcome verify(Amendment amendment);

  /**
   * Makes what was amended the source's own, if it still verifies.
   *
   * @param receipt hears by what {@link #fate} can tell what became of it, before it counts; what
   *     it throws keeps it from being done
   */
  Outcome publish(Amendment amendment, Consumer<String> receipt);

  /** Gives cells that have the new values their old ones again, in staging only. */
  Outcome restore(Amendment amendment);

  /** The same, and makes that the source's own. */
  Outcome switchBack(Amendment amendment, Consumer<String> receipt);

  /** What became of a change of which only the receipt is known. */
  Fate fate(Amendment amendment, String receipt);

  /** What a source's staging says of cells. */
  sealed interface Looked {
    /**
     * It holds them as they were loaded.
     *
     * @param place as {@link Amendment#place}
     * @param seen as {@link Amendment#seen}
     */
    record Same(String place, String seen) implements Looked {}

    /** There is no staging, it says otherwise, or it does not answer. */
    record NotTold(String sentence) implements Looked {}
  }

  /** What became of a verb. */
  sealed interface Outcome {
    String sentence();

    record Done(String sentence) implements Outcome {}

    /** It is not as it was when it was approved; nothing was changed. */
    record Refused(String sentence) implements Outcome {}

    /** It did not work, and nothing was changed; another time it may. */
    record Failed(String sentence) implements Outcome {}

    /** It may have been done, or not. */
    record Unknown(String sentence) implements Outcome {}
  }

  /** What became of a change. */
  enum Fate {
    LANDED,
    NOT_LANDED,
    UNKNOWN
  }
}
