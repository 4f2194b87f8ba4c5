package dev.prunella.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prunella.contract.Expectation.Operator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpectationTest {

  private static Expectation of(Operator operator, String... operands) {
    return new Expectation(operator, List.of(operands));
  }

  @ParameterizedTest
  @CsvSource({
    "BE, 5, 5.00, true",
    "BE, 5, 5.01, false",
    "NOT_BE, 5, 6, true",
    "GREATER, 5, 5, false",
    "GREATER_OR_EQUAL, 5, 5, true",
    "LESS, 5, 5, false",
    "LESS_OR_EQUAL, 5, 5, true",
    "BE, yes, yes, true",
    "NOT_BE, yes, yes, false"
  })
  void aValueIsCompared(Operator operator, String operand, String value, boolean holds) {
    assertThat(of(operator, operand).holds(value)).contains(holds);
  }

  @Test
  void bothEndsBelongToARange() {
    assertThat(of(Operator.BETWEEN, "1", "3").holds("1")).contains(true);
    assertThat(of(Operator.BETWEEN, "1", "3").holds("3.0")).contains(true);
    assertThat(of(Operator.BETWEEN, "1", "3").holds("3.1")).contains(false);
    assertThat(of(Operator.NOT_BETWEEN, "1", "3").holds("3")).contains(false);
    assertThat(of(Operator.NOT_BETWEEN, "1", "3").holds("4")).contains(true);
  }

  @Test
  void whatIsNoNumberIsNotInAnyOrder() {
    assertThat(of(Operator.LESS, "5").holds("many")).isEmpty();
    assertThatThrownBy(() -> of(Operator.LESS, "many"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> of(Operator.BETWEEN, "1"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void tighterImpliesLooserAndNeverTheOtherWay() {
    assertThat(of(Operator.LESS, "5").impliesOther(of(Operator.LESS, "9"))).isTrue();
    assertThat(of(Operator.LESS, "9").impliesOther(of(Operator.LESS, "5"))).isFalse();
    assertThat(of(Operator.LESS_OR_EQUAL, "5").impliesOther(of(Operator.LESS, "5"))).isFalse();
    assertThat(of(Operator.BE, "3").impliesOther(of(Operator.LESS, "5"))).isTrue();
    assertThat(of(Operator.BETWEEN, "2", "3").impliesOther(of(Operator.BETWEEN, "1", "4")))
        .isTrue();
    assertThat(of(Operator.BETWEEN, "2", "3").impliesOther(of(Operator.NOT_BE, "9"))).isFalse();
    assertThat(of(Operator.BETWEEN, "1", "9").impliesOther(of(Operator.NOT_BETWEEN, "4", "5")))
        .isFalse();
    assertThat(of(Operator.GREATER, "5").impliesOther(of(Operator.GREATER_OR_EQUAL, "5"))).isTrue();
  }
}
