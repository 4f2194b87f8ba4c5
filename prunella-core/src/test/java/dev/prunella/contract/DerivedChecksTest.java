package dev.prunella.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prunella.contract.Expectation.Operator;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DerivedChecksTest {

  private static List<String> ids(ContractTable table) {
    return table.checks().stream().map(Check::id).toList();
  }

  @Test
  void everyPromiseBecomesACheckWithAnIdThatReads() {
    var table =
        new SomeContract()
            .key("id", 1)
            .column("email", LogicalType.STRING, true, true)
            .rule(new Measure.RowCount(), Operator.GREATER, "0")
            .fresh("placed_at", Duration.ofHours(26))
            .table();
    assertThat(ids(table))
        .containsExactly(
            "orders.id.column",
            "orders.id.required",
            "orders.email.column",
            "orders.email.required",
            "orders.email.unique",
            "orders.primaryKey",
            "orders.rowCount",
            "orders.placed_at.freshness");
    assertThat(table.checks().getLast().expected()).isEqualTo("at most 1 day 2 hours old");
    assertThat(table.checks()).allSatisfy(c -> assertThat(c.place().line()).isGreaterThan(7));
  }

  @Test
  void rulesOfOneKindAreToldApartByWhatTheyPromiseNotByTheirOrder() {
    var small = new Measure.RowCount();
    var first =
        new SomeContract().rule(small, Operator.GREATER, "0").rule(small, Operator.LESS, "9");
    var second =
        new SomeContract().rule(small, Operator.LESS, "9").rule(small, Operator.GREATER, "0");
    assertThat(ids(first.table()))
        .hasSize(2)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(ids(second.table()));
  }

  @Test
  void aKeyOfSeveralColumnsIsUniqueAsAWhole() {
    var table = new SomeContract().key("line", 2).key("id", 1).table();
    assertThat(table.primaryKey()).containsExactly("id", "line");
    assertThat(ids(table)).containsOnlyOnce("orders.primaryKey").doesNotContain("orders.id.unique");
  }

  @Test
  void whatIsSaidOfBadRowsIsOrderedByHowManyMayBeLaidAside() {
    assertThat(
            List.of(
                OnFailure.HOLD,
                OnFailure.UNSAID,
                new OnFailure(OnFailure.Action.QUARANTINE, new BigDecimal("0.01")),
                new OnFailure(OnFailure.Action.QUARANTINE, new BigDecimal("0.5"))))
        .isSorted();
  }

  @Test
  void onlyRulesAboutSingleRowsCanLayRowsAside() {
    var quarantine = new OnFailure(OnFailure.Action.QUARANTINE, new BigDecimal("0.01"));
    assertThatThrownBy(
            () ->
                new Rule(
                    Optional.empty(),
                    CodePlace.file("c.yaml"),
                    new Measure.RowCount(),
                    Expectation.NONE,
                    Unit.ROWS,
                    Severity.ERROR,
                    Dimension.COMPLETENESS,
                    "",
                    quarantine))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("single rows");
  }
}
