package dev.prunella.app.heal;

import dev.prunella.refs.TableName;
import java.util.Collection;
import java.util.List;

/** Whether a publication is to blame for a later run's trouble. */
sealed interface Blame {
  /** The run would have had it all the same. */
  record None(String why) implements Blame {}

  /** Nobody can say. */
  record Unknown(String why) implements Blame {}

  /**
   * With it the run does not come through, and without it does.
   *
   * @param tables at least one
   */
  record Proved(Collection<TableName> tables) implements Blame {
    public Proved {
      tables = List.copyOf(tables);
    }
  }
}
