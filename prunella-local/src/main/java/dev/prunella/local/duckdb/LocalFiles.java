package dev.prunella.local.duckdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;

/**
 * Gives DuckDB a local file for any data file that Iceberg names.
 *
 * <p>Local files are read where they lie. Others (S3, in memory) are copied through the table's
 * FileIO into a cache folder of bounded size: data files never change, so the hash of the location
 * is the key and the length is the check. A local file whose name holds characters that DuckDB
 * would take for a pattern is reached through a symbolic link in the same folder. A file that a
 * scan holds is pinned and not evicted. Safe for many threads; processes should not share one
 * folder.
 */
public final class LocalFiles {
  private final Path folder;
  private final long maxBytes;
  private final Clock clock;
  private final DataPlaces places;
  private final Map<Path, Integer> pins = new ConcurrentHashMap<>();
  private final Map<Path, Object> locks = new ConcurrentHashMap<>();

  public LocalFiles(Path folder, long maxBytes, Clock clock, DataPlaces places) {
    if (maxBytes <= 0) {
      throw new IllegalArgumentException("maxBytes must be positive, was " + maxBytes);
    }
    this.folder = folder.toAbsolutePath().normalize();
    this.maxBytes = maxBytes;
    this.clock = clock;
    this.places = places;
  }

  /** The path of a location on this machine's file system; empty for S3 and the like. */
  public static Optional<Path> pathOf(String location) {
    if (location.startsWith("file:")) {
      String path = location.substring("file:".length());
      return Optional.of(Path.of(path.startsWith("//") ? path.substring(2) : path));
    }
    return location.startsWith("/") ? Optional.of(Path.of(location)) : Optional.empty();
  }

  /** Absolute and without symbolic links, as far as the path is there. */
  public static Path realPath(Path path) {
    var whole = path.toAbsolutePath().normalize();
    var there = whole;
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    try {
      return there.toRealPath().resolve(there.relativize(whole)).normalize();
    } catch (IOException e) {
      return whole; // what we may not look at is known by its name only
    }
  }

  /**
   * A local path that DuckDB can open, pinned until {@link #release}.
   *
   * @param length bytes of the file as Iceberg's metadata tells
   * @throws NotFoundException if the file is missing
   */
  Path acquire(FileIO io, String location, long length) {
    var local = pathOf(location);
    if (local.isPresent() && Files.exists(local.get())) {
      Path path = local.get().toAbsolutePath().normalize();
      return isPattern(path.toString()) ? link(path) : path;
    }
    if (location.startsWith("file:")) {
      throw new NotFoundException("%s", location);
    }
    return copy(io, location, length);
  }

  DataPlaces places() {
    return places;
  }

  void release(Path path) {
    pins.computeIfPresent(path, (p, n) -> n <= 1 ? null : n - 1);
  }

  private static boolean isPattern(String path) {
    return path.chars()
        .anyMatch(c -> c == '*' || c == '?' || c == '[' || c == ']' || c == '\\' || c == '{');
  }

  private Path link(Path target) {
    Path link = folder.resolve("link-" + hash(target.toString()) + ".parquet");
    try {
      Files.createDirectories(folder);
      Files.createSymbolicLink(link, target);
    } catch (FileAlreadyExistsException e) {
      // The same target gives the same name.
      return link;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot link " + target + " into " + folder, e);
    }
    return link;
  }

  private Path copy(FileIO io, String location, long length) {
    Path target = folder.resolve("copy-" + hash(location) + ".parquet");
    pins.merge(target, 1, Integer::sum);
    try {
      synchronized (locks.computeIfAbsent(target, p -> new Object())) {
        if (Files.exists(target) && Files.size(target) == length) {
          Files.setLastModifiedTime(target, FileTime.from(clock.instant()));
          return target;
        }
        makeRoom(length);
        download(io, location, length, target);
      }
      return target;
    } catch (IOException e) {
      release(target);
      throw new UncheckedIOException("cannot copy " + location + " into " + folder, e);
    } catch (RuntimeException e) {
      release(target);
      throw e;
    } finally {
      locks.remove(target);
    }
  }

  private void download(FileIO io, String location, long length, Path target) throws IOException {
    Path part = folder.resolve("part-" + UUID.randomUUID());
    try {
      try (var in = io.newInputFile(location).newStream()) {
        Files.copy(in, part);
      }
      long copied = Files.size(part);
      if (copied != length) {
        throw new DuckDbException(
            location
                + " has "
                + copied
                + " bytes, the table's metadata says "
                + length
                + ". Next: restore the file from a backup, or roll the table back to a commit before it.");
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Evicts what was used longest ago and is not pinned, until the new file fits. */
  private synchronized void makeRoom(long needed) throws IOException {
    Files.createDirectories(folder);
    record Cached(Path path, long bytes, FileTime used) {}
    List<Cached> cached = new ArrayList<>();
    try (var paths = Files.newDirectoryStream(folder, "copy-*")) {
      for (Path path : paths) {
        cached.add(new Cached(path, Files.size(path), Files.getLastModifiedTime(path)));
      }
    }
    cached.sort(Comparator.comparing(Cached::used));
    long total = needed + cached.stream().mapToLong(Cached::bytes).sum();
    for (Cached file : cached) {
      if (total <= maxBytes) {
        return;
      }
      if (!pins.containsKey(file.path())) {
        Files.deleteIfExists(file.path());
        total -= file.bytes();
      }
    }
    if (total > maxBytes) {
      throw new DuckDbException(
          "The local copies of remote data files in "
              + folder
              + " need "
              + total
              + " bytes, the bound is "
              + maxBytes
              + ". Next: narrow the query, or raise the bound of the cache.");
    }
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Whether an error means that the file is not there. */
  static boolean isMissing(Throwable error) {
    for (Throwable e = error; e != null; e = e.getCause()) {
      if (e instanceof NotFoundException
          || e instanceof NoSuchFileException
          || e instanceof java.io.FileNotFoundException) {
        return true;
      }
    }
    return false;
  }
}
