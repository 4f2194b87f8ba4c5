package dev.prunella.local.gc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prunella.local.gc.GcReport.Count;
import dev.prunella.local.gc.GcReport.Garbage;
import dev.prunella.local.iceberg.LocalFileIO;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import dev.prunella.refs.RefStore.Lease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GarbageCollectionTest {
  private static final Duration LONG = Duration.ofDays(30);

  private Path directory;
  private World world;

  @BeforeEach
  void makeLake(@TempDir Path given) {
    directory = given;
    world = new World(directory.resolve("warehouse"));
  }

  @Test
  void deletedBranchCanBeBroughtBackWithinTheRetentionAndGoesAfterwards() {
    world.create("main", "orders");
    world.branch("try", "main");
    var file = world.append("try", "orders");
    var head = world.lake.head("try");
    world.clock.forward(Duration.ofDays(10));
    world.lake.delete("try", "ann");

    world.clock.forward(Duration.ofDays(6));
    assertThat(world.collect().total()).isEqualTo(Count.NONE);
    world.lake.createBranch("again", head, "ann");
    assertThat(Path.of(file.location())).exists();

    world.lake.delete("again", "ann");
    world.clock.forward(Duration.ofDays(8));
    var report = world.collect();

    assertThat(Path.of(file.location())).doesNotExist();
    assertThat(report.objects()).isPositive();
    assertThat(report.garbage())
        .extracting(Garbage::table, Garbage::sort, g -> g.count().files())
        .containsExactly(
            Tuple.tuple("sales.orders", FileSort.METADATA, 1L),
            Tuple.tuple("sales.orders", FileSort.MANIFEST, 2L),
            Tuple.tuple("sales.orders", FileSort.DATA, 1L));
    assertOnlyNeededIsLeft();
  }

  @Test
  void historyOfARefStaysWholeWithAllItsKindsOfFiles() {
    world.create("main", "orders", Map.of("format-version", "2"));
    var old = world.append("main", "orders");
    var deletes = world.deleteRows("main", "orders");
    var statistics = world.setStatistics("main", "orders");
    world.remove("main", "orders", old);
    world
        .catalogs
        .branch("main")
        .buildView(TableIdentifier.of("sales", "v"))
        .withSchema(world.table("main", "orders").schema())
        .withQuery("spark", "select 1")
        .withDefaultNamespace(Namespace.of("sales"))
        .create();
    world.drop("main", "orders");
    world.clock.forward(LONG);
    var before = world.files();

    var report = world.collect();

    assertThat(report.total()).isEqualTo(Count.NONE);
    assertThat(world.files()).isEqualTo(before);
    assertThat(before).contains(Path.of(old.location()), deletes, statistics);
  }

  @Test
  void foreignWriterHasDaysToCommit() {
    var table = world.create("main", "orders");
    var uncommitted = Path.of(world.dataFile(table).location());

    world.clock.forward(Duration.ofDays(2));
    assertThat(world.collect().young()).isEqualTo(new Count(1, 4));
    assertThat(uncommitted).exists();

    world.clock.forward(Duration.ofDays(2));
    assertThat(world.collect().total()).isEqualTo(new Count(1, 4));
    assertThat(uncommitted).doesNotExist();
  }

  @Test
  void leaseAWeekOldStillProtectsItsFiles() {
    var table = world.create("main", "orders");
    var beats = new HandBeats();
    try (var leases = new Leases(world.store, world.clock, beats)) {
      var lease = leases.hold("a sandbox");
      var file = world.dataFile(table);
      for (int day = 0; day < 8; day++) {
        for (int beat = 0; beat < 24 * 6; beat++) {
          world.clock.forward(Duration.ofMinutes(10));
          beats.beat();
        }
      }

      var report = world.collect();

      assertThat(report.atWork()).extracting(Lease::since).containsExactly(lease.since());
      assertThat(report.young().files()).isEqualTo(1);
      lease.requireHeld();
      table.newAppend().appendFile(file).commit();
    }
    world.clock.forward(LONG);
    assertThat(world.collect().total()).isEqualTo(Count.NONE);
    assertOnlyNeededIsLeft();
  }

  @Test
  void leaseOfADeadWriterIsReportedAndNoLongerCounts() {
    var table = world.create("main", "orders");
    var now = world.clock.instant();
    world.store.keepLease(new Lease("dead", "process 1: import", now, now.plusSeconds(900)));
    world.dataFile(table);
    world.clock.forward(Duration.ofDays(4));

    var report = world.collect();

    assertThat(report.expired()).extracting(Lease::id).containsExactly("dead");
    assertThat(report.total().files()).isEqualTo(1);
    assertThat(world.store.leases()).isEmpty();
  }

  @Test
  void whatIsNoTablesOwnIsNeverTouched() throws IOException {
    var table = world.create("main", "orders");
    var root = world.directory;
    var outside = world.write(directory.resolve("outside/data/" + UUID.randomUUID() + ".parquet"));
    var foreign =
        List.of(
            world.write(root.resolve("README.txt")),
            world.write(root.resolve("exports/report.parquet")),
            world.write(root.resolve(".prunella/data/lake.db")),
            world.write(root.resolve(".prunella/data/" + UUID.randomUUID() + ".parquet")),
            world.write(root.resolve("data/" + UUID.randomUUID() + ".parquet")),
            world.write(Path.of(table.location(), "notes.md")));
    var linkedDirectory = Path.of(table.location(), "data", "linked");
    Files.createDirectories(linkedDirectory.getParent());
    Files.createSymbolicLink(linkedDirectory, outside.getParent());
    var link = Path.of(table.location(), "data", UUID.randomUUID() + ".parquet");
    Files.createSymbolicLink(link, outside);
    world.clock.forward(LONG);

    var report = world.collect();

    assertThat(report.total()).isEqualTo(Count.NONE);
    assertThat(report.foreign().files()).isEqualTo(foreign.size());
    assertThat(foreign).allSatisfy(f -> assertThat(f).exists());
    assertThat(outside).exists();
    assertThat(link).isSymbolicLink();
  }

  @Test
  void filesOlderThanTheLakeAreNotTheLakes() throws IOException {
    var table = world.create("main", "orders");
    var old = Path.of(world.dataFile(table).location());
    Files.setLastModifiedTime(old, FileTime.from(world.clock.instant().minus(Duration.ofDays(1))));
    world.clock.forward(LONG);

    assertThat(world.collect().total()).isEqualTo(Count.NONE);
    assertThat(old).exists();
  }

  @Test
  void folderThatTheLakeNeverKnewMayBeAnotherLakesAndStays() {
    var another =
        world.write(
            world.directory.resolve("sales/new-12ab/data/" + UUID.randomUUID() + ".parquet"));
    world.create("main", "orders");
    world.clock.forward(LONG);

    assertThat(world.collect().total()).isEqualTo(Count.NONE);
    assertThat(another).exists();
  }

  @Test
  void whatAKilledWriterStagedInATableGoes() {
    var table = world.create("main", "orders");
    var folder = Path.of(table.location(), "data", ".writing-" + UUID.randomUUID());
    var staged = world.write(folder.resolve("data_0.parquet"));
    world.clock.forward(LONG);

    assertThat(world.collect().total().files()).isEqualTo(1);
    assertThat(staged).doesNotExist();
  }

  @Test
  void dryRunSaysWhatARunThenDoes() {
    world.create("main", "orders");
    world.branch("try", "main");
    world.create("try", "wild");
    world.append("try", "wild");
    world.append("try", "orders");
    world.lake.delete("try", "ann");
    world.clock.forward(LONG);
    var before = world.files();

    var planned = world.gc().dryRun(GcProgress.SILENT);
    assertThat(world.files()).isEqualTo(before);
    var done = world.collect();

    assertThat(planned.dryRun()).isTrue();
    assertThat(done.garbage()).isEqualTo(planned.garbage()).hasSize(6);
    assertThat(done.objects()).isEqualTo(planned.objects()).isPositive();
    assertThat(before.size() - world.files().size()).isEqualTo(done.total().files());
    assertOnlyNeededIsLeft();
  }

  @Test
  void unreadableMetadataOfARetainedCommitStopsEverything() throws IOException {
    var table = world.create("main", "orders");
    world.append("main", "orders");
    world.dataFile(table);
    table.refresh();
    var list = LocalFileIO.pathOf(table.currentSnapshot().manifestListLocation());
    world.clock.forward(LONG);

    Files.writeString(list, "torn");
    var before = world.files();
    assertThatThrownBy(world::collect)
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("sales.orders in commit ")
        .hasMessageContaining(list.toString());

    Files.delete(list);
    assertThatThrownBy(world::collect)
        .isInstanceOfSatisfying(
            LakeException.class, e -> assertThat(e.problem()).isEqualTo(Problem.FILE_MISSING));
    before.remove(list);
    assertThat(world.files()).isEqualTo(before);
  }

  @Test
  void namesMayHoldSpacesPercentSignsAndOtherAlphabets() {
    for (var name : List.of("a b", "100%", "a%20b", "größe", "注文", "it's \"x\"")) {
      var table = world.create("main", name, world.directory.resolve("sales").resolve(name));
      world.append("main", name);
      world.dataFile(table);
    }
    world.clock.forward(LONG);

    assertThat(world.collect().total().files()).isEqualTo(6);
    assertOnlyNeededIsLeft();
  }

  @Test
  void warehouseReachedThroughALinkIsTheSameWarehouse() throws IOException {
    world.create("main", "orders");
    world.append("main", "orders");
    var link = Files.createSymbolicLink(directory.resolve("link"), world.directory);
    world.clock.forward(LONG);
    var before = world.files();
    var gc =
        new GarbageCollection(
            world.store,
            world.io,
            "file:" + link + "/",
            world.clock,
            World.OPTIONS,
            Optional.empty());

    assertThat(gc.run(GcProgress.SILENT))
        .isInstanceOfSatisfying(
            GcResult.Collected.class,
            c -> {
              assertThat(c.report().total()).isEqualTo(Count.NONE);
              assertThat(c.report().foreign()).isEqualTo(Count.NONE);
            });
    assertThat(world.files()).isEqualTo(before);
  }

  @Test
  void warehouseOfAnotherLakeIsRefused() {
    var other = new World(directory.resolve("other"));
    other.create("main", "orders");
    world.create("main", "orders");
    world.clock.forward(LONG);
    var gc =
        new GarbageCollection(
            world.store,
            world.io,
            other.directory.toString(),
            world.clock,
            World.OPTIONS,
            Optional.empty());

    assertThatThrownBy(() -> gc.run(GcProgress.SILENT)).hasMessageContaining("is it this lake's?");
  }

  @Test
  void secondCollectionSaysWhoIsAtWork() {
    world.create("main", "orders");
    var seen = new ArrayList<GcResult>();

    var first =
        world
            .gc()
            .run(
                (step, done) -> {
                  if (seen.isEmpty()) {
                    seen.add(world.gc().run(GcProgress.SILENT));
                  }
                });

    assertThat(first).isInstanceOf(GcResult.Collected.class);
    assertThat(seen)
        .singleElement()
        .isInstanceOfSatisfying(
            GcResult.Busy.class,
            b ->
                assertThat(b.by().holder())
                    .isEqualTo("process " + ProcessHandle.current().pid() + ": gc"));
    assertThat(world.collect().dryRun()).isFalse();
  }

  @Test
  void whatIsCommittedWhileACollectionSweepsStays() {
    var table = world.create("main", "orders");
    world.branch("try", "main");
    world.append("try", "orders");
    world.lake.delete("try", "ann");
    var late = world.dataFile(table);
    world.dataFile(table);
    world.clock.forward(LONG);
    var committed = new AtomicBoolean();

    world
        .gc()
        .run(
            (step, done) -> {
              if (step == GcProgress.Step.SWEEP_FILES && committed.compareAndSet(false, true)) {
                table.newAppend().appendFile(late).commit();
              }
            });

    assertThat(committed).isTrue();
    assertThat(Path.of(late.location())).exists();
    assertThat(world.files()).containsAll(world.needed().files());
  }

  private void assertOnlyNeededIsLeft() {
    var needed = world.needed();
    assertThat(world.files()).isEqualTo(needed.files());
    assertThat(world.objects()).isEqualTo(needed.objects());
  }
}
