package dev.prunella.app.cli;

import dev.prunella.app.heal.Healing;
import dev.prunella.refs.TableName;
import java.util.Set;

/** What people have changed on main by hand, before a run builds on it. */
final class ByHand {
  private ByHand() {}

  /** Tells of it: whoever starts a run by hand may have put the table right just before. */
  static void tell(Console console, Healing healing, Set<TableName> tables) {
    try {
      healing
          .lacking()
          .forEach(
              (table, what) -> {
                if (tables.contains(table)) {
                  console.warn(
                      table
                          + " may lack rows that runs had published ("
                          + what
                          + "), and this run builds on it; prunella heal puts it back, or asks");
                }
              });
    } catch (RuntimeException e) {
      // It is a word of warning: what really is in the way stops the run itself.
      console.warn("it cannot be told whether rows are gone by hand: " + e.getMessage());
    }
  }

  /**
   * Puts it back, where that is allowed, or asks.
   *
   * @throws Failure while somebody is asked, or has not answered yet
   */
  static void putBack(Healing healing, Set<TableName> tables) {
    healing.guard();
    healing.inTheWay().stream()
        .filter(question -> question.of(tables))
        .findFirst()
        .ifPresent(
            question -> {
              throw new Failure(Exit.HELD, "changed-by-hand", question.why(), "prunella questions");
            });
  }
}
