package dev.prunella.bench.heal.system;

import dev.prunella.bench.crash.FaultyFileIO;
import dev.prunella.bench.crash.FaultyRefStore;
import dev.prunella.bench.crash.SimulatedCrash;
import dev.prunella.bench.crash.Steps;
import dev.prunella.local.WritePath;
import dev.prunella.refs.RefStore;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.apache.iceberg.io.FileIO;
import org.jspecify.annotations.Nullable;

/**
 * Stands before all that an open system writes, and lets it die before or after one of these
 * writes: from then on whatever it tries fails with an error that nobody handles, and nothing
 * reaches the lake any more. Thread-safe.
 */
final class Mortality implements WritePath, Steps {
  private static final Set<String> BUFFERS = Set.of("write-before", "write-after");

  private final List<FaultyFileIO> files = new CopyOnWriteArrayList<>();
  private int taken;
  private int last;
  private @Nullable String died;

  /** From here on steps are counted anew; at that one it dies, at 0 it does not. */
  synchronized void live(int until) {
    taken = 0;
    last = until;
  }

  /** A buffer's write is no step: until the file is synced, a crash takes any part of it. */
  @Override
  public synchronized void reach(String step) {
    requireAlive();
    if (BUFFERS.contains(step)) {
      return;
    }
    taken++;
    if (taken == last) {
      died = step;
      throw new SimulatedCrash(step);
    }
  }

  @Override
  public synchronized void requireAlive() {
    if (died != null) {
      throw new SimulatedCrash("dead since " + died);
    }
  }

  /** Where it has died; null if it lives. */
  synchronized @Nullable String died() {
    return died;
  }

  /** How many steps were taken. */
  synchronized int taken() {
    return taken;
  }

  @Override
  public RefStore refs(RefStore store) {
    return new FaultyRefStore(store, this);
  }

  @Override
  public FileIO files(FileIO io) {
    var faulty = new FaultyFileIO(io, this);
    files.add(faulty);
    return faulty;
  }

  @Override
  public <T> T write(String what, Supplier<T> write) {
    reach(what + "-before");
    var written = write.get();
    reach(what + "-after");
    return written;
  }

  /** Takes away what a process that dies has not handed over; nobody may write any more. */
  void loseUnsynced() throws IOException {
    for (var io : files) {
      io.loseUnsynced(FaultyFileIO.Loss.PROCESS, new Random(taken));
    }
  }
}
