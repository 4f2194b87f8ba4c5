package dev.prunella.local.gc;

import dev.prunella.refs.Commit;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.Entry;
import dev.prunella.refs.EntryKey;
import dev.prunella.refs.Lake;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.ObjectId;
import dev.prunella.refs.Problem;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongConsumer;

/**
 * Marks what commits need: themselves, their ancestors, tries and files. Marks only ever grow, so
 * that marking again from other commits costs as much as is new. If anything cannot be read, the
 * mark ends in an exception: nothing may be deleted on an incomplete one.
 */
final class Marker implements AutoCloseable {
  /** Tables found before they are read together. */
  private static final int CHUNK = 512;

  private final Lake lake;
  private final TableFiles files;
  private final TableFolders folders;
  private final FingerprintSet objects = new FingerprintSet();
  private final ExecutorService readers;
  private final LongConsumer progress;
  private final List<Found> found = new ArrayList<>();
  private Instant born = Instant.MAX;
  private long commits;

  Marker(Lake lake, TableFiles files, TableFolders folders, int readers, LongConsumer progress) {
    this.lake = lake;
    this.files = files;
    this.folders = folders;
    this.readers =
        Executors.newFixedThreadPool(
            readers, task -> Thread.ofPlatform().daemon().name("prunella-gc").unstarted(task));
    this.progress = progress;
  }

  private record Found(EntryKey key, String metadataLocation, CommitId commit) {}

  void mark(Collection<CommitId> heads) {
    var open = new ArrayDeque<>(heads);
    while (!open.isEmpty()) {
      var id = open.removeLast();
      if (objects.add(id.object())) {
        var commit = lake.commit(id);
        mark(commit);
        open.addAll(commit.parents());
      }
    }
    read();
  }

  boolean needs(ObjectId id) {
    return objects.contains(id);
  }

  /** When the lake's first commit was made: what is older is not the lake's. */
  Instant born() {
    return born;
  }

  long commits() {
    return commits;
  }

  private void mark(Commit commit) {
    commits++;
    if (commit.parents().isEmpty() && commit.at().isBefore(born)) {
      born = commit.at();
    }
    lake.entries(
        commit,
        objects::add,
        (key, entry) -> {
          switch (entry) {
            case Entry.Table(var _, var location) -> {
              if (files.isNewTable(location)) {
                found.add(new Found(key, location, commit.id()));
              }
            }
            case Entry.View(var _, var location) -> {
              folders.learn(key, location);
              files.need(location);
            }
            case Entry.Namespace _ -> {}
          }
        });
    if (found.size() >= CHUNK) {
      read();
    }
    progress.accept(commits);
  }

  private void read() {
    var tasks = new ArrayList<Callable<Void>>(found.size());
    for (var table : found) {
      tasks.add(
          () -> {
            read(table);
            return null;
          });
    }
    found.clear();
    try {
      for (var done : readers.invokeAll(tasks)) {
        done.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LakeException(Problem.TOO_BUSY, "the collection was interrupted", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof LakeException told
          ? told
          : new LakeException(Problem.STORAGE_FAILED, "the mark failed: " + e.getCause(), e);
    }
  }

  private void read(Found table) {
    folders.learn(table.key(), table.metadataLocation());
    try {
      folders.learn(table.key(), files.needTable(table.metadataLocation()));
    } catch (LakeException e) {
      throw new LakeException(
          e.problem(),
          "%s in commit %s: %s. A collection deletes nothing that it cannot prove to be garbage"
              .formatted(table.key(), table.commit(), e.getMessage()),
          e);
    }
  }

  @Override
  public void close() {
    readers.shutdownNow();
  }
}
