package dev.prunella.bench.heal.crash;

import dev.prunella.bench.heal.world.World;
import dev.prunella.local.LocalLake;
import dev.prunella.local.iceberg.LocalFileIO;
import dev.prunella.refs.Commit;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.Entry;
import dev.prunella.refs.EntryKey;
import dev.prunella.refs.Publication;
import dev.prunella.refs.Ref;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Reads main in a thread of its own, as anybody may, while the system under test works and dies:
 * whatever main's head is at any moment, it was published, and all of its tables are there.
 */
final class MainReader {
  private static final long BETWEEN_LOOKS_MILLIS = 20;

  /** More than any play makes, its history included. */
  private static final int MOST_PUBLICATIONS = 2_000;

  private final World world;
  private final Set<CommitId> heads = new LinkedHashSet<>();
  private final Set<Entry> read = new HashSet<>();
  private final Set<String> files = new HashSet<>();
  private final List<String> broken = new ArrayList<>();

  MainReader(World world) {
    this.world = world;
  }

  /** Looks until it is closed. */
  Looking looking(Instant now) {
    return new Looking(now);
  }

  /** Looks on. */
  final class Looking implements AutoCloseable {
    private final CountDownLatch enough = new CountDownLatch(1);
    private final Thread thread;

    private Looking(Instant now) {
      this.thread = Thread.ofVirtual().start(() -> look(now));
    }

    private void look(Instant now) {
      try (var lake = world.lake(now)) {
        do {
          read(lake);
        } while (!enough.await(BETWEEN_LOOKS_MILLIS, TimeUnit.MILLISECONDS));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      enough.countDown();
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private synchronized void read(LocalLake lake) {
    Commit head = lake.lake().head(Ref.MAIN);
    if (heads.add(head.id())) {
      lake.lake()
          .entries(
              head,
              (key, entry) -> {
                if (entry instanceof Entry.Table table && read.add(entry)) {
                  read(lake, key, table);
                }
              });
    }
  }

  private void read(LocalLake lake, EntryKey key, Entry.Table entry) {
    try (var tasks = lake.table(key, entry).newScan().planFiles()) {
      for (var task : tasks) {
        var location = task.file().location();
        if (!world.hasLost(path(location))
            && files.add(location)
            && Files.size(path(location)) != task.file().fileSizeInBytes()) {
          broken.add("a reader saw " + key + " with a file that is not whole: " + location);
        }
      }
    } catch (IOException | RuntimeException e) {
      broken.add("a reader could not read " + key + " of main: " + e);
    }
  }

  private static Path path(String location) {
    return LocalFileIO.pathOf(location);
  }

  /** What it has seen that nobody may see, in words. */
  synchronized List<String> broken(LocalLake lake, CommitId base) {
    var published = new HashSet<CommitId>();
    published.add(base);
    lake.lake().store().publications(MOST_PUBLICATIONS).stream()
        .filter(Publication::isOfMain)
        .map(Publication::to)
        .forEach(published::add);
    heads.stream()
        .filter(head -> !published.contains(head))
        .forEach(head -> broken.add("a reader saw " + head.brief() + ", which nobody published"));
    return List.copyOf(broken);
  }
}
