package dev.prunella.bench.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short run of what {@code prunella bench serve-load} does at length. */
class ServeLoadTest {

  @Test
  void aFewClientsLookAtEverythingAndNothingIsRefused(@TempDir Path folder) throws Exception {
    var report =
        new ServeLoad(8, Duration.ofSeconds(2), Duration.ofMillis(50), 6, List.of("-Xmx512m"))
            .report(folder);
    assertThat((Integer) report.get("requests")).isPositive();
    assertThat((Map<?, ?>) report.get("errors")).isEmpty();
    assertThat(report.get("failed_runs")).isEqualTo(1);
    assertThat(report.get("streams_opened")).isEqualTo(2);
    assertThat((Long) report.get("ready_ms")).isBetween(1L, 120_000L);
    assertThat(names(report.get("all"))).contains("p50_ms", "p95_ms", "p99_ms");
    assertThat(names(report.get("server_memory_mb"))).contains("heap_most", "resident_most");
  }

  private static List<String> names(@Nullable Object part) {
    return part instanceof Map<?, ?> map
        ? map.keySet().stream().map(String::valueOf).toList()
        : List.of();
  }
}
