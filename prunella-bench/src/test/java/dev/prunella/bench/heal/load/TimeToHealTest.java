package dev.prunella.bench.heal.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimeToHealTest {

  /** What is proved by the values of thirty intervals is not healed with two. */
  @Test
  void whatNeedsNoHistoryIsHealedAndTimed(@TempDir Path folder) throws Exception {
    var measured = TimeToHeal.measure(folder, 1_000, 1, 2);

    assertThat(measured.right()).isFalse();
    for (var one : new String[] {"bad_rows", "model_broken", "table_dropped"}) {
      assertThat(measured.figures().get(one))
          .as(measured.figures().toString())
          .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
          .containsEntry("healed", 1)
          .containsKey("time");
    }
  }
}
