package dev.prunella.bench.crash;

import dev.prunella.local.iceberg.LocalFileIO;
import dev.prunella.local.refs.SqliteRefStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Stops the writer at its first step, its second, and so on through a whole publication, again and
 * again, until so many crashes have been had. After each one the lake is opened from what is left.
 */
final class SimulatedCrashes {
  /** A lake is left for a fresh one after so many crashes, or the histories would grow too long. */
  private static final int CRASHES_PER_LAKE = 60;

  /** Every page and object is read after so many looks, and its tables at each. */
  private static final int LOOKS_PER_CHECK = 10;

  private final Path folder;
  private final Random random;
  private final Map<String, Integer> bySteps = CountedSteps.tally();
  private final List<String> faults = new ArrayList<>();
  private int crashes;
  private int faultCount;
  private int attempts;
  private int acknowledged;
  private int landed;
  private int powerCuts;
  private int unsyncedFiles;
  private int crashAt = 1;

  SimulatedCrashes(Path folder, long seed) {
    this.folder = folder;
    this.random = new Random(seed);
  }

  CrashReport.Simulated run(int wanted) throws IOException {
    for (int lake = 0; crashes < wanted; lake++) {
      var home = folder.resolve("lake" + lake);
      oneLake(home, Math.min(wanted, crashes + CRASHES_PER_LAKE));
      delete(home);
    }
    return new CrashReport.Simulated(
        crashes,
        powerCuts,
        unsyncedFiles,
        attempts,
        acknowledged,
        landed,
        faultCount,
        List.copyOf(faults),
        Map.copyOf(bySteps));
  }

  private void oneLake(Path home, int until) throws IOException {
    var ledger = new Ledger();
    var database = home.resolve("refs0.db");
    var warehouse = home.resolve("warehouse");
    try (var store = SqliteRefStore.create(database)) {
      new FiveTables(store, new LocalFileIO(), warehouse).init();
    }
    for (int attempt = 1; crashes < until; attempt++) {
      var loss = random.nextBoolean() ? FaultyFileIO.Loss.PROCESS : FaultyFileIO.Loss.POWER;
      var next = home.resolve("refs" + attempt + ".db");
      attempt(database, next, warehouse, attempt, loss, ledger);
      database = next;
      try (var store = SqliteRefStore.open(database)) {
        ledger.judge(new FiveTables(store, new LocalFileIO(), warehouse).look());
        if (attempt % LOOKS_PER_CHECK == 0) {
          store.check().forEach(ledger::fault);
        }
      }
    }
    acknowledged += ledger.acknowledged();
    landed += ledger.landed();
    faultCount += ledger.faultCount();
    faults.addAll(ledger.faults());
  }

  private void attempt(
      Path database, Path next, Path warehouse, int attempt, FaultyFileIO.Loss loss, Ledger ledger)
      throws IOException {
    var steps = new CountedSteps(crashAt, bySteps);
    var io = new FaultyFileIO(steps);
    attempts++;
    try (var store = SqliteRefStore.open(database)) {
      ledger.begin(attempt);
      try {
        new FiveTables(new FaultyRefStore(store, steps), io, warehouse).publish(attempt);
        ledger.acknowledge(attempt);
      } catch (SimulatedCrash | RuntimeException e) {
        if (!steps.crashed()) {
          ledger.fault("failed without a crash: " + e);
        }
      }
      if (steps.crashed()) {
        crashes++;
        crashAt++;
        powerCuts += loss == FaultyFileIO.Loss.POWER ? 1 : 0;
        unsyncedFiles += io.loseUnsynced(loss, random);
      } else {
        crashAt = 1; // it went through: all of its steps have had their crash
      }
      takeAsItLies(database, next, loss);
    } finally {
      io.close();
    }
    discard(database);
  }

  /**
   * Copies the database file and its log as a dead process would leave them: closing the store
   * would tidy up. The writer is dead, so that the locks which this reading drops guard nothing.
   */
  private void takeAsItLies(Path database, Path next, FaultyFileIO.Loss loss) throws IOException {
    Files.copy(database, next);
    var log = next.resolveSibling(next.getFileName() + "-wal");
    try {
      Files.copy(database.resolveSibling(database.getFileName() + "-wal"), log);
    } catch (NoSuchFileException e) {
      return; // nothing was written since it was opened
    }
    if (loss == FaultyFileIO.Loss.POWER) {
      // A write that had begun and was never synced.
      var torn = new byte[random.nextInt(5_000)];
      random.nextBytes(torn);
      Files.write(log, torn, StandardOpenOption.APPEND);
    }
  }

  private static void discard(Path database) throws IOException {
    for (var suffix : List.of("", "-wal", "-shm")) {
      Files.deleteIfExists(database.resolveSibling(database.getFileName() + suffix));
    }
  }

  private static void delete(Path home) throws IOException {
    try (var all = Files.walk(home)) {
      for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
