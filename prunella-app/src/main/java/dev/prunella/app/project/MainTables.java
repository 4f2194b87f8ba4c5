package dev.prunella.app.project;

import dev.prunella.local.LocalLake;
import dev.prunella.refs.Commit;
import dev.prunella.refs.Entry;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.iceberg.types.Types.NestedField;

/** The tables of a lake as of one commit; columns are read when they are asked for. */
public final class MainTables implements LakeTables {
  private final LocalLake lake;
  private final Map<TableName, Entry.Table> tables = new TreeMap<>();
  private final Map<TableName, Optional<List<String>>> asked = new TreeMap<>();
  private boolean damaged;

  /** Those of a commit. */
  public MainTables(LocalLake lake, Commit at) {
    this.lake = lake;
    lake.lake()
        .entries(
            at,
            (key, entry) -> {
              if (entry instanceof Entry.Table table) {
                tables.put(TableName.of(key), table);
              }
            });
  }

  /** Those of main now. */
  public static MainTables of(LocalLake lake) {
    return new MainTables(lake, lake.lake().resolve(Ref.MAIN));
  }

  /** Whether every table that was asked for could be read: else another look may see more. */
  public boolean allWereRead() {
    return !damaged;
  }

  /** What was said of them so far. */
  public Answers answers() {
    return new Answers(Set.copyOf(tables.keySet()), Map.copyOf(asked));
  }

  /**
   * What was said of a lake's tables: who would be told the same of another commit sees no
   * difference.
   *
   * @param names of all
   * @param columns of those that were asked for; empty where there is no such table
   */
  public record Answers(Set<TableName> names, Map<TableName, Optional<List<String>>> columns) {

    /** Whether the same would be said of these. */
    public boolean areThoseOf(MainTables tables) {
      return names.equals(tables.tables.keySet())
          && columns.entrySet().stream()
              .allMatch(said -> tables.columns(said.getKey()).equals(said.getValue()))
          && tables.allWereRead();
    }
  }

  @Override
  public Collection<TableName> names() {
    return tables.keySet();
  }

  @Override
  public boolean complete() {
    return true;
  }

  @Override
  public Optional<List<String>> columns(TableName table) {
    return asked.computeIfAbsent(table, this::read);
  }

  private Optional<List<String>> read(TableName table) {
    var entry = tables.get(table);
    if (entry == null) {
      return Optional.empty();
    }
    try {
      var columns = lake.table(table.key(), entry).schema().columns();
      return Optional.of(columns.stream().map(NestedField::name).toList());
    } catch (LakeException e) {
      // A damaged table is told by those who read it; here its columns are just not known.
      damaged = true;
      return Optional.empty();
    }
  }
}
