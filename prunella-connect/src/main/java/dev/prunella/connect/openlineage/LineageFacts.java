package dev.prunella.connect.openlineage;

import dev.prunella.pipeline.SqlFacts;
import dev.prunella.pipeline.Step;
import dev.prunella.refs.Entry;
import dev.prunella.refs.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What events say about tables and SQL beyond what a run's own events say. Called by the threads
 * that deliver, so it may read files; an exception only leaves a facet, or what is told by it, out.
 * Thread-safe.
 */
public interface LineageFacts {

  /** The columns of a table as it stood; empty when they are not to be had. */
  List<Column> columns(TableName table, Entry entry);

  /** What a step's SQL says; empty for other kinds of steps. */
  Optional<SqlFacts> sql(Step step);

  /**
   * A column.
   *
   * @param type for people, such as {@code decimal(10,2)}
   */
  record Column(String name, String type, String description) {}

  /** How tables stand for their readers now; those are left out of which it is not known. */
  default Map<TableName, ReaderStanding> standings() {
    return Map.of();
  }

  /** Nothing more. */
  static LineageFacts none() {
    return new LineageFacts() {
      @Override
      public List<Column> columns(TableName table, Entry entry) {
        return List.of();
      }

      @Override
      public Optional<SqlFacts> sql(Step step) {
        return Optional.empty();
      }
    };
  }
}
