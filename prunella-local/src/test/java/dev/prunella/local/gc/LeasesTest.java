package dev.prunella.local.gc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prunella.refs.MemoryRefStore;
import dev.prunella.refs.RefStore.Lease;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeasesTest {
  private final SettableClock clock = new SettableClock();
  private final MemoryRefStore store = new MemoryRefStore();
  private final HandBeats beats = new HandBeats();
  private final Leases leases = new Leases(store, clock, beats);

  @Test
  void writersOfOneProcessShareOneEntryThatBeginsWithTheOldest() {
    var start = clock.instant();
    var first = leases.hold("import orders.csv");
    clock.forward(Duration.ofMinutes(2));
    var second = leases.hold("run nightly");
    assertThat(store.leases()).extracting(Lease::since).containsExactly(start);

    first.close();
    beats.beat();
    assertThat(store.leases()).extracting(Lease::since).containsExactly(second.since());
    assertThat(store.leases().getFirst().holder()).endsWith(": run nightly");

    second.close();
    beats.beat();
    assertThat(store.leases()).isEmpty();
  }

  @Test
  void closingGivesEverythingBack() {
    leases.hold("import");
    leases.close();
    assertThat(store.leases()).isEmpty();
    assertThatThrownBy(() -> leases.hold("late")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void writerThatSleptTooLongMustNotCommit() {
    try (var lease = leases.hold("import")) {
      clock.forward(Leases.LIFETIME.plusSeconds(1));
      assertThatThrownBy(lease::requireHeld).hasMessageContaining("'import' has lapsed");
      beats.beat();
      assertThatThrownBy(lease::requireHeld).hasMessageContaining("'import' has lapsed");

      var next = leases.hold("import again");
      next.requireHeld();
    }
  }

  @Test
  void renewedLeaseIsHeld() {
    var lease = leases.hold("import");
    for (int i = 0; i < 100; i++) {
      clock.forward(Leases.LIFETIME.dividedBy(5));
      beats.beat();
    }
    lease.requireHeld();
    assertThat(store.leases()).extracting(Lease::since).containsExactly(lease.since());
  }
}
