package dev.prunella.local.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.quality.Outline;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsJsonTest {

  /** An outline is known by its bytes; maps without an order have another in each process. */
  @Test
  void anOutlineHasTheSameBytesInEachProcess() {
    var outline = new Outline(1, List.of(), List.of(), List.of(), List.of(), List.of());

    var json = StatisticsJson.write(outline);

    assertThat(json)
        .startsWith("{\"outline\":{")
        .endsWith("\"version\":" + StatisticsJson.VERSION + "}");
    assertThat(StatisticsJson.write(StatisticsJson.outline(json))).isEqualTo(json);
  }
}
