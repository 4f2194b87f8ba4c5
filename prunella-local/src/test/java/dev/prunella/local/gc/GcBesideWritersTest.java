package dev.prunella.local.gc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.local.iceberg.LakeCatalogs;
import dev.prunella.local.iceberg.LocalFileIO;
import dev.prunella.local.refs.SqliteRefStore;
import dev.prunella.refs.Lake;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Limits;
import dev.prunella.refs.RefStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class GcBesideWritersTest {
  private static final Duration WORK = Duration.ofSeconds(10);
  private static final Duration RETENTION = Duration.ofMillis(300);
  private static final int WRITERS = 3;

  /** As bold as it gets: no grace for anyone without a lease. */
  private static final GcOptions BOLD =
      new GcOptions(RETENTION, Duration.ZERO, Duration.ofMillis(100), Duration.ofSeconds(5), 5, 2);

  private static final Namespace SALES = Namespace.of("sales");
  private static final TableIdentifier SHARED = TableIdentifier.of(SALES, "shared");
  private static final Schema SCHEMA =
      new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));

  private final Clock clock = Clock.systemUTC();
  private final AtomicInteger commits = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private final AtomicInteger deleted = new AtomicInteger();

  @Test
  @Timeout(120)
  void nothingThatAnyRefReachesIsLostWhileCollectionsRunOnAndOn(@TempDir Path directory)
      throws Exception {
    var warehouse = directory.resolve("warehouse");
    try (var store = SqliteRefStore.create(directory.resolve("lake.db"))) {
      var lake = new Lake(store, clock, new Limits(200, 10_000, RETENTION));
      lake.init();
      var catalogs = new LakeCatalogs(lake, new LocalFileIO(), warehouse.toString());
      catalogs.branch("main").createNamespace(SALES);
      catalogs.branch("main").createTable(SHARED, SCHEMA);

      var end = clock.instant().plus(WORK);
      try (var threads = Executors.newCachedThreadPool()) {
        var tasks = new ArrayList<Callable<Void>>();
        for (int i = 0; i < WRITERS; i++) {
          int writer = i;
          tasks.add(() -> write(writer, store, catalogs, end));
        }
        tasks.add(() -> collectOnAndOn(store, warehouse, end));
        for (var done : threads.invokeAll(tasks)) {
          done.get();
        }
      }

      assertThat(commits.get()).as("commits").isGreaterThan(10);
      assertThat(deleted.get()).as("files deleted meanwhile").isPositive();
      var reopened = new Lake(store, clock, Limits.DEFAULT);
      assertThat(World.needed(reopened, clock.instant().minus(RETENTION)).files())
          .allSatisfy(f -> assertThat(f).exists());

      Thread.sleep(BOLD.margin().plus(RETENTION).plus(BOLD.clockSlack()).plusMillis(300));
      collect(store, warehouse);
      assertThat(files(warehouse)).isEqualTo(World.needed(reopened, Instant.now()).files());
      System.out.printf(
          "%d commits (%d more lost a race) beside collections that deleted %d files%n",
          commits.get(), lost.get(), deleted.get());
    }
  }

  private Void write(int writer, RefStore store, LakeCatalogs catalogs, Instant end) {
    var random = new Random(writer);
    var lake = catalogs.lake();
    var beats = new HandBeats();
    try (var leases = new Leases(store, clock, beats)) {
      for (int i = 0; clock.instant().isBefore(end); i++) {
        var branch = "w" + writer + "/" + i;
        try (var lease = leases.hold(branch)) {
          lake.createBranch(branch, lake.head("main"), "ann");
          append(catalogs, branch, SHARED);
          var own = TableIdentifier.of(SALES, "t" + writer + "_" + i);
          catalogs.branch(branch).createTable(own, SCHEMA);
          append(catalogs, branch, own);
          // What a failed write leaves.
          dataFile(catalogs.branch("main").loadTable(SHARED));
          lease.requireHeld();
          switch (random.nextInt(4)) {
            case 0 -> append(catalogs, "main", SHARED);
            case 1 -> bringBack(lake, branch);
            case 2 -> catalogs.branch(branch).dropTable(own);
            default -> lake.delete(branch, "ann");
          }
        } catch (CommitFailedException e) {
          // Another writer was quicker; its change counts.
          lost.incrementAndGet();
        } finally {
          beats.beat();
        }
      }
    }
    return null;
  }

  private static void bringBack(Lake lake, String branch) {
    var head = lake.head(branch);
    lake.delete(branch, "ann");
    try {
      lake.createBranch(branch + "/again", head, "ann");
    } catch (LakeException e) {
      // It took longer than the short retention of this test: refused, which is right.
      assertThat(e).hasMessageContaining("belongs to no branch any more");
    }
  }

  private void append(LakeCatalogs catalogs, String branch, TableIdentifier name) {
    var table = catalogs.branch(branch).loadTable(name);
    var path = dataFile(table);
    table
        .newAppend()
        .appendFile(
            DataFiles.builder(table.spec())
                .withPath(path.toString())
                .withFileSizeInBytes(4)
                .withRecordCount(1)
                .build())
        .commit();
    commits.incrementAndGet();
  }

  private static Path dataFile(Table table) {
    var path = Path.of(table.location(), "data", UUID.randomUUID() + ".parquet");
    try {
      Files.createDirectories(path.getParent());
      return Files.writeString(path, "rows");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Void collectOnAndOn(RefStore store, Path warehouse, Instant end) {
    while (clock.instant().isBefore(end)) {
      deleted.addAndGet((int) collect(store, warehouse).total().files());
    }
    return null;
  }

  private GcReport collect(RefStore store, Path warehouse) {
    var gc =
        new GarbageCollection(
            store, new LocalFileIO(), warehouse.toString(), clock, BOLD, Optional.empty());
    return ((GcResult.Collected) gc.run(GcProgress.SILENT)).report();
  }

  private static Set<Path> files(Path root) throws IOException {
    try (var walk = Files.walk(root)) {
      return new TreeSet<>(walk.filter(Files::isRegularFile).toList());
    }
  }
}
