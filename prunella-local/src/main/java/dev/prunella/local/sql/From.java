package dev.prunella.local.sql;

import dev.prunella.pipeline.SqlFacts.ColumnName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a FROM clause, or a part of it, brings in.
 *
 * @param merged columns that USING made of two
 * @param rows the columns that decide which rows there are
 */
record From(List<Source> sources, List<Merged> merged, Set<ColumnName> rows) {
  static final From NOTHING = new From(List.of(), List.of(), Set.of());

  /**
   * One column made of two.
   *
   * @param of the sources whose own column is hidden behind it
   */
  record Merged(String name, Origin origin, List<Source> of) {}

  static From of(Source source, Set<ColumnName> rows) {
    return new From(List.of(source), List.of(), rows);
  }

  @Nullable Merged merged(String name) {
    for (Merged one : merged) {
      if (one.name().equalsIgnoreCase(name)) {
        return one;
      }
    }
    return null;
  }

  /** The merged column that stands for this source's own. */
  @Nullable Merged hiding(Source source, String column) {
    Merged one = merged(column);
    return one != null && one.of().contains(source) ? one : null;
  }

  From beside(From right, List<Merged> nowMerged, Set<ColumnName> moreRows) {
    List<Source> all = new ArrayList<>(sources);
    all.addAll(right.sources);
    List<Merged> columns = new ArrayList<>(nowMerged);
    for (Merged old : merged) {
      if (nowMerged.stream().noneMatch(m -> m.name().equalsIgnoreCase(old.name()))) {
        columns.add(old);
      }
    }
    for (Merged old : right.merged) {
      if (columns.stream().noneMatch(m -> m.name().equalsIgnoreCase(old.name()))) {
        columns.add(old);
      }
    }
    return new From(all, columns, rowsWith(right.rows, moreRows));
  }

  From with(Set<ColumnName> otherRows, Set<ColumnName> moreRows) {
    return new From(sources, merged, rowsWith(otherRows, moreRows));
  }

  private Set<ColumnName> rowsWith(Set<ColumnName> other, Set<ColumnName> more) {
    Set<ColumnName> all = new LinkedHashSet<>(rows);
    all.addAll(other);
    all.addAll(more);
    return all;
  }
}
