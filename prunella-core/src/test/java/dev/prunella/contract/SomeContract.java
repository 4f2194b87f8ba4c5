package dev.prunella.contract;

import dev.prunella.contract.Expectation.Operator;
import dev.prunella.refs.TableName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A contract about orders, with whatever a test wants to be in it. */
final class SomeContract {
  static final TableName ORDERS = TableName.of("orders");
  private static final CodePlace FILE = CodePlace.file("contracts/orders.odcs.yaml");

  private final List<Column> columns = new ArrayList<>();
  private final List<Rule> rules = new ArrayList<>();
  private final List<Freshness> freshness = new ArrayList<>();

  SomeContract column(String name, LogicalType type, boolean required, boolean unique) {
    return column(name, type, required, unique, OptionalInt.empty());
  }

  SomeContract key(String name, int position) {
    return column(name, LogicalType.INTEGER, true, false, OptionalInt.of(position));
  }

  private SomeContract column(
      String name, LogicalType type, boolean required, boolean unique, OptionalInt key) {
    columns.add(
        new Column(
            name,
            FILE.at(10 + columns.size()),
            Optional.of(type),
            Optional.empty(),
            required,
            unique,
            key,
            List.of(),
            List.of(),
            OnFailure.HOLD,
            ""));
    return this;
  }

  SomeContract rule(Measure measure, Operator operator, String... operands) {
    rules.add(
        new Rule(
            Optional.empty(),
            FILE.at(50 + rules.size()),
            measure,
            new Expectation(operator, List.of(operands)),
            Unit.ROWS,
            Severity.ERROR,
            Dimension.COMPLETENESS,
            "",
            OnFailure.HOLD));
    return this;
  }

  SomeContract fresh(String column, Duration most) {
    freshness.add(
        new Freshness(
            Optional.empty(), FILE.at(90), Optional.of(column), most, Severity.ERROR, ""));
    return this;
  }

  ContractTable table() {
    return new ContractTable(ORDERS, FILE.at(8), columns, rules, freshness, Optional.empty(), "");
  }

  List<Contract> contracts() {
    return List.of(
        new Contract("orders", "1.0.0", "active", FILE, List.of(table()), People.NOBODY));
  }
}
