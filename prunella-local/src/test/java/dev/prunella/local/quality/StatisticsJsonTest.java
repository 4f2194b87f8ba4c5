package dev.prunella.local.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.quality.Outline;
import dev.prunella.quality.Statistics;
import dev.prunella.quality.Statistics.ColumnStatistics;
import dev.prunella.quality.TypeClass;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
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

  /** They outlive the rows that they are of, and cannot be computed anew. */
  @Test
  void olderStatisticsLackWhatWasNotCountedThen() {
    var times = new Statistics.Times(1, 0, 0, List.of(), List.of(), 1, List.of(5L));
    var statistics =
        new Statistics(
            Instant.EPOCH,
            Duration.ofDays(1),
            ZoneOffset.UTC,
            1,
            1,
            "",
            List.of(new ColumnStatistics("at", TypeClass.TIME, 0, 1, "", Map.of(), times)),
            List.of(),
            Map.of(),
            Map.of());

    var json = StatisticsJson.write(statistics);
    var older = json.replace(",\"moments\":[5]", "");

    assertThat(older).isNotEqualTo(json);
    assertThat(StatisticsJson.statistics(json)).isEqualTo(statistics);
    assertThat(StatisticsJson.statistics(older).column("at").orElseThrow().times().orElseThrow())
        .returns(List.of(), Statistics.Times::moments)
        .returns(1L, Statistics.Times::inside);
  }
}
