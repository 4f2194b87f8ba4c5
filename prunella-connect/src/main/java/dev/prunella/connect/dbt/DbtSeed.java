package dev.prunella.connect.dbt;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A CSV file of the project.
 *
 * @param project the dbt package that it belongs to
 * @param file from that package's folder
 * @param columnTypes by column, in the warehouse's own words
 */
public record DbtSeed(
    String id,
    DbtRelation relation,
    String project,
    String file,
    Map<String, String> columnTypes,
    String delimiter,
    List<String> hooks,
    SortedSet<String> tags,
    String description,
    Optional<DbtOwner> owner) {

  public DbtSeed {
    columnTypes = Collections.unmodifiableMap(new LinkedHashMap<>(columnTypes));
    hooks = List.copyOf(hooks);
    tags = Collections.unmodifiableSortedSet(new TreeSet<>(tags));
  }
}
