package dev.prunella.contract;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a contract promises of a column.
 *
 * @param name in the table
 * @param physicalType in the words of some database
 * @param keyPosition in the primary key, from 1; empty for no part of it
 * @param limits conditions on its values that belong to its type
 */
public record Column(
    String name,
    CodePlace place,
    Optional<LogicalType> logicalType,
    Optional<String> physicalType,
    boolean required,
    boolean unique,
    OptionalInt keyPosition,
    List<RowCondition> limits,
    List<Rule> rules,
    OnFailure onFailure,
    String description) {

  public Column {
    limits = List.copyOf(limits);
    rules = List.copyOf(rules);
  }

  /** Whether a row without a value breaks the contract. */
  public boolean mustHaveValue() {
    return required || keyPosition.isPresent();
  }
}
