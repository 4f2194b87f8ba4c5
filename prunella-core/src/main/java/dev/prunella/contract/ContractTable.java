package dev.prunella.contract;

import dev.prunella.refs.TableName;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a contract promises of one table.
 *
 * @param table in the lake
 * @param onAnomaly empty where the contract does not say
 */
public record ContractTable(
    TableName table,
    CodePlace place,
    List<Column> columns,
    List<Rule> rules,
    List<Freshness> freshness,
    Optional<OnAnomaly> onAnomaly,
    String description) {

  public ContractTable {
    columns = List.copyOf(columns);
    rules = List.copyOf(rules);
    freshness = List.copyOf(freshness);
  }

  /** A promised column; letter case does not count. */
  public Optional<Column> column(String name) {
    return columns.stream().filter(c -> c.name().equalsIgnoreCase(name)).findFirst();
  }

  /** The columns of the primary key, in its order; empty when none is promised. */
  public List<String> primaryKey() {
    return columns.stream()
        .filter(c -> c.keyPosition().isPresent())
        .sorted(Comparator.comparingInt(c -> c.keyPosition().orElseThrow()))
        .map(Column::name)
        .toList();
  }

  /** What must be checked for all of it to be kept; in the order of the contract. */
  public List<Check> checks() {
    return DerivedChecks.of(this);
  }
}
