package dev.prunella.heal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SameNameTest {

  @ParameterizedTest
  @CsvSource({
    "cust_id, customer_id",
    "CustomerID, customer_id",
    "amount, new_amount",
    "order date, OrderDate",
    "qty, QTY"
  })
  void theSameNameWrittenOtherwiseIsTheSame(String one, String other) {
    assertThat(SameName.is(one, other)).isTrue();
    assertThat(SameName.is(other, one)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "amount, net_amount",
    "amount, amount_eur",
    "price, list_price",
    "amount, cost",
    "bill_country, ship_country",
    "ship_country, rechnungsland",
    "customer, customer_id"
  })
  void anotherQuantityOrAnotherWordIsNot(String one, String other) {
    assertThat(SameName.is(one, other)).isFalse();
    assertThat(SameName.is(other, one)).isFalse();
  }
}
