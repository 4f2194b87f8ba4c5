package dev.prunella.local.gc;

import dev.prunella.local.gc.GcProgress.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsBulkOperations;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes files that nothing needs: those of tables, in the warehouse, unmarked, and older than any
 * writer at work. Goes through the listing once, batch by batch.
 */
final class FileSweep {
  private static final Logger LOG = LoggerFactory.getLogger(FileSweep.class);
  private static final int TELL_EVERY = 1000;

  private final SupportsPrefixOperations io;
  private final Locations locations;
  private final TableFolders folders;
  private final TableFiles files;
  private final LiveMark mark;
  private final Turnstile turnstile;
  private final int batchSize;
  private final Tally tally = new Tally();

  FileSweep(
      SupportsPrefixOperations io,
      Locations locations,
      TableFolders folders,
      TableFiles files,
      LiveMark mark,
      Turnstile turnstile,
      int batchSize) {
    this.io = io;
    this.locations = locations;
    this.folders = folders;
    this.files = files;
    this.mark = mark;
    this.turnstile = turnstile;
    this.batchSize = batchSize;
  }

  private record Found(String location, String table, FileSort sort, long bytes, Instant at) {}

  /**
   * @param born files older than this were there before the lake
   * @param cutoff asked anew before each batch; it only ever goes back
   * @param journal empty for a dry run
   */
  Tally sweep(Instant born, Supplier<Instant> cutoff, Optional<Journal> journal) {
    var batch = new ArrayList<Found>();
    long seen = 0;
    var before = cutoff.get();
    for (var file : io.listPrefix(locations.listing())) {
      if (locations
          .inside(file.location())
          .filter(GarbageCollection.NAMEPLATE::equals)
          .isPresent()) {
        continue;
      }
      tally.listed(file.size());
      if (seen++ % TELL_EVERY == 0) {
        turnstile.pass(Step.LIST_FILES, seen);
      }
      garbage(file, born, before).ifPresent(batch::add);
      if (batch.size() >= batchSize) {
        finish(batch, cutoff, journal);
      }
    }
    turnstile.pass(Step.LIST_FILES, seen);
    finish(batch, cutoff, journal);
    return tally;
  }

  private Optional<Found> garbage(FileInfo file, Instant born, Instant before) {
    var location = file.location();
    if (files.isNeeded(location)) {
      return Optional.empty();
    }
    var table = locations.inside(location).flatMap(folders::owner);
    if (table.isEmpty()) {
      tally.foreign(file.size());
      return Optional.empty();
    }
    var path = Locations.local(location);
    var changed = path.map(FileSweep::changed).orElse(Optional.of(Instant.EPOCH));
    var created = Instant.ofEpochMilli(file.createdAtMillis());
    if (changed.isEmpty() || created.isBefore(born)) {
      tally.foreign(file.size());
      return Optional.empty();
    }
    var at = changed.get().isAfter(created) ? changed.get() : created;
    if (!at.isBefore(before)) {
      tally.young(file.size());
      return Optional.empty();
    }
    var sort = FileSort.of(location);
    return Optional.of(new Found(location, table.get(), sort, file.size(), at));
  }

  /**
   * When a file of this machine got its name or its last byte, whichever was later: a file moved
   * into a table keeps its old modification time. Empty for links and whatever else is no file.
   */
  private static Optional<Instant> changed(Path path) {
    try {
      boolean unix = path.getFileSystem().supportedFileAttributeViews().contains("unix");
      Map<String, Object> found =
          Files.readAttributes(
              path, unix ? "unix:ctime,isRegularFile" : "isRegularFile", LinkOption.NOFOLLOW_LINKS);
      if (!Boolean.TRUE.equals(found.get("isRegularFile"))) {
        return Optional.empty();
      }
      return Optional.of(
          found.get("ctime") instanceof FileTime time ? time.toInstant() : Instant.EPOCH);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      LOG.warn("'{}' cannot be looked at and stays: {}", path, e.getMessage());
      return Optional.empty();
    }
  }

  private void finish(List<Found> batch, Supplier<Instant> cutoff, Optional<Journal> journal) {
    if (journal.isPresent() && !batch.isEmpty()) {
      turnstile.pass(Step.SWEEP_FILES, tally.files());
      // The second look: others may have committed or come back to work since the listing.
      mark.catchUp();
      var before = cutoff.get();
      batch.removeIf(f -> files.isNeeded(f.location()) || !f.at().isBefore(before));
      journal.get().deleting(batch.stream().map(Found::location).toList());
      batch.removeAll(delete(batch));
    }
    batch.forEach(f -> tally.garbage(f.table(), f.sort(), f.bytes()));
    batch.clear();
    turnstile.pass(Step.SWEEP_FILES, tally.files());
  }

  /** Gives back those that the storage would not delete. */
  private List<Found> delete(List<Found> batch) {
    var left = new ArrayList<>(batch);
    if (io instanceof SupportsBulkOperations bulk) {
      try {
        bulk.deleteFiles(batch.stream().map(Found::location).toList());
        return List.of();
      } catch (RuntimeException e) {
        LOG.warn("a batch of files could not be deleted, each is tried alone: {}", e.getMessage());
      }
    }
    left.removeIf(this::delete);
    left.forEach(f -> tally.failed(f.bytes()));
    return left;
  }

  private boolean delete(Found file) {
    try {
      io.deleteFile(file.location());
      return true;
    } catch (NotFoundException e) {
      return true;
    } catch (RuntimeException e) {
      LOG.warn("'{}' could not be deleted: {}", file.location(), e.getMessage());
      return false;
    }
  }
}
