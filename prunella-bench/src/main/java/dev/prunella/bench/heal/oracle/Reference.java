package dev.prunella.bench.heal.oracle;

import dev.prunella.bench.heal.oracle.Measuring.Measured;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A world to compare with, as it was after each interval.
 *
 * @param states its tables, by the names that the system under test sees
 */
record Reference(List<Map<String, Measured>> states) {

  Reference {
    states = List.copyOf(states);
  }

  /** After the last interval. */
  Map<String, Measured> last() {
    return states.getLast();
  }

  /** The contents after the last interval. */
  Map<String, Content> contents() {
    var contents = new TreeMap<String, Content>();
    last().forEach((table, state) -> contents.put(table, state.content()));
    return contents;
  }

  /** Whether a table ever had this content. */
  boolean ever(String table, Content content) {
    return all(table).anyMatch(m -> m.content().equals(content));
  }

  /** A table's states. */
  Stream<Measured> all(String table) {
    return states.stream().flatMap(s -> Optional.ofNullable(s.get(table)).stream());
  }
}
