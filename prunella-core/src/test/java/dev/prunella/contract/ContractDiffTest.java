package dev.prunella.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.contract.Expectation.Operator;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContractDiffTest {
  private static final Measure ROWS = new Measure.RowCount();

  private static List<String> breaking(SomeContract before, SomeContract after) {
    return ContractDiff.between(before.contracts(), after.contracts()).stream()
        .filter(ContractChange::breaks)
        .map(ContractChange::toString)
        .toList();
  }

  private static List<String> all(SomeContract before, SomeContract after) {
    return ContractDiff.between(before.contracts(), after.contracts()).stream()
        .map(ContractChange::toString)
        .toList();
  }

  @Test
  void promisingMoreBreaksNobody() {
    var before = new SomeContract().column("amount", LogicalType.NUMBER, false, false);
    var after =
        new SomeContract()
            .column("amount", LogicalType.NUMBER, true, false)
            .column("country", LogicalType.STRING, false, false)
            .rule(ROWS, Operator.GREATER, "0");
    assertThat(breaking(before, after)).isEmpty();
    assertThat(all(before, after))
        .containsExactly(
            "orders.amount: is now never null",
            "orders.country: newly promised",
            "orders: now: rowCount more than 0");
  }

  @Test
  void promisingLessBreaks() {
    var before =
        new SomeContract()
            .column("amount", LogicalType.NUMBER, true, true)
            .column("country", LogicalType.STRING, false, false)
            .fresh("day", Duration.ofDays(1))
            .rule(ROWS, Operator.GREATER, "0");
    var after = new SomeContract().column("amount", LogicalType.STRING, false, false);
    assertThat(breaking(before, after))
        .containsExactly(
            "orders.amount: was number and is string",
            "orders.amount: may now be null",
            "orders.amount: may now repeat",
            "orders.country: no longer promised",
            "orders: no longer: rowCount more than 0",
            "orders: no longer at most 1 day old");
  }

  @Test
  void aRuleMayBeTightenedButNotLoosened() {
    var loose = new SomeContract().rule(ROWS, Operator.GREATER, "10");
    var tight = new SomeContract().rule(ROWS, Operator.GREATER, "20");
    assertThat(breaking(loose, tight)).isEmpty();
    assertThat(breaking(tight, loose))
        .containsExactly("orders: was rowCount more than 20, is rowCount more than 10");
  }

  @Test
  void equalContractsHaveNoChanges() {
    var one = new SomeContract().key("id", 1).rule(ROWS, Operator.GREATER, "10");
    assertThat(ContractDiff.between(one.contracts(), one.contracts())).isEmpty();
  }

  @Test
  void aTableThatIsGoneBreaks() {
    var one = new SomeContract().key("id", 1);
    assertThat(ContractDiff.between(one.contracts(), List.of()))
        .singleElement()
        .matches(ContractChange::breaks);
  }
}
