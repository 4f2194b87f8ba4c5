package dev.prunella.connect.dbt;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A model or a snapshot.
 *
 * @param id dbt's {@code unique_id}
 * @param file from the dbt project's folder
 * @param language {@code sql} or {@code python}
 * @param materialized {@code view}, {@code table}, {@code incremental}, {@code ephemeral}, {@code
 *     snapshot}, or what an adapter adds
 * @param compiled its SQL after templating; empty where dbt has only parsed
 * @param raw its SQL before
 * @param hooks SQL that dbt runs before or after it
 * @param macros what its text calls, directly
 * @param dependsOn ids of the nodes that it reads
 */
public record DbtModel(
    String id,
    DbtRelation relation,
    String file,
    String language,
    String materialized,
    Optional<String> compiled,
    String raw,
    Incremental incremental,
    List<String> hooks,
    List<String> macros,
    List<String> dependsOn,
    SortedSet<String> tags,
    String description,
    List<DbtColumn> columns,
    Optional<DbtOwner> owner) {

  /**
   * How an incremental model's rows come to the others.
   *
   * @param strategy empty for the adapter's usual one
   * @param key the {@code unique_key}; empty where rows are appended
   * @param others further settings of this kind, which Prunella does not know
   */
  public record Incremental(Optional<String> strategy, List<String> key, List<String> others) {
    public Incremental {
      key = List.copyOf(key);
      others = List.copyOf(others);
    }
  }

  public DbtModel {
    hooks = List.copyOf(hooks);
    macros = List.copyOf(macros);
    dependsOn = List.copyOf(dependsOn);
    tags = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(tags));
    columns = List.copyOf(columns);
  }
}
