package dev.prunella.bench.crash;

import dev.prunella.local.refs.SqliteRefStore;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The writer that is killed: publishes attempt after attempt and says so on its standard output. At
 * a named step, given by {@code -Dprunella.crash.step} and {@code -Dprunella.crash.times}, it says
 * {@code at} and waits to be killed.
 */
public final class WriterProcess {
  private static final int LONGEST_WAIT_SECONDS = 60;

  private WriterProcess() {}

  /** Arguments: the folder of the lake, the first attempt's number, how many. */
  public static void main(String[] args) throws InterruptedException {
    var folder = Path.of(args[0]);
    int first = Integer.parseInt(args[1]);
    int count = Integer.parseInt(args[2]);
    var steps =
        new NamedStep(
            System.getProperty("prunella.crash.step", ""),
            Integer.getInteger("prunella.crash.times", 1));
    try (var store = SqliteRefStore.open(folder.resolve("refs.db"));
        var io = new FaultyFileIO(steps)) {
      var tables =
          new FiveTables(new FaultyRefStore(store, steps), io, folder.resolve("warehouse"));
      say("ready");
      for (int attempt = first; attempt < first + count; attempt++) {
        say("begin " + attempt);
        tables.publish(attempt);
        say("done " + attempt);
      }
    }
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  /** Stops for good at the n-th time that a step of this name is reached. */
  private record NamedStep(String name, CountDownLatch left) implements Steps {
    NamedStep(String name, int times) {
      this(name, new CountDownLatch(times));
    }

    @Override
    public void reach(String step) {
      if (!step.equals(name)) {
        return;
      }
      left.countDown();
      if (left.getCount() == 0) {
        say("at " + step);
        try {
          TimeUnit.SECONDS.sleep(LONGEST_WAIT_SECONDS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        throw new SimulatedCrash("nobody came to kill at " + step);
      }
    }

    @Override
    public void requireAlive() {}
  }
}
