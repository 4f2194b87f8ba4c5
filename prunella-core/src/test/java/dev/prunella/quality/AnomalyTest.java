package dev.prunella.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnomalyTest {
  private static Anomaly rows(double low, double high) {
    return new Anomaly(Aspect.ROWS, "rows", List.of(), Optional.empty(), "rows", low, high, 0, 20);
  }

  @Test
  void saysBetweenWhatItUsuallyIs() {
    assertThat(rows(65.5, 75).inWords()).endsWith("rows 0, usually 65.50 to 75");
  }

  @Test
  void whatHasNoUpperBoundIsSoMuchOrMore() {
    assertThat(rows(1, Double.MAX_VALUE).inWords()).endsWith("rows 0, usually 1 or more");
  }
}
