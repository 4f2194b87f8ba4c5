package dev.prunella.local.raw;

import dev.prunella.local.raw.RawReport.Heap;
import dev.prunella.refs.ObjectId;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Goes through the raw store once. What seems to be garbage is judged again, batch by batch, after
 * whoever marks has looked again, and while no writer can give an object its name or renew one.
 */
final class RawSweep {
  private static final int BATCH = 500;
  private static final Pattern FAN = Pattern.compile("[0-9a-f]{2}");
  private static final Pattern REST = Pattern.compile("[0-9a-f]{62}");

  private final Path objects;
  private final Path parts;
  private final StoreLock lock;
  private final RawNeeds needs;
  private final boolean dryRun;
  private Heap kept = Heap.NONE;
  private Heap young = Heap.NONE;
  private Heap garbage = Heap.NONE;
  private Heap leftovers = Heap.NONE;

  RawSweep(Path objects, Path parts, StoreLock lock, RawNeeds needs, boolean dryRun) {
    this.objects = objects;
    this.parts = parts;
    this.lock = lock;
    this.needs = needs;
    this.dryRun = dryRun;
  }

  private record Candidate(ObjectId hash, Path path) {}

  private record Seen(long bytes, Instant at) {}

  RawReport run() throws IOException {
    for (var fan : children(objects, FAN)) {
      var batch = new ArrayList<Candidate>();
      for (var path : children(fan, REST)) {
        var hash = ObjectId.fromHex(fan.getFileName() + String.valueOf(path.getFileName()));
        if (isCandidate(hash, path, needs.olderThan())) {
          batch.add(new Candidate(hash, path));
        }
        if (batch.size() >= BATCH) {
          finish(batch);
        }
      }
      finish(batch);
    }
    sweepParts();
    return new RawReport(dryRun, kept, young, garbage, leftovers);
  }

  /** Counts it where it is none. */
  private boolean isCandidate(ObjectId hash, Path path, Instant before) throws IOException {
    var seen = look(path);
    if (seen.isEmpty()) {
      return false;
    }
    if (needs.needs(hash)) {
      kept = kept.and(seen.get().bytes());
      return false;
    }
    if (!seen.get().at().isBefore(before)) {
      young = young.and(seen.get().bytes());
      return false;
    }
    return true;
  }

  private void finish(List<Candidate> batch) throws IOException {
    if (batch.isEmpty()) {
      return;
    }
    if (!dryRun) {
      needs.lookAgain();
    }
    var before = needs.olderThan();
    lock.with(
        () -> {
          for (var candidate : batch) {
            if (isCandidate(candidate.hash(), candidate.path(), before)) {
              garbage = garbage.and(delete(candidate.path()));
            }
          }
          return batch.size();
        });
    batch.clear();
  }

  private void sweepParts() throws IOException {
    var before = needs.olderThan();
    for (var part : children(parts, Pattern.compile(".*" + Pattern.quote(RawStore.PART)))) {
      var seen = look(part);
      if (seen.isPresent() && seen.get().at().isBefore(before)) {
        leftovers = leftovers.and(delete(part));
      }
    }
  }

  private long delete(Path path) throws IOException {
    long bytes = look(path).map(Seen::bytes).orElse(0L);
    if (!dryRun) {
      Files.deleteIfExists(path);
    }
    return bytes;
  }

  private static Optional<Seen> look(Path path) throws IOException {
    try {
      var found = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return Optional.of(new Seen(found.size(), found.lastModifiedTime().toInstant()));
    } catch (NoSuchFileException e) {
      // Another sweep was quicker.
      return Optional.empty();
    }
  }

  private static List<Path> children(Path folder, Pattern name) throws IOException {
    try (var all = Files.newDirectoryStream(folder)) {
      var found = new ArrayList<Path>();
      for (var path : all) {
        if (name.matcher(String.valueOf(path.getFileName())).matches()) {
          found.add(path);
        }
      }
      found.sort(null);
      return found;
    } catch (DirectoryIteratorException e) {
      throw new IOException(folder + " cannot be listed", e);
    }
  }
}
