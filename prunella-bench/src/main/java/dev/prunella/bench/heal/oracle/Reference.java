package dev.prunella.bench.heal.oracle;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A world to compare with, as it was after each interval.
 *
 * @param states the tables after each interval, by the names that the system under test sees
 */
public record Reference(List<State> states) {

  public Reference {
    states = List.copyOf(states);
  }

  /**
   * After an interval.
   *
   * @param rows files with the rows of each table, where they were kept
   */
  public record State(Map<String, Content> tables, Map<String, Path> rows) {
    public State {
      tables = Map.copyOf(tables);
      rows = Map.copyOf(rows);
    }
  }

  /** After the last interval. */
  State last() {
    return states.getLast();
  }

  /** Whether a table ever had this content. */
  boolean ever(String table, Content content) {
    return all(table).anyMatch(content::equals);
  }

  Stream<Content> all(String table) {
    return states.stream().flatMap(s -> Optional.ofNullable(s.tables().get(table)).stream());
  }
}
