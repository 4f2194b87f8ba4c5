package dev.prunella.app.run;

import dev.prunella.contract.CodePlace;
import java.util.List;
import java.util.Optional;

/**
 * A table or a column, and what it is made from, or what is made from it.
 *
 * @param kind how it is made: {@code direct}, {@code computed}, {@code aggregated}, {@code
 *     constant}, {@code source}, {@code rows} where it only decides which rows there are, {@code
 *     unknown}; of tables the kind of their step
 * @param note a sentence where something cannot be known; may be empty
 * @param again whether what follows it has been told before
 */
public record LineageNode(
    String name,
    String kind,
    Optional<CodePlace> place,
    String note,
    boolean again,
    List<LineageNode> next) {
  public LineageNode {
    next = List.copyOf(next);
  }
}
