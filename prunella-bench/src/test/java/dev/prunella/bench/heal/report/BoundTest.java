package dev.prunella.bench.heal.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Reference values are those of R's {@code binom.test}. */
class BoundTest {

  @Test
  void noneOfManyHasAnUpperBound() {
    assertThat(new Bound(0, 300).low()).isZero();
    assertThat(new Bound(0, 300).high()).isCloseTo(1 - Math.pow(0.025, 1.0 / 300), within(1e-6));
    assertThat(new Bound(0, 300).high()).isCloseTo(0.01222, within(1e-5));
  }

  @Test
  void someOfManyHaveBoth() {
    assertThat(new Bound(12, 40).low()).isCloseTo(0.16563, within(1e-4));
    assertThat(new Bound(12, 40).high()).isCloseTo(0.46529, within(1e-4));
  }

  @Test
  void allOfManyHaveALowerBound() {
    assertThat(new Bound(40, 40).high()).isEqualTo(1);
    assertThat(new Bound(40, 40).low()).isCloseTo(Math.pow(0.025, 1.0 / 40), within(1e-6));
  }

  @Test
  void nothingOfNothingSaysNothing() {
    assertThat(new Bound(0, 0).high()).isEqualTo(1);
    assertThat(new Bound(0, 0).words()).isEqualTo("0 of 0");
  }
}
