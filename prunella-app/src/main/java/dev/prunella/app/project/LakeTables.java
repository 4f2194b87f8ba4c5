package dev.prunella.app.project;

import dev.prunella.refs.TableName;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The tables that the lake's main has, as far as a project's files can lean on them. */
public interface LakeTables {

  Collection<TableName> names();

  /** Whether these are all: then a name that is not among them is a mistake. */
  boolean complete();

  /** A table's columns in order; empty when they cannot be read. */
  Optional<List<String>> columns(TableName table);

  /** A lake without tables. */
  static LakeTables none() {
    return nothing(true);
  }

  /** A lake that cannot be asked: any name may be a table of it. */
  static LakeTables unknown() {
    return nothing(false);
  }

  private static LakeTables nothing(boolean complete) {
    return new LakeTables() {
      @Override
      public boolean complete() {
        return complete;
      }

      @Override
      public Collection<TableName> names() {
        return List.of();
      }

      @Override
      public Optional<List<String>> columns(TableName table) {
        return Optional.empty();
      }
    };
  }
}
