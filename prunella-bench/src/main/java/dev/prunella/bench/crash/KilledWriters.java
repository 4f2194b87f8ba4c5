package dev.prunella.bench.crash;

import dev.prunella.bench.ChildJava;
import dev.prunella.local.iceberg.LocalFileIO;
import dev.prunella.local.refs.SqliteRefStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Starts writers in processes of their own and kills them with SIGKILL, at random moments and at
 * named steps, while a reader looks at all five tables without pause.
 */
final class KilledWriters {
  private static final int KILLS_PER_LAKE = 25;
  private static final int MOST_ATTEMPTS = 200;
  private static final int LONGEST_DELAY_MILLIS = 700;
  private static final List<String> STEPS =
      List.of(
          "refs-before",
          "refs-after",
          "publication-before",
          "publication-after",
          "create-after",
          "write-after",
          "sync-before",
          "sync-after");

  private final Path folder;
  private final Random random;
  private final List<String> faults = new ArrayList<>();
  private int kills;
  private int atNamedSteps;
  private int acknowledged;
  private int landed;
  private int reads;
  private int faultCount;

  KilledWriters(Path folder, long seed) {
    this.folder = folder;
    this.random = new Random(seed);
  }

  CrashReport.Killed run(int wanted) throws IOException, InterruptedException {
    for (int lake = 0; kills < wanted; lake++) {
      oneLake(folder.resolve("killed" + lake), Math.min(wanted, kills + KILLS_PER_LAKE));
    }
    return new CrashReport.Killed(
        kills, atNamedSteps, acknowledged, landed, reads, faultCount, List.copyOf(faults));
  }

  private void oneLake(Path home, int until) throws IOException, InterruptedException {
    var ledger = new Ledger();
    try (var store = SqliteRefStore.create(home.resolve("refs.db"))) {
      tables(store, home).init();
    }
    try (var reader = new Reader(home)) {
      int next = 1;
      while (kills < until) {
        next = killOne(home, next, ledger) + 1;
        // Opened anew each time, as a writer that is started again would.
        try (var store = SqliteRefStore.open(home.resolve("refs.db"))) {
          ledger.judge(tables(store, home).look());
        }
      }
      reader.stop();
      reader.faults.forEach(ledger::fault);
      reads += reader.looks;
    }
    acknowledged += ledger.acknowledged();
    landed += ledger.landed();
    faultCount += ledger.faultCount();
    faults.addAll(ledger.faults());
  }

  private static FiveTables tables(SqliteRefStore store, Path home) {
    return new FiveTables(store, new LocalFileIO(), home.resolve("warehouse"));
  }

  /** Says the number of the last attempt that was begun. */
  private int killOne(Path home, int first, Ledger ledger)
      throws IOException, InterruptedException {
    boolean atStep = random.nextBoolean();
    var writer = start(home, first, atStep);
    int last = first;
    try (var lines = writer.inputReader(StandardCharsets.UTF_8)) {
      last = follow(writer, lines, atStep, first, ledger);
    } finally {
      kill(writer);
      if (!writer.waitFor(30, TimeUnit.SECONDS)) {
        ledger.fault("stuck: the writer could not be killed");
      }
    }
    return last;
  }

  private int follow(Process writer, BufferedReader lines, boolean atStep, int first, Ledger ledger)
      throws IOException {
    int last = first;
    boolean killed = false;
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      var words = List.of(line.split(" ", 2));
      switch (words.getFirst()) {
        case "ready" -> {
          if (!atStep) {
            killLater(writer, 1 + random.nextInt(LONGEST_DELAY_MILLIS));
            killed = true;
          }
        }
        case "begin" -> {
          last = Integer.parseInt(words.getLast());
          ledger.begin(last);
        }
        case "done" -> ledger.acknowledge(Integer.parseInt(words.getLast()));
        case "at" -> {
          kill(writer);
          killed = true;
          atNamedSteps++;
        }
        default -> ledger.fault("the writer said: " + line);
      }
    }
    if (killed) {
      kills++;
    } else {
      ledger.fault("the writer ended by itself after attempt " + last);
      kills++;
    }
    return last;
  }

  /** By its handle: the process object would close the pipe with the last lines still in it. */
  private static void kill(Process writer) {
    writer.toHandle().destroyForcibly();
  }

  private static void killLater(Process writer, int millis) {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                TimeUnit.MILLISECONDS.sleep(millis);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              kill(writer);
            });
  }

  private Process start(Path home, int first, boolean atStep) throws IOException {
    var options =
        new ArrayList<>(
            List.of(
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"));
    if (atStep) {
      options.add("-Dprunella.crash.step=" + STEPS.get(random.nextInt(STEPS.size())));
      options.add("-Dprunella.crash.times=" + (1 + random.nextInt(12)));
    }
    var command =
        ChildJava.command(
            options, WriterProcess.class, List.of(home.toString(), "" + first, "" + MOST_ATTEMPTS));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /** Looks at main again and again; what it sees may never be partial, nor go back. */
  private static final class Reader implements AutoCloseable {
    private final Path home;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Thread thread;
    private final List<String> faults = new ArrayList<>();
    private int looks;

    Reader(Path home) {
      this.home = home;
      this.thread = Thread.ofPlatform().name("reader").start(this::read);
    }

    private void read() {
      try (var store = SqliteRefStore.open(home.resolve("refs.db"))) {
        Set<Integer> before = Set.of();
        while (!stopped.get()) {
          var seen = tables(store, home).look();
          faults.addAll(seen.faults());
          if (!seen.attempts().containsAll(before)) {
            faults.add("lost: the reader saw " + before + " and then " + seen.attempts());
          }
          before = seen.attempts();
          looks++;
        }
      } catch (RuntimeException e) {
        faults.add("the reader failed: " + e);
      }
    }

    void stop() throws InterruptedException {
      stopped.set(true);
      thread.join(TimeUnit.SECONDS.toMillis(30));
    }

    @Override
    public void close() {
      stopped.set(true);
    }
  }
}
