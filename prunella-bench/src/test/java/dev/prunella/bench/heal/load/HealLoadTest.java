package dev.prunella.bench.heal.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealLoadTest {

  @Test
  void manyIncidentsAreAllLookedAtAndTheOldestIsHealedWhenItsDayComes(@TempDir Path folder)
      throws Exception {
    var measured = ManyIncidents.measure(folder, 4);

    assertThat(measured.right()).as(measured.figures().toString()).isTrue();
    assertThat(measured.figures()).containsEntry("questions", 1L).containsEntry("closed", 3L);
  }

  @Test
  void oneCauseOfManyTablesIsAskedAboutOnce(@TempDir Path folder) throws Exception {
    var measured = Storm.measure(folder, 4);

    assertThat(measured.right()).as(measured.figures().toString()).isTrue();
    assertThat(measured.figures()).containsEntry("questions", 1L).containsEntry("open", 4L);
  }
}
