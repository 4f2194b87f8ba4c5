package dev.prunella.bench.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.local.iceberg.LocalFileIO;
import dev.prunella.local.refs.SqliteRefStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short run of what {@code prunella bench crash} does at length. */
class CrashTest {

  @Test
  void partialDoubleAndLostPublicationsAreNoticed(@TempDir Path folder) {
    try (var store = SqliteRefStore.create(folder.resolve("refs.db"))) {
      var tables = new FiveTables(store, new LocalFileIO(), folder.resolve("warehouse"));
      var ledger = new Ledger();
      tables.init();
      ledger.begin(1);
      ledger.begin(2);
      ledger.acknowledge(2);

      tables.publishOneByOne(1, 3);
      ledger.judge(tables.look());
      assertThat(ledger.faults()).hasSize(3).anyMatch(f -> f.startsWith("partial: t3"));
      assertThat(ledger.faults()).anyMatch(f -> f.startsWith("lost: attempt 2"));

      tables.publishOneByOne(1, 5);
      assertThat(tables.look().faults()).anyMatch(f -> f.startsWith("double: t0"));

      ledger.judge(new FiveTables.Seen(Set.of(2, 9), List.of()));
      assertThat(ledger.faults())
          .anyMatch(f -> f.startsWith("lost: attempt 1 had been seen"))
          .anyMatch(f -> f.startsWith("invented: attempt 9"))
          .anyMatch(f -> f.startsWith("late: attempt 2"));
    }
  }

  @Test
  void simulatedCrashesLeaveAllOfAPublicationOrNothing(@TempDir Path folder) throws Exception {
    var report = new SimulatedCrashes(folder, 7).run(60);
    assertThat(report.firstFaults()).isEmpty();
    assertThat(report.crashes()).isEqualTo(60);
    assertThat(report.crashesByStep()).containsKeys("create-after", "write-before", "sync-before");
  }

  @Test
  void killedWritersLeaveAllOfAPublicationOrNothing(@TempDir Path folder) throws Exception {
    var report = new KilledWriters(folder, 7).run(2);
    assertThat(report.firstFaults()).isEmpty();
    assertThat(report.kills()).isEqualTo(2);
    assertThat(report.reads()).isPositive();
  }
}
