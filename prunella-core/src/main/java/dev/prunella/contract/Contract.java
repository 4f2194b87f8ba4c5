package dev.prunella.contract;

import dev.prunella.refs.TableName;
import java.util.List;
import java.util.Optional;

/**
 * What tables promise to those who use them. Written by people; the program reads it, and neither
 * changes nor loosens it.
 *
 * @param id by which its versions are known as one contract
 * @param status such as {@code active}, in the author's words
 */
public record Contract(
    String id,
    String version,
    String status,
    CodePlace place,
    List<ContractTable> tables,
    People people) {

  public Contract {
    tables = List.copyOf(tables);
  }

  /** What it promises of a table; letter case does not count. */
  public Optional<ContractTable> table(TableName table) {
    return tables.stream().filter(t -> t.table().matches(table)).findFirst();
  }
}
