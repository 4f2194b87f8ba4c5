package dev.prunella.app.heal;

import dev.prunella.refs.TableName;
import java.util.Collections;
import java.util.Set;

/**
 * A question that is open about tables.
 *
 * @param why nothing is built on them until it is answered
 */
public record InTheWay(Set<TableName> tables, String why) {
  /** Whether it is about any of these. */
  public boolean of(Set<TableName> others) {
    return !Collections.disjoint(tables, others);
  }
}
