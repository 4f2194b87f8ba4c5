package dev.prunella.local.gc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.local.raw.RawLimits;
import dev.prunella.local.raw.RawNames;
import dev.prunella.local.raw.RawReport;
import dev.prunella.local.raw.RawStore;
import dev.prunella.refs.ObjectId;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Raw objects live as long as a retained snapshot names them. */
class GcOfRawObjectsTest {
  private final World world;
  private final RawStore raw;

  GcOfRawObjectsTest(@TempDir Path directory) {
    world = new World(directory.resolve("warehouse"));
    raw = RawStore.in(directory.resolve("raw"), world.clock);
    world.create("main", "orders");
  }

  @Test
  void objectsThatHistoryNamesStayAndOthersGo() {
    var first = load("main", "monday");
    world.branch("try", "main");
    var second = load("try", "tuesday");
    var unnamed = keep("never loaded");
    world.clock.forward(Duration.ofDays(4));

    var dry = collection().dryRun(GcProgress.SILENT).raw().orElseThrow();
    assertThat(dry.garbage()).isEqualTo(new RawReport.Heap(1, "never loaded".length()));
    assertThat(dry.kept()).isEqualTo(new RawReport.Heap(2, "mondaytuesday".length()));
    assertThat(raw.has(unnamed)).isTrue();

    assertThat(collect().raw().orElseThrow().garbage().objects()).isEqualTo(1);
    assertThat(raw.has(unnamed)).isFalse();
    assertThat(raw.has(first)).isTrue();
    assertThat(raw.has(second)).isTrue();
  }

  @Test
  void objectGoesWithTheLastCommitThatNamesIt() {
    world.branch("try", "main");
    var tried = load("try", "tried");
    world.clock.forward(Duration.ofDays(4));
    world.lake.delete("try", "ann");
    collect();
    // The branch can still be brought back.
    assertThat(raw.has(tried)).isTrue();
    world.clock.forward(Duration.ofDays(9));
    collect();
    assertThat(raw.has(tried)).isFalse();
  }

  @Test
  void objectOfADroppedTableStaysWhileHistoryHasTheTable() {
    var loaded = load("main", "monday");
    world.drop("main", "orders");
    world.clock.forward(Duration.ofDays(60));
    collect();
    assertThat(raw.has(loaded)).isTrue();
  }

  @Test
  void objectOfAWriterAtWorkStays() {
    try (var leases = new Leases(world.store, world.clock, new HandBeats());
        var lease = leases.hold("a run")) {
      var early = keep("kept at the beginning of a long run");
      // As long as a lease lasts; files of the same age would stay too.
      world.clock.forward(Leases.LIFETIME.dividedBy(2));
      var options = World.OPTIONS.withForeignGrace(Duration.ZERO);
      var report = collect(options).raw().orElseThrow();
      assertThat(report.young().objects()).isEqualTo(1);
      assertThat(raw.has(early)).isTrue();
      lease.requireHeld();
    }
  }

  @Test
  void manyNamesOfOneSnapshotAllCount() {
    var hashes = new ArrayList<ObjectId>();
    for (int i = 0; i < 700; i++) {
      hashes.add(keep("object " + i));
    }
    name("main", hashes);
    world.clock.forward(Duration.ofDays(4));
    assertThat(collect().raw().orElseThrow().kept().objects()).isEqualTo(700);
  }

  @Test
  void whileANameCannotBeReadNoRawObjectIsGarbageButFilesAre() {
    var unnamed = keep("perhaps meant by the odd name");
    var table = world.table("main", "orders");
    table.newAppend().appendFile(world.dataFile(table)).set(RawNames.PROPERTY, "cut0ff").commit();
    world.dataFile(world.table("main", "orders"));
    world.clock.forward(Duration.ofDays(4));
    var report = collect();
    assertThat(raw.has(unnamed)).isTrue();
    assertThat(report.rawOdd()).singleElement().asString().contains("names 'cut0ff'");
    assertThat(report.total().files()).isEqualTo(1);
  }

  @Test
  void objectNamedBetweenTheMarkAndTheSweepStays() {
    var late = keep("named at the last moment");
    world.clock.forward(Duration.ofDays(4));
    var result =
        collection()
            .run(
                (step, done) -> {
                  if (step == GcProgress.Step.SWEEP_RAW && done == 1) {
                    name("main", List.of(late));
                  }
                });
    var report = ((GcResult.Collected) result).report();
    assertThat(report.raw().orElseThrow().garbage().objects()).isZero();
    assertThat(raw.has(late)).isTrue();
  }

  private ObjectId keep(String text) {
    return raw.keep(new ByteArrayInputStream(text.getBytes(UTF_8)), RawLimits.DEFAULT).hash();
  }

  /** Keeps bytes and appends to the table what came of them. */
  private ObjectId load(String branch, String text) {
    var hash = keep(text);
    name(branch, List.of(hash));
    return hash;
  }

  private void name(String branch, List<ObjectId> hashes) {
    var table = world.table(branch, "orders");
    var append = table.newAppend().appendFile(world.dataFile(table));
    RawNames.properties(hashes).forEach(append::set);
    append.commit();
  }

  private GarbageCollection collection() {
    return collection(World.OPTIONS);
  }

  private GarbageCollection collection(GcOptions options) {
    return new GarbageCollection(
        world.store,
        world.io,
        world.directory.toString(),
        world.clock,
        options,
        Optional.empty(),
        Optional.of(raw));
  }

  private GcReport collect() {
    return collect(World.OPTIONS);
  }

  private GcReport collect(GcOptions options) {
    return ((GcResult.Collected) collection(options).run(GcProgress.SILENT)).report();
  }
}
